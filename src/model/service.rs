//! How a workload is reached: its Service, what it is exposed under, its routes, its metrics.

use serde::Deserialize;

use crate::load::Map;

use super::patch::Fragment;
use super::scalar::{Count, Duration, Port};
use super::text::Text;
use super::workload::Scalars;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Metrics {
    pub enabled: bool,
    /// The main port if not set.
    pub port: Option<String>,
    pub path: String,
    /// `observability.prometheus.every` if not set.
    pub every: Option<Duration>,
}

impl Default for Metrics {
    fn default() -> Self {
        Self { enabled: true, port: None, path: "/metrics".to_owned(), every: None }
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Service {
    pub enabled: bool,
    pub name: Option<Text>,
    #[serde(rename = "type")]
    pub kind: ServiceType,
    pub headless: bool,
    /// Port name → the Service's port, where unlike the container's.
    pub ports: Map<String, Port>,
    pub node_ports: Map<String, Port>,
    pub source_ranges: Vec<String>,
    /// Port name → the application's protocol, such as `kubernetes.io/h2c`.
    pub protocols: Map<String, String>,
    /// The ports that it has; all that are not private, of the main container, if not set.
    pub only: Vec<String>,
    /// How long a client stays with the same pod.
    pub affinity: Option<Duration>,
    /// Whether addresses that are not ready are published.
    pub not_ready: bool,
    pub labels: Scalars,
    pub annotations: Scalars,
    /// Laid over the Service, in the API's own words.
    pub extra: Option<Fragment>,
}

impl Default for Service {
    fn default() -> Self {
        Self {
            enabled: true,
            name: None,
            kind: ServiceType::ClusterIp,
            headless: false,
            ports: Map::default(),
            node_ports: Map::default(),
            source_ranges: Vec::new(),
            protocols: Map::default(),
            only: Vec::new(),
            affinity: None,
            not_ready: false,
            labels: Map::default(),
            annotations: Map::default(),
            extra: None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ServiceType {
    ClusterIp,
    NodePort,
    LoadBalancer,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Expose {
    /// The main port if not set.
    pub port: Option<String>,
    pub exact: bool,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Route {
    /// The route's own key if not set.
    pub to: Option<String>,
    pub port: Option<String>,
    pub path: Option<String>,
    pub strip: Option<Count>,
}
