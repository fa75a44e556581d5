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
    #[default]
    Local,
    Test,
    Demo,
    Staging,
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
    /// Required.
    pub name: Option<Name>,
    /// Namespace of every workload that names none; without it objects carry none.
    pub namespace: Option<Text>,
    /// Image of a service without `image`: `<registry>/<id>`.
    pub registry: Option<Text>,
    /// Tag of services and jobs without an `image` of their own.
    pub tag: Option<Text>,
    /// The oldest cluster that must accept the output.
    pub kubernetes: KubernetesVersion,
    pub region: Option<String>,
    pub labels: Scalars,
    pub annotations: Scalars,
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LegacyLabel {
    App,
    Version,
    Component,
}

/// `[namespaces.ID]`. The ID `main` is the environment's own.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Namespace {
    /// The ID if not set; of `main`, `platform.namespace`.
    pub name: Option<Text>,
    /// False: only referred to.
    pub create: bool,
    pub labels: Scalars,
    pub annotations: Scalars,
    pub pod_security: Option<PodSecurity>,
    pub quota: Option<Quota>,
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
    pub enabled: bool,
    pub enforce: Option<PodSecurityLevel>,
    pub audit: Option<PodSecurityLevel>,
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
    pub enabled: bool,
    pub limits: Map<String, Quantity>,
    pub requests: Map<String, Quantity>,
    pub pods: Option<Count>,
    pub claims: Option<Count>,
    pub storage: Option<Quantity>,
    /// Percent of what all workloads at their most may use.
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
    pub default: Map<String, Quantity>,
    pub default_request: Map<String, Quantity>,
    pub min: Map<String, Quantity>,
    pub max: Map<String, Quantity>,
    pub claim_max: Option<Quantity>,
}

/// `[sizes.S]`.
pub type Sizes = Map<String, Resources>;

/// `[security]`: what holds for all workloads.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct SecurityPolicy {
    /// Of every namespace that says nothing itself.
    pub pod_security: Option<PodSecurity>,
}
