//! What every object carries, and the objects that no workload runs: namespaces, accounts, configuration, secrets,
//! policies, monitoring. Each is complete here; `emit` only writes it down in a target's form.

use std::collections::BTreeMap;

use crate::model::platform::PodSecurityLevel;
use crate::model::scalar::Quantity;

pub use super::shared::Labels;

/// Name, place and labels of an object, complete.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meta {
    pub name: String,
    /// None where the platform names no namespace, and for objects of the cluster.
    pub namespace: Option<String>,
    pub labels: Labels,
    pub annotations: Labels,
    /// ID of the workload it belongs to; none: the platform itself.
    pub owner: Option<String>,
}

/// A namespace that is ours to make.
#[derive(Clone, Debug)]
pub struct Namespace {
    pub meta: Meta,
    pub quota: Option<Quota>,
    pub limit_range: Option<LimitRange>,
}

/// Hard limits of a namespace, as the API names them: `limits.cpu` → `10`.
#[derive(Clone, Debug)]
pub struct Quota {
    pub meta: Meta,
    pub hard: BTreeMap<String, String>,
}

#[derive(Clone, Debug)]
pub struct LimitRange {
    pub meta: Meta,
    pub default: BTreeMap<String, Quantity>,
    pub default_request: BTreeMap<String, Quantity>,
    pub min: BTreeMap<String, Quantity>,
    pub max: BTreeMap<String, Quantity>,
    pub claim_max: Option<Quantity>,
}

/// Levels that Pod Security Admission enforces in a namespace.
#[derive(Clone, Copy, Debug)]
pub struct PodSecurityLevels {
    pub enforce: PodSecurityLevel,
    pub audit: PodSecurityLevel,
    pub warn: PodSecurityLevel,
}

/// A ServiceAccount, and the roles that are bound to it.
#[derive(Clone, Debug)]
pub struct Account {
    pub meta: Meta,
    pub token: bool,
    pub role: Option<Role>,
    pub cluster_role: Option<Role>,
}

/// A Role with its RoleBinding, or a ClusterRole with its ClusterRoleBinding.
#[derive(Clone, Debug)]
pub struct Role {
    pub meta: Meta,
    /// Of the binding.
    pub binding: Meta,
    pub rules: Vec<RoleRule>,
}

/// What may be done to some resources, or to some paths of the API server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleRule {
    pub groups: Vec<String>,
    pub resources: Vec<String>,
    pub verbs: Vec<String>,
    pub names: Vec<String>,
    /// In place of resources.
    pub urls: Vec<String>,
}

/// A ConfigMap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// The `[config]` table it comes from, if it does.
    pub id: Option<String>,
    pub meta: Meta,
    pub entries: BTreeMap<String, Content>,
}

/// What one key of a ConfigMap holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    Text(String),
    /// Bytes that are no text, and the file of the platform that they come from.
    Binary {
        bytes: Vec<u8>,
        from: String,
    },
}

impl Content {
    pub fn as_bytes(&self) -> &[u8] {
        match self {
            Content::Text(text) => text.as_bytes(),
            Content::Binary { bytes, .. } => bytes,
        }
    }
}

/// A Secret: its keys, and where their values come from.
#[derive(Clone, Debug)]
pub struct Secret {
    pub meta: Meta,
    /// The API's type, such as `Opaque`.
    pub kind: String,
    pub source: SecretOrigin,
}

#[derive(Clone, Debug)]
pub enum SecretOrigin {
    /// Values that were written down, in `local` and `test` only.
    Literal(BTreeMap<String, String>),
    /// An ExternalSecret brings them: key → entry and property in the store.
    External { store: StoreReference, refresh: String, api_version: String, keys: BTreeMap<String, RemoteKey> },
    /// Somebody makes the Secret by hand, from `secrets-template.yaml`.
    Manual(Vec<String>),
}

#[derive(Clone, Debug)]
pub struct StoreReference {
    pub name: String,
    /// `SecretStore` or `ClusterSecretStore`.
    pub kind: &'static str,
}

#[derive(Clone, Debug)]
pub struct RemoteKey {
    pub entry: String,
    pub property: String,
}

/// A SecretStore (or ClusterSecretStore, then without a namespace) that is ours to make.
#[derive(Clone, Debug)]
pub struct SecretStore {
    pub meta: Meta,
    pub kind: &'static str,
    pub api_version: String,
    pub provider: StoreProvider,
}

#[derive(Clone, Debug)]
pub enum StoreProvider {
    Vault { server: String, path: String, role: String, token_secret: Option<String> },
    Aws { region: String, role: Option<String>, token_secret: Option<String> },
}

/// A NetworkPolicy.
#[derive(Clone, Debug)]
pub struct Policy {
    pub meta: Meta,
    /// Empty: every pod of the namespace.
    pub selector: Labels,
    /// None: the policy says nothing of ingress. An empty list admits nobody.
    pub ingress: Option<Vec<PolicyRule>>,
    pub egress: Option<Vec<PolicyRule>>,
}

/// Peers and ports; either may be empty and then means all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyRule {
    pub peers: Vec<Peer>,
    pub ports: Vec<PolicyPort>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PolicyPort {
    pub port: u16,
    pub protocol: Protocol,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Protocol {
    Tcp,
    Udp,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Peer {
    /// Pods by label, in the policy's own namespace (`namespace: None`) or in the one with these labels.
    Pods {
        selector: Labels,
        namespace: Option<Labels>,
    },
    /// All pods of the namespace with these labels.
    Namespace(Labels),
    Cidr {
        cidr: String,
        except: Vec<String>,
    },
}

/// An Ingress: all paths of one workload's hosts.
#[derive(Clone, Debug)]
pub struct Ingress {
    pub meta: Meta,
    pub class: String,
    /// Secret with the certificate; none: no TLS.
    pub tls_secret: Option<String>,
    pub rules: Vec<IngressRule>,
}

#[derive(Clone, Debug)]
pub struct IngressRule {
    pub host: String,
    pub path: String,
    pub exact: bool,
    pub service: String,
    /// The Service's port, by name.
    pub port: String,
}

/// An AnalysisTemplate of Argo Rollouts that asks Prometheus.
#[derive(Clone, Debug)]
pub struct AnalysisTemplate {
    pub meta: Meta,
    pub args: Vec<String>,
    pub address: String,
    pub query: String,
    pub success: Option<String>,
    pub failure: Option<String>,
    pub interval: Option<String>,
    pub count: Option<i32>,
    pub failure_limit: Option<i32>,
    pub initial_delay: Option<String>,
}

/// A PrometheusRule.
#[derive(Clone, Debug)]
pub struct AlertRules {
    pub meta: Meta,
    pub groups: Vec<AlertGroup>,
}

#[derive(Clone, Debug)]
pub struct AlertGroup {
    pub name: String,
    pub rules: Vec<AlertRule>,
}

#[derive(Clone, Debug)]
pub struct AlertRule {
    pub alert: String,
    pub expr: String,
    /// As written: `5m`.
    pub hold: String,
    pub labels: Labels,
    pub annotations: Labels,
}

/// PeerAuthentication of Istio for a namespace: only mutual TLS.
#[derive(Clone, Debug)]
pub struct PeerAuthentication {
    pub meta: Meta,
}

/// A Service of type ExternalName.
#[derive(Clone, Debug)]
pub struct Alias {
    pub meta: Meta,
    pub host: String,
}
