//! What stands beside a workload: its Services, autoscaler, budget and monitor; and what only Compose says of it.

use crate::model::scalar::Amount;
use crate::model::workload::{ServiceType, Ulimit};

use super::Fragment;
use super::object::{Labels, Meta, Protocol};

/// A Kubernetes Service.
#[derive(Clone, Debug)]
pub struct Service {
    pub meta: Meta,
    pub kind: ServiceType,
    pub headless: bool,
    pub selector: Labels,
    pub ports: Vec<ServicePort>,
    pub source_ranges: Vec<String>,
    pub not_ready: bool,
    /// Seconds for which a client stays with the same pod.
    pub affinity: Option<u64>,
    /// Laid over it once it is finished.
    pub extra: Option<Fragment>,
}

#[derive(Clone, Debug)]
pub struct ServicePort {
    pub name: String,
    pub port: u16,
    pub protocol: Protocol,
    /// The application's, such as `kubernetes.io/h2c`.
    pub app_protocol: Option<String>,
    /// Name of the container's port.
    pub target: String,
    pub node_port: Option<u16>,
}

#[derive(Clone, Debug)]
pub struct Autoscale {
    pub meta: Meta,
    pub min: i32,
    pub max: i32,
    /// Percent of the request.
    pub cpu: Option<i32>,
    pub memory: Option<i32>,
    /// Seconds.
    pub scale_down_window: Option<u64>,
    pub scale_up_window: Option<u64>,
}

#[derive(Clone, Debug)]
pub struct Disruption {
    pub meta: Meta,
    /// Exactly one of the two is set.
    pub min_available: Option<Amount>,
    pub max_unavailable: Option<Amount>,
}

/// A ServiceMonitor.
#[derive(Clone, Debug)]
pub struct Monitor {
    pub meta: Meta,
    /// Labels of the Service that is scraped.
    pub service: Labels,
    /// Whether a headless Service beside it carries the same labels, and is to be left out.
    pub has_headless_twin: bool,
    /// Whether further Services do.
    pub has_extra_services: bool,
    /// The Service's port, by name.
    pub port: String,
    pub path: String,
    /// As written: `30s`.
    pub every: Option<String>,
}

/// What only Compose says of a workload.
#[derive(Clone, Debug, Default)]
pub struct ComposeDetails {
    pub container_name: Option<String>,
    pub build: Option<ComposeBuild>,
    pub publish: Vec<Publish>,
    pub networks: Vec<String>,
    /// Further names by which others find it: of its group, of further Services.
    pub aliases: Vec<String>,
    pub hostname: Option<String>,
    pub profiles: Vec<String>,
    pub ulimits: Vec<(String, Ulimit)>,
    pub logging: Option<Logging>,
    pub pid: Option<String>,
    /// Started by hand only: profile `manual`.
    pub manual: bool,
    /// More than one instance.
    pub replicas: Option<i32>,
    /// Why there is one instance only although there may be more.
    pub once: Option<Once>,
}

/// What a second instance on the same machine would have to share with the first, and cannot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Once {
    ContainerName,
    /// A fixed port of the host, for this one of the container.
    PublishedPort(u16),
    /// The volume behind a claim, which Kubernetes makes for each pod, or guards.
    Claim(String),
}

#[derive(Clone, Debug)]
pub struct ComposeBuild {
    pub context: String,
    pub dockerfile: Option<String>,
    pub target: Option<String>,
    pub args: Vec<(String, String)>,
    pub cache_from: Vec<String>,
}

/// A port of the host for a port of the container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publish {
    /// `127.0.0.1`, if only one address listens.
    pub address: Option<String>,
    /// None: any free one.
    pub host: Option<HostPort>,
    pub container: u16,
    pub protocol: Protocol,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HostPort {
    /// As it is published, `offset` included.
    Number(u16),
    /// A text with a variable of the shell in it.
    Shell(String),
}

/// Who takes a container's log.
#[derive(Clone, Debug)]
pub struct Logging {
    pub driver: Option<String>,
    pub options: Vec<(String, String)>,
}
