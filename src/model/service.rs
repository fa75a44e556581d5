//! How a workload is reached: its Service, what it is exposed under, its routes, its metrics.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::load::Map;

use super::patch::Fragment;
use super::scalar::{Count, Duration, Port};
use super::text::Text;
use super::workload::Scalars;

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Metrics {
    /// False: there are none, whatever lower layers said.
    pub enabled: bool,
    /// Name of the port; the main port if not set.
    pub port: Option<String>,
    /// The path that is scraped.
    pub path: String,
    /// How often it is scraped; `observability.prometheus.every` if not set.
    pub every: Option<Duration>,
    /// The metrics that it is known to export, as far as expressions ask for them: `check` looks them up.
    pub names: Vec<String>,
}

impl Default for Metrics {
    fn default() -> Self {
        Self { enabled: true, port: None, path: "/metrics".to_owned(), every: None, names: Vec::new() }
    }
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Service {
    /// False: there is no Service.
    pub enabled: bool,
    /// Its name; that of the workload if not set.
    pub name: Option<Text>,
    /// From where it can be reached.
    #[serde(rename = "type")]
    pub kind: ServiceType,
    /// Whether its name leads to the pods themselves, without an address of its own.
    pub headless: bool,
    /// Port name → the Service's port, where unlike the container's.
    pub ports: Map<String, Port>,
    /// Port name → port of every node, from 30000 to 32767.
    pub node_ports: Map<String, Port>,
    /// Ranges of addresses that reach the load balancer or node port; any if not set.
    pub source_ranges: Vec<String>,
    /// Port name → the application's protocol, such as `kubernetes.io/h2c`.
    pub protocols: Map<String, String>,
    /// The ports that it has; all that are not private, of the main container, if not set.
    pub only: Vec<String>,
    /// How long a client stays with the same pod.
    pub affinity: Option<Duration>,
    /// Whether addresses that are not ready are published.
    pub not_ready: bool,
    /// Further labels of the Service.
    pub labels: Scalars,
    /// Annotations of the Service.
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

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, serde::Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ServiceType {
    /// From within the cluster.
    ClusterIp,
    /// At a port of every node, too.
    NodePort,
    /// At an address outside of the cluster, too.
    LoadBalancer,
}

#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Expose {
    /// Name of the port; the main port if not set.
    pub port: Option<String>,
    /// Whether the path itself is meant, without what is below it.
    pub exact: bool,
}

#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Route {
    /// ID of the workload that it leads to; the route's own key if not set.
    pub to: Option<String>,
    /// Name of the port there; the main port if not set.
    pub port: Option<String>,
    /// The path, or pattern of paths, that is led there. Required.
    pub path: Option<String>,
    /// How many leading parts of the path are cut off.
    pub strip: Option<Count>,
}
