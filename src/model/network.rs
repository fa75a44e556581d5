//! `[network]`, `[ingress]` and `[storage]`: what the cluster lends to all workloads.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::load::Map;

use super::scalar::Count;
use super::text::Text;
use super::workload::{AccessMode, Scalars};

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Network {
    /// Whether policies are derived from needs.
    pub policies: bool,
    pub egress: Egress,
    /// Name of a workload's policy; `{self.name}` if not set.
    pub names: Option<Text>,
    pub default_deny: bool,
    pub default_deny_name: String,
    pub dns: Dns,
    /// Who reaches exposed workloads; the ingress controller's namespace if not set.
    pub ingress_from: Option<PeerSelector>,
    pub allow: Map<String, Allow>,
    pub mesh: Mesh,
    pub api_server_cidrs: Vec<String>,
}

impl Default for Network {
    fn default() -> Self {
        Self {
            policies: true,
            egress: Egress::Needs,
            names: None,
            default_deny: true,
            default_deny_name: "deny-all-default".to_owned(),
            dns: Dns::default(),
            ingress_from: None,
            allow: Map::default(),
            mesh: Mesh::None,
            api_server_cidrs: vec!["0.0.0.0/0".to_owned()],
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, serde::Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Egress {
    Needs,
    /// One rule that admits all.
    Open,
    /// Policies speak of ingress only.
    Unmanaged,
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Dns {
    pub namespace: String,
    pub labels: Map<String, String>,
}

impl Default for Dns {
    fn default() -> Self {
        Self {
            namespace: "kube-system".to_owned(),
            labels: Map::from_iter([("k8s-app".to_owned(), "kube-dns".to_owned())]),
        }
    }
}

#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct PeerSelector {
    /// ID of `[namespaces]`, or a namespace's name.
    pub namespace: Option<String>,
    pub labels: Map<String, String>,
}

/// A flow that no need can state.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Allow {
    /// Workload IDs, `namespace:X`, `any`.
    pub from: Vec<String>,
    /// Workload IDs, `namespace:X`, `any`, `api-server`.
    pub to: Vec<String>,
    /// All ports if none are named.
    pub ports: Vec<super::scalar::Port>,
    pub cidrs: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, serde::Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Mesh {
    None,
    Istio,
    Linkerd,
}

#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Ingress {
    /// Required if something is exposed.
    pub class: Option<String>,
    /// ID or name of the controller's namespace; by class if not set.
    pub namespace: Option<String>,
    /// cert-manager's ClusterIssuer; none: no TLS.
    pub issuer: Option<String>,
    /// Whether plain HTTP is sent on to HTTPS; true with an issuer.
    pub redirect_https: Option<bool>,
    /// The header that carries the client's address behind a CDN.
    pub real_ip: Option<String>,
    pub source_ranges: Vec<String>,
    pub annotations: Scalars,
    /// Requests a second from one address.
    pub rate: Option<Count>,
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Storage {
    /// Whether every claim becomes an empty folder; true in the tiers local and test.
    pub ephemeral: Option<bool>,
    /// StorageClass of every claim without its own; the cluster's if not set.
    pub class: Option<String>,
    pub access: AccessMode,
}

impl Default for Storage {
    fn default() -> Self {
        Self { ephemeral: None, class: None, access: AccessMode::ReadWriteOnce }
    }
}
