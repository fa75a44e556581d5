//! `[secrets]` and `[secret-store]`: which keys there are, and where their values come from.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::load::Map;

use super::scalar::Duration;
use super::text::{SecretLiteral, Text};

/// `[secrets.N]`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Secret {
    /// Its keys, and where their values come from. Required, unless `remote` is set.
    pub keys: Map<String, SecretKey>,
    /// Name of the Secret; the table's key if not set.
    pub name: Option<Text>,
    /// The Secret's type; `Opaque` if not set.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// Whether it is ours to make; if not, somebody else does.
    pub create: bool,
    /// Its entry in the store; `<prefix>/<name>` if not set.
    pub remote: Option<Text>,
}

impl Default for Secret {
    fn default() -> Self {
        Self { keys: Map::default(), name: None, kind: None, create: true, remote: None }
    }
}

#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct SecretKey {
    /// The value itself. Readable in the tiers `local` and `test` only; there `<ID>-local` if not set.
    pub value: Option<SecretLiteral>,
    /// Its entry in the store; that of the whole Secret if not set.
    pub remote: Option<Text>,
    /// The property of that entry; the key with `_` for `-` if not set.
    pub property: Option<String>,
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct SecretStore {
    /// How Secrets come to be; `literal` in the tiers `local` and `test`, else `manual`, if not set.
    pub source: Option<SecretSource>,
    /// Name of the store. Required if `source` is `external`.
    pub name: Option<Text>,
    /// Whether the store belongs to one namespace, or to the whole cluster.
    pub kind: StoreKind,
    /// Who keeps the values; the store is made for it.
    pub provider: StoreProvider,
    /// Of Vault: its address. Required there.
    pub server: Option<Text>,
    /// Of Vault: where its engine is mounted; `secret` if not set.
    pub path: Option<Text>,
    /// Of AWS: the region. Required there.
    pub region: Option<Text>,
    /// Of Vault: the role of the Kubernetes login, required there. Of AWS: the role to take.
    pub role: Option<Text>,
    /// Name of the Secret with the provider's token or keys.
    pub auth_secret: Option<Text>,
    /// First part of entries that are not named; `{platform}/{environment}` if not set.
    pub prefix: Option<Text>,
    /// How often values are fetched anew.
    pub refresh: Duration,
    /// API version of External Secrets, as the cluster has it.
    pub api_version: String,
}

impl Default for SecretStore {
    fn default() -> Self {
        Self {
            source: None,
            name: None,
            kind: StoreKind::SecretStore,
            provider: StoreProvider::None,
            server: None,
            path: None,
            region: None,
            role: None,
            auth_secret: None,
            prefix: None,
            refresh: Duration::parse("1h").unwrap_or_default(),
            api_version: "external-secrets.io/v1".to_owned(),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SecretSource {
    /// Secrets with their values; in the tiers `local` and `test` only.
    Literal,
    /// ExternalSecrets, which an operator fills from the store.
    External,
    /// Somebody makes them by hand: there is a template for that, and nothing else.
    Manual,
}

/// The API's own spelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, serde::Serialize, JsonSchema)]
pub enum StoreKind {
    SecretStore,
    ClusterSecretStore,
}

impl StoreKind {
    pub fn as_str(self) -> &'static str {
        match self {
            StoreKind::SecretStore => "SecretStore",
            StoreKind::ClusterSecretStore => "ClusterSecretStore",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, serde::Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StoreProvider {
    /// The store is not ours to make.
    None,
    /// HashiCorp Vault; wants `server` and `role`.
    Vault,
    /// AWS Secrets Manager; wants `region`.
    Aws,
}
