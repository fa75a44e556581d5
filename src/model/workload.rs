//! The vocabulary that services, components and jobs share: one list of keys for all three.

use serde::Deserialize;

use crate::load::Map;

use super::access::Permission;
use super::content::File;
use super::probe::{Hook, Probe, ProbeTool};
use super::rollout::Rollout;
use super::scalar::{Count, Duration, Port, Quantity, Variable};
use super::text::{Scalar, Text};

pub use super::scaling::{Autoscale, Disruption, Spread, Spreading, Toleration, TolerationEffect, TolerationOperator};
pub use super::security::{Seccomp, Security, SecurityPreset};
pub use super::service::{Expose, Metrics, Route, Service, ServiceType};

/// A target of rendering.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Target {
    Kubernetes,
    Compose,
    Files,
}

impl Target {
    pub fn as_str(self) -> &'static str {
        match self {
            Target::Kubernetes => "kubernetes",
            Target::Compose => "compose",
            Target::Files => "files",
        }
    }
}

/// Variables, labels and the like: free keys, values written as strings.
pub type Scalars = Map<String, Scalar>;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Workload {
    /// Off: declared, not rendered.
    pub enabled: bool,
    /// The targets that have it; all of the environment's if none are named.
    pub targets: Vec<Target>,
    /// Name of its objects and its host name; the table's key if not set.
    pub name: Option<Text>,
    /// ID of `[namespaces]`.
    pub namespace: String,
    /// Tables of `[profiles]`, the later wins.
    pub profiles: Vec<String>,
    /// Keys that defaults and profiles gave and this workload does not want.
    pub unset: Vec<String>,
    /// On its objects and its pods.
    pub labels: Scalars,
    pub annotations: Scalars,
    /// On its pods alone.
    pub pod_annotations: Scalars,
    pub version: Option<Text>,
    pub controller: Option<Controller>,
    /// Left out of the output where `autoscale` is on.
    pub replicas: Count,
    pub image: Option<Text>,
    /// Empty: no tag.
    pub tag: Option<Text>,
    pub digest: Option<String>,
    pub pull: Option<Pull>,
    pub pull_secrets: Vec<String>,
    pub container_name: Option<Text>,
    pub build: Option<Build>,
    pub command: Vec<Text>,
    pub args: Vec<Text>,
    pub work_dir: Option<String>,
    /// Container ports by name; the first is the main one.
    pub ports: Map<String, Port>,
    /// What it uses: ID → variable → output.
    pub needs: Map<String, Map<Variable, String>>,
    /// Order without flow or variables.
    pub after: Vec<String>,
    /// What its users get when they name no variables.
    pub variables: Map<Variable, String>,
    /// Further outputs of its own.
    pub outputs: Map<String, Text>,
    pub env: Map<Variable, Scalar>,
    /// Output → its key in `platform.shared-config`.
    pub config_keys: Map<String, String>,
    /// The Secret that holds a component's credentials.
    pub secret: Option<Text>,
    /// Credential → its key in that Secret.
    pub secret_keys: Map<String, String>,
    pub files: Map<String, File>,
    pub volumes: Map<String, Volume>,
    /// ServiceAccount; empty: the namespace's default.
    pub account: Option<Text>,
    /// Whether the account's token is mounted.
    pub token: Option<bool>,
    pub permissions: Map<String, Permission>,
    pub account_annotations: Scalars,
    pub liveness: Option<Probe>,
    pub readiness: Option<Probe>,
    pub startup: Option<Probe>,
    /// How Compose makes an http or tcp probe inside the image.
    pub probe_tool: ProbeTool,
    pub pre_stop: Option<Hook>,
    pub post_start: Option<Hook>,
    pub grace: Option<Duration>,
    /// A table of `[sizes]`.
    pub size: Option<String>,
    pub resources: Option<Resources>,
    pub restart: Option<Restart>,
    pub rollout: Rollout,
    pub revision_history: Option<Count>,
    /// Whether a StatefulSet's pods start together.
    pub parallel_start: bool,
    pub autoscale: Option<Autoscale>,
    pub disruption: Option<Disruption>,
    pub spread: Spread,
    pub node_selector: Map<String, String>,
    pub tolerations: Map<String, Toleration>,
    pub priority_class: Option<String>,
    pub service_links: Option<bool>,
    pub security: Security,
    pub metrics: Option<Metrics>,
    pub service: Service,
    /// Compose: port name → host side.
    pub publish: Map<String, Text>,
    /// `HOST` or `HOST/PATH` → how it is exposed.
    pub expose: Map<String, Expose>,
    /// A gateway's own routes, data for its template.
    pub routes: Map<String, Route>,
    /// Compose networks.
    pub networks: Vec<String>,
    pub hostname: Option<Text>,
}

impl Default for Workload {
    #[expect(clippy::too_many_lines, reason = "a line a key, and nothing else")]
    fn default() -> Self {
        Self {
            enabled: true,
            targets: Vec::new(),
            name: None,
            namespace: "main".to_owned(),
            profiles: Vec::new(),
            unset: Vec::new(),
            labels: Map::default(),
            annotations: Map::default(),
            pod_annotations: Map::default(),
            version: None,
            controller: None,
            replicas: Count(1),
            image: None,
            tag: None,
            digest: None,
            pull: None,
            pull_secrets: Vec::new(),
            container_name: None,
            build: None,
            command: Vec::new(),
            args: Vec::new(),
            work_dir: None,
            ports: Map::default(),
            needs: Map::default(),
            after: Vec::new(),
            variables: Map::default(),
            outputs: Map::default(),
            env: Map::default(),
            config_keys: Map::default(),
            secret: None,
            secret_keys: Map::default(),
            files: Map::default(),
            volumes: Map::default(),
            account: None,
            token: None,
            permissions: Map::default(),
            account_annotations: Map::default(),
            liveness: None,
            readiness: None,
            startup: None,
            probe_tool: ProbeTool::None,
            pre_stop: None,
            post_start: None,
            grace: None,
            size: None,
            resources: None,
            restart: None,
            rollout: Rollout::default(),
            revision_history: None,
            parallel_start: false,
            autoscale: None,
            disruption: None,
            spread: Spread::default(),
            node_selector: Map::default(),
            tolerations: Map::default(),
            priority_class: None,
            service_links: None,
            security: Security::default(),
            metrics: None,
            service: Service::default(),
            publish: Map::default(),
            expose: Map::default(),
            routes: Map::default(),
            networks: Vec::new(),
            hostname: None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Controller {
    Deployment,
    StatefulSet,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pull {
    Always,
    IfNotPresent,
    Never,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Restart {
    Always,
    OnFailure,
    Never,
    UnlessStopped,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Build {
    pub context: Option<Text>,
    pub dockerfile: Option<String>,
    pub target: Option<String>,
    pub args: Map<Variable, Text>,
    pub cache_from: Vec<String>,
}

/// Requests and limits; what is not written is not emitted.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Resources {
    pub requests: Map<String, Quantity>,
    pub limits: Map<String, Quantity>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Volume {
    pub path: Option<String>,
    pub read_only: bool,
    pub sub_path: Option<String>,
    /// A persistent claim of this size.
    pub claim: Option<Quantity>,
    /// An empty folder, with or without (`""`) a limit.
    pub empty: Option<Limit>,
    /// An empty folder in memory, with or without (`""`) a limit.
    pub memory: Option<Limit>,
    pub class: Option<String>,
    pub access: Option<AccessMode>,
    pub claim_name: Option<String>,
}

/// A quantity, or the empty string for no limit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Limit(pub Option<Quantity>);

impl<'de> Deserialize<'de> for Limit {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::scalar::string_form(deserializer, "a quantity, or `\"\"` for no limit", |text| {
            if text.is_empty() { Ok(Self(None)) } else { Quantity::parse(text).map(|quantity| Self(Some(quantity))) }
        })
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AccessMode {
    ReadWriteOnce,
    ReadWriteMany,
    ReadOnlyMany,
    ReadWriteOncePod,
}
