//! The vocabulary that services, components and jobs share: one list of keys for all three.

use schemars::JsonSchema;
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, serde::Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Target {
    /// Objects for a cluster.
    Kubernetes,
    /// A Compose file.
    Compose,
    /// Text files: the `[artifacts]`.
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

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Workload {
    /// What it is about; its keys stand in the same table.
    #[serde(skip)]
    pub container: Container,
    /// False: it is declared, and not rendered.
    pub enabled: bool,
    /// The targets that have it; all of the environment's if none are named.
    pub targets: Vec<Target>,
    /// Name of its objects and its host name; the table's key if not set.
    pub name: Option<Text>,
    /// Kubernetes: ID of `[namespaces]` that it lives in.
    pub namespace: String,
    /// Keys that defaults and profiles gave and this workload does not want.
    pub unset: Vec<String>,
    /// Labels of its objects and its pods.
    pub labels: Scalars,
    /// Annotations of its objects and its pods.
    pub annotations: Scalars,
    /// Annotations of its pods alone.
    pub pod_annotations: Scalars,
    /// Label `version`; the tag if not set. Of a component: the tag of its image.
    pub version: Option<Text>,
    /// One Service of this name over all workloads that say so.
    pub group: Option<Name>,
    /// Which object runs its pods; by kind, else `deployment`, if not set.
    pub controller: Option<Controller>,
    /// How many pods; left out of the output where `autoscale` is on.
    pub replicas: Count,
    /// Kubernetes: Secrets with credentials for the image's registry.
    pub pull_secrets: Vec<String>,
    /// Compose: how its image is built.
    pub build: Option<Build>,
    /// Compose: IDs that it starts after, without a flow or variables.
    pub after: Vec<String>,
    /// What its users get when they name no variables.
    pub variables: Map<Variable, String>,
    /// Further outputs of its own, for whoever needs it.
    pub outputs: Map<String, Text>,
    /// Output → its key in `platform.shared-config`; `<ID>-<output>` if not set.
    pub config_keys: Map<String, String>,
    /// Name of the Secret with a component's credentials; `<name>-credentials` if not set.
    pub secret: Option<Text>,
    /// Credential → its key in that Secret; the credential's own name if not set.
    pub secret_keys: Map<String, String>,
    /// Folders that its containers share or keep, by name.
    pub volumes: Map<String, Volume>,
    /// Kubernetes: its ServiceAccount, its own or one of `[access]`; the name if not set, `""` for the namespace's.
    pub account: Option<Text>,
    /// Kubernetes: whether the account's token is mounted; true with `permissions` if not set.
    pub token: Option<bool>,
    /// Kubernetes: rules of a Role for its own account, by name.
    pub permissions: Map<String, Permission>,
    /// Kubernetes: annotations of its ServiceAccount.
    pub account_annotations: Scalars,
    /// How long it has from the signal to stop until it is killed.
    pub grace: Option<Duration>,
    /// When a container that ended is started again; of a job `on-failure` or `never`.
    pub restart: Option<Restart>,
    /// Kubernetes: how a new version takes over; `rolling` if not set.
    pub rollout: Rollout,
    /// Kubernetes: how many old revisions are kept, to go back to.
    pub revision_history: Option<Count>,
    /// Kubernetes: whether a StatefulSet's pods start together.
    pub parallel_start: bool,
    /// Kubernetes: a HorizontalPodAutoscaler; `replicas` holds where there is none.
    pub autoscale: Option<Autoscale>,
    /// Kubernetes: what has to stay up while nodes are drained; by tier if not set.
    pub disruption: Option<Disruption>,
    /// Kubernetes: how its pods keep apart, from two replicas on.
    pub spread: Spread,
    /// Kubernetes: the zone that it has to run in.
    pub zone: Option<String>,
    /// Kubernetes: labels of the nodes that it may run on.
    pub node_selector: Map<String, String>,
    /// Kubernetes: taints of nodes that it puts up with, by name.
    pub tolerations: Map<String, Toleration>,
    /// Kubernetes: name of its PriorityClass.
    pub priority_class: Option<String>,
    /// Kubernetes: whether it gets variables about every Service of its namespace.
    pub service_links: Option<bool>,
    /// Kubernetes: whether it shares its node's network.
    pub host_network: bool,
    /// Kubernetes: whether it sees its node's processes.
    pub host_pid: bool,
    /// Kubernetes: how names are resolved.
    pub dns_policy: Option<DnsPolicy>,
    /// Kubernetes: where its metrics are; without this it is not scraped.
    pub metrics: Option<Metrics>,
    /// Kubernetes: its Service. There is one as soon as there is a port.
    pub service: Service,
    /// Further Services, `<name>-<key>` if not named; for Compose, names that lead to it.
    pub extra_services: Map<String, Service>,
    /// Compose: port name → where the host has it, such as `8084`; `""` for any free port.
    pub publish: Map<String, Text>,
    /// Kubernetes: `HOST` or `HOST/PATH` → how an Ingress exposes it.
    pub expose: Map<String, Expose>,
    /// A gateway's own routes: data for its template, and a need for each `to`.
    pub routes: Map<String, Route>,
    /// Compose: IDs of `[compose.networks]`; the default network if not set.
    pub networks: Vec<String>,
    /// Compose: the name that the container has for itself.
    pub hostname: Option<Text>,
    /// Compose: the profiles that it is started with.
    pub compose_profiles: Vec<String>,
    /// Compose: limits such as `nofile` → how many.
    pub ulimits: Map<String, Ulimit>,
    /// Compose: who takes its log.
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

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Controller {
    /// Pods that are all alike; an Argo Rollout where `rollout` asks for one.
    Deployment,
    /// Numbered pods, each with a name and volumes of its own.
    StatefulSet,
    /// One pod on every node.
    DaemonSet,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Restart {
    /// Whenever it ended.
    Always,
    /// If it failed.
    OnFailure,
    Never,
    /// Whenever it ended, unless a person stopped it.
    UnlessStopped,
}

#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Build {
    /// The folder that is built, relative to that of the platform.
    pub context: Option<Text>,
    /// The Dockerfile, relative to the context.
    pub dockerfile: Option<String>,
    /// The stage of the Dockerfile that is built.
    pub target: Option<String>,
    /// Arguments of the build.
    pub args: Map<Variable, Text>,
    /// Images whose layers may be used again.
    pub cache_from: Vec<String>,
}

/// Compose: how much of something a container may have open; a `hard` of its own, else that of `soft`.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Ulimit {
    /// What holds at first; as `hard` if not set.
    pub soft: Option<Count>,
    /// How far a process may raise it itself.
    pub hard: Option<Count>,
}

/// Compose: who takes a container's log.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Logging {
    /// Docker's driver for logs, such as `json-file`.
    pub driver: Option<String>,
    /// Options of the driver.
    pub options: Scalars,
}

/// The API's own words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DnsPolicy {
    /// Names of the cluster first, all others as the node does.
    ClusterFirst,
    /// The same, for pods with `host-network`.
    ClusterFirstWithHostNet,
    /// As the node does.
    Default,
    /// No policy of the API: the pod has to bring its own settings in `extra`.
    None,
}
