//! The vocabulary that services, components and jobs share: one list of keys for all three.

use serde::Deserialize;

use crate::load::Map;

use super::access::Permission;
use super::patch::Fragment;
use super::rollout::Rollout;
use super::scalar::{Count, Duration, Name, Variable};
use super::text::{Scalar, Text};

pub use super::container::{Container, EnvSource, Pull, Resources};
pub use super::scaling::{Autoscale, Disruption, Spread, Spreading, Toleration, TolerationEffect, TolerationOperator};
pub use super::security::{Seccomp, Security, SecurityPreset};
pub use super::service::{Expose, Metrics, Route, Service, ServiceType};
pub use super::volume::{AccessMode, Limit, Projection, Volume};

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
    /// What it is about; its keys stand in the same table.
    #[serde(skip)]
    pub container: Container,
    /// Off: declared, not rendered.
    pub enabled: bool,
    /// The targets that have it; all of the environment's if none are named.
    pub targets: Vec<Target>,
    /// Name of its objects and its host name; the table's key if not set.
    pub name: Option<Text>,
    /// ID of `[namespaces]`.
    pub namespace: String,
    /// Keys that defaults and profiles gave and this workload does not want.
    pub unset: Vec<String>,
    /// On its objects and its pods.
    pub labels: Scalars,
    pub annotations: Scalars,
    /// On its pods alone.
    pub pod_annotations: Scalars,
    pub version: Option<Text>,
    /// One Service of this name over all workloads that say so.
    pub group: Option<Name>,
    pub controller: Option<Controller>,
    /// Left out of the output where `autoscale` is on.
    pub replicas: Count,
    pub pull_secrets: Vec<String>,
    pub build: Option<Build>,
    /// Order without flow or variables.
    pub after: Vec<String>,
    /// What its users get when they name no variables.
    pub variables: Map<Variable, String>,
    /// Further outputs of its own.
    pub outputs: Map<String, Text>,
    /// Output → its key in `platform.shared-config`.
    pub config_keys: Map<String, String>,
    /// The Secret that holds a component's credentials.
    pub secret: Option<Text>,
    /// Credential → its key in that Secret.
    pub secret_keys: Map<String, String>,
    pub volumes: Map<String, Volume>,
    /// ServiceAccount; empty: the namespace's default.
    pub account: Option<Text>,
    /// Whether the account's token is mounted.
    pub token: Option<bool>,
    pub permissions: Map<String, Permission>,
    pub account_annotations: Scalars,
    pub grace: Option<Duration>,
    pub restart: Option<Restart>,
    pub rollout: Rollout,
    pub revision_history: Option<Count>,
    /// Whether a StatefulSet's pods start together.
    pub parallel_start: bool,
    pub autoscale: Option<Autoscale>,
    pub disruption: Option<Disruption>,
    pub spread: Spread,
    /// The zone that it has to run in.
    pub zone: Option<String>,
    pub node_selector: Map<String, String>,
    pub tolerations: Map<String, Toleration>,
    pub priority_class: Option<String>,
    pub service_links: Option<bool>,
    /// Whether it shares its node's network.
    pub host_network: bool,
    /// Whether it sees its node's processes.
    pub host_pid: bool,
    pub dns_policy: Option<DnsPolicy>,
    pub metrics: Option<Metrics>,
    pub service: Service,
    /// Further Services, `<name>-<key>` if not named.
    pub extra_services: Map<String, Service>,
    /// Compose: port name → host side.
    pub publish: Map<String, Text>,
    /// `HOST` or `HOST/PATH` → how it is exposed.
    pub expose: Map<String, Expose>,
    /// A gateway's own routes, data for its template.
    pub routes: Map<String, Route>,
    /// Compose networks.
    pub networks: Vec<String>,
    pub hostname: Option<Text>,
    /// Compose: the profiles that it is started with.
    pub compose_profiles: Vec<String>,
    /// Compose: `nofile` → how many.
    pub ulimits: Map<String, Ulimit>,
    /// Compose.
    pub logging: Option<Logging>,
    /// Compose: whose processes it sees, such as `host`.
    pub pid: Option<String>,
    /// Containers that run before it, one after the other.
    pub init: Map<String, Container>,
    /// Containers that run beside it.
    pub sidecars: Map<String, Container>,
    /// A fragment of the target's own object, laid over it. Only in an overlay.
    pub extra: Option<Fragment>,
}

impl Default for Workload {
    fn default() -> Self {
        Self {
            container: Container::default(),
            enabled: true,
            targets: Vec::new(),
            name: None,
            namespace: "main".to_owned(),
            unset: Vec::new(),
            labels: Map::default(),
            annotations: Map::default(),
            pod_annotations: Map::default(),
            version: None,
            group: None,
            controller: None,
            replicas: Count(1),
            pull_secrets: Vec::new(),
            build: None,
            after: Vec::new(),
            variables: Map::default(),
            outputs: Map::default(),
            config_keys: Map::default(),
            secret: None,
            secret_keys: Map::default(),
            volumes: Map::default(),
            account: None,
            token: None,
            permissions: Map::default(),
            account_annotations: Map::default(),
            grace: None,
            restart: None,
            rollout: Rollout::default(),
            revision_history: None,
            parallel_start: false,
            autoscale: None,
            disruption: None,
            spread: Spread::default(),
            zone: None,
            node_selector: Map::default(),
            tolerations: Map::default(),
            priority_class: None,
            service_links: None,
            host_network: false,
            host_pid: false,
            dns_policy: None,
            metrics: None,
            service: Service::default(),
            extra_services: Map::default(),
            publish: Map::default(),
            expose: Map::default(),
            routes: Map::default(),
            networks: Vec::new(),
            hostname: None,
            compose_profiles: Vec::new(),
            ulimits: Map::default(),
            logging: None,
            pid: None,
            init: Map::default(),
            sidecars: Map::default(),
            extra: None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Controller {
    Deployment,
    StatefulSet,
    DaemonSet,
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

/// Compose: how much of something a container may have open; a `hard` of its own, else that of `soft`.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Ulimit {
    pub soft: Option<Count>,
    pub hard: Option<Count>,
}

/// Compose: who takes a container's log.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Logging {
    pub driver: Option<String>,
    pub options: Scalars,
}

/// The API's own words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DnsPolicy {
    ClusterFirst,
    ClusterFirstWithHostNet,
    Default,
    None,
}
