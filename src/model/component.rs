//! Components: what the services lean on. Their keys depend on the kind.

use schemars::JsonSchema;
use serde::Deserialize;

use super::kinds::Kind;
use super::scalar::{Port, Quantity};
use super::text::{SecretLiteral, Text};
use super::workload::Workload;

/// A component: the shared vocabulary, the keys of every component, and those of its kind.
#[derive(Clone, Debug)]
pub struct Component {
    pub workload: Workload,
    pub keys: ComponentKeys,
    pub kind: Kind,
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct ComponentKeys {
    /// What it is. Required, and its own keys depend on it.
    pub kind: Option<String>,
    /// It lives elsewhere, at this host: no workload of ours.
    pub host: Option<Text>,
    /// The port at that host; that of the kind if not set.
    pub port: Option<Port>,
    /// The addresses behind that host, for network policies; all but private ranges if not set.
    pub cidrs: Vec<String>,
    /// Size of the built-in volume `data`; for Kubernetes, not persistent if not set.
    pub storage: Option<Quantity>,
    /// Whether it asks for credentials; if not, none are offered to its users.
    pub auth: bool,
    /// Name of the user; `postgres` in the tiers `local` and `test`, else a key of the Secret, if not set.
    pub username: Option<Text>,
    /// Its password; `<ID>-local` if not set. Readable in the tiers `local` and `test` only.
    pub password: Option<SecretLiteral>,
}

impl Default for ComponentKeys {
    fn default() -> Self {
        Self {
            kind: None,
            host: None,
            port: None,
            cidrs: Vec::new(),
            storage: None,
            auth: true,
            username: None,
            password: None,
        }
    }
}

impl Component {
    /// Whether it lives elsewhere: an address without a workload.
    pub fn is_elsewhere(&self) -> bool {
        self.keys.host.is_some()
    }

    /// The port at its host, where it is not that of the kind's own container.
    pub fn port_elsewhere(&self) -> Option<u16> {
        self.keys.port.map(|port| port.0).or(self.kind.usual_port())
    }
}

/// The keys that still mean something for a component that lives elsewhere; the kind's own keys do too.
pub const KEYS_ELSEWHERE: &[&str] = &[
    "kind",
    "host",
    "port",
    "cidrs",
    "auth",
    "username",
    "password",
    "enabled",
    "targets",
    "name",
    "namespace",
    "variables",
    "outputs",
    "config-keys",
    "secret",
    "secret-keys",
    "ports",
    "profiles",
    "unset",
    "kubernetes",
    "compose",
];
