//! `[platform]` and `[namespaces]`: what the whole is called and where it lives.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::load::Map;

use super::scalar::{Count, KubernetesVersion, Name, Quantity};
use super::text::Text;
use super::workload::{Resources, Scalars};

/// What kind of place an environment is. Rules depend on this, never on its name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize, serde::Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Tier {
    /// One developer's machine: secrets may be written down, data may be thrown away.
    #[default]
    Local,
    /// Where changes are tried: as disposable as `local`.
    Test,
    /// For showing: secrets are never written down from here on.
    Demo,
    /// The rehearsal before `prod`.
    Staging,
    /// The real thing, with the strictest defaults.
    Prod,
}

impl Tier {
    pub fn as_str(self) -> &'static str {
        match self {
            Tier::Local => "local",
            Tier::Test => "test",
            Tier::Demo => "demo",
            Tier::Staging => "staging",
            Tier::Prod => "prod",
        }
    }

    /// The secret that stands in where a disposable environment names none.
    pub fn stand_in(self, id: &str) -> Option<String> {
        self.is_disposable().then(|| format!("{id}-local"))
    }

    /// Whether secrets may be written down, and data may be thrown away.
    pub fn is_disposable(self) -> bool {
        match self {
            Tier::Local | Tier::Test => true,
            Tier::Demo | Tier::Staging | Tier::Prod => false,
        }
    }
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Platform {
    /// Name of the whole: a label of every object, and part of the Compose project. Required.
    pub name: Option<Name>,
    /// Namespace of every workload that names none; without it objects carry none.
    pub namespace: Option<Text>,
    /// Image of a service without `image`: `<registry>/<id>`.
    pub registry: Option<Text>,
    /// Tag of services and jobs without an `image` of their own.
    pub tag: Option<Text>,
    /// The oldest cluster that must accept the output.
    pub kubernetes: KubernetesVersion,
    /// The placeholder `{region}`; Kubernetes: pods are bound to nodes of this region.
    pub region: Option<String>,
    /// Labels on every object; never in selectors.
    pub labels: Scalars,
    /// Annotations on every object.
    pub annotations: Scalars,
    /// Kubernetes: short labels beside `app.kubernetes.io/*`; `["app"]` if not set.
    pub legacy_labels: Vec<LegacyLabel>,
    /// Name of one ConfigMap that holds all plain outputs in use; without it they stand in place.
    pub shared_config: Option<Text>,
}

impl Default for Platform {
    fn default() -> Self {
        Self {
            name: None,
            namespace: None,
            registry: None,
            tag: None,
            kubernetes: KubernetesVersion::new(1, 28),
            region: None,
            labels: Map::default(),
            annotations: Map::default(),
            legacy_labels: vec![LegacyLabel::App],
            shared_config: None,
        }
    }
}

/// Short labels beside `app.kubernetes.io/*`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, serde::Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LegacyLabel {
    /// The workload's name; in selectors, too.
    App,
    Version,
    Component,
}

/// `[namespaces.ID]`. The ID `main` is the environment's own.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Namespace {
    /// Its name; if not set the ID, and of `main` `platform.namespace`.
    pub name: Option<Text>,
    /// Whether it is ours to make; if not, it is only referred to.
    pub create: bool,
    /// Further labels of the namespace.
    pub labels: Scalars,
    /// Annotations of the namespace.
    pub annotations: Scalars,
    /// Labels of Pod Security Admission; those of `[security]` if not set.
    pub pod_security: Option<PodSecurity>,
    /// A ResourceQuota: how much all pods there may use together.
    pub quota: Option<Quota>,
    /// A LimitRange: what a single container or claim there may use.
    pub limit_range: Option<LimitRange>,
}

impl Default for Namespace {
    fn default() -> Self {
        Self {
            name: None,
            create: true,
            labels: Map::default(),
            annotations: Map::default(),
            pod_security: None,
            quota: None,
            limit_range: None,
        }
    }
}

/// Labels of Pod Security Admission; by tier if not set.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct PodSecurity {
    /// False: no labels are written.
    pub enabled: bool,
    /// Pods below this level are refused; if not set, the strictest that all pods meet, by tier at least.
    pub enforce: Option<PodSecurityLevel>,
    /// What is below this level is logged; as `enforce` if not set.
    pub audit: Option<PodSecurityLevel>,
    /// Who applies what is below this level is warned; as `enforce` if not set.
    pub warn: Option<PodSecurityLevel>,
}

impl Default for PodSecurity {
    fn default() -> Self {
        Self { enabled: true, enforce: None, audit: None, warn: None }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PodSecurityLevel {
    Privileged,
    Baseline,
    Restricted,
}

impl PodSecurityLevel {
    pub fn as_str(self) -> &'static str {
        match self {
            PodSecurityLevel::Privileged => "privileged",
            PodSecurityLevel::Baseline => "baseline",
            PodSecurityLevel::Restricted => "restricted",
        }
    }
}

/// What is not given is computed from the workloads.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Quota {
    /// False: there is none.
    pub enabled: bool,
    /// Hard limits of the sum of all limits; `cpu` and `memory` are computed if not set.
    pub limits: Map<String, Quantity>,
    /// Hard limits of the sum of all requests; `cpu` and `memory` are computed if not set.
    pub requests: Map<String, Quantity>,
    /// The most pods; computed if not set.
    pub pods: Option<Count>,
    /// The most claims of volumes; no limit if not set.
    pub claims: Option<Count>,
    /// The most storage that all claims may request together; no limit if not set.
    pub storage: Option<Quantity>,
    /// Percent of what all workloads at their most may use, for what is computed.
    pub headroom: Count,
}

impl Default for Quota {
    fn default() -> Self {
        Self {
            enabled: true,
            limits: Map::default(),
            requests: Map::default(),
            pods: None,
            claims: None,
            storage: None,
            headroom: Count(130),
        }
    }
}

#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct LimitRange {
    /// Limits of a container that names none.
    pub default: Map<String, Quantity>,
    /// Requests of a container that names none.
    pub default_request: Map<String, Quantity>,
    /// The least that a container may ask for.
    pub min: Map<String, Quantity>,
    /// The most that a container may ask for.
    pub max: Map<String, Quantity>,
    /// The largest claim of a volume.
    pub claim_max: Option<Quantity>,
}

/// `[sizes.S]`.
pub type Sizes = Map<String, Resources>;

/// `[security]`: what holds for all workloads.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct SecurityPolicy {
    /// Labels of Pod Security Admission, for every namespace that says nothing itself.
    pub pod_security: Option<PodSecurity>,
}
