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
    /// What workloads may reach.
    pub egress: Egress,
    /// Name of a workload's policy; `{self.name}` if not set.
    pub names: Option<Text>,
    /// Whether each namespace that runs something has a policy that forbids all else.
    pub default_deny: bool,
    /// Name of that policy.
    pub default_deny_name: String,
    /// The pods that answer names; every workload may ask them.
    pub dns: Dns,
    /// Who reaches exposed workloads; the ingress controller's namespace if not set.
    pub ingress_from: Option<PeerSelector>,
    /// Flows by name, for what no need states.
    pub allow: Map<String, Allow>,
    /// The service mesh of the cluster: its mark on namespaces and, for `istio`, strict mutual TLS.
    pub mesh: Mesh,
    /// Addresses of the API server, for pods with a token.
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
    /// What they need, and nothing else.
    Needs,
    /// One rule that admits all.
    Open,
    /// Policies speak of ingress only.
    Unmanaged,
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Dns {
    /// Name of their namespace.
    pub namespace: String,
    /// Labels of these pods.
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
    /// Labels of the pods there; all of them if none are named.
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
    /// Ranges of addresses, beside the workloads named.
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
    /// The IngressClass. Required if something is exposed.
    pub class: Option<String>,
    /// ID or name of the controller's namespace; by class if not set.
    pub namespace: Option<String>,
    /// cert-manager's ClusterIssuer of the certificates; no TLS if not set.
    pub issuer: Option<String>,
    /// nginx: whether plain HTTP is sent on to HTTPS; true with an `issuer` if not set.
    pub redirect_https: Option<bool>,
    /// nginx: the header that carries the client's address behind a CDN.
    pub real_ip: Option<String>,
    /// nginx: ranges of addresses that requests may come from; any if not set.
    pub source_ranges: Vec<String>,
    /// On every Ingress.
    pub annotations: Scalars,
    /// nginx: how many requests a second one address may make.
    pub rate: Option<Count>,
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Storage {
    /// Whether every claim becomes an empty folder; true in the tiers local and test.
    pub ephemeral: Option<bool>,
    /// StorageClass of every claim without its own; the cluster's if not set.
    pub class: Option<String>,
    /// How claims without their own `access` may be mounted.
    pub access: AccessMode,
}

impl Default for Storage {
    fn default() -> Self {
        Self { ephemeral: None, class: None, access: AccessMode::ReadWriteOnce }
    }
}
