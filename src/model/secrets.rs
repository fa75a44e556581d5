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
    /// Required.
    pub keys: Map<String, SecretKey>,
    /// The table's key if not set.
    pub name: Option<Text>,
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// False: somebody else makes it.
    pub create: bool,
    /// Its entry in the store; `<prefix>/<N>` if not set.
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
    /// Readable in the tiers `local` and `test` only.
    pub value: Option<SecretLiteral>,
    pub remote: Option<Text>,
    /// The key with `_` for `-` if not set.
    pub property: Option<String>,
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct SecretStore {
    /// By tier if not set: `literal` in local and test, else `manual`.
    pub source: Option<SecretSource>,
    /// Required if external.
    pub name: Option<Text>,
    pub kind: StoreKind,
    pub provider: StoreProvider,
    /// Of the provider: the address of Vault, the vault's URL of Azure.
    pub server: Option<Text>,
    /// Of Vault: where its engine is mounted.
    pub path: Option<Text>,
    /// Of AWS.
    pub region: Option<Text>,
    /// Of AWS: the role to take. Of Vault: the role of the Kubernetes login. Of GCP: the project.
    pub role: Option<Text>,
    /// The Secret with the provider's token.
    pub auth_secret: Option<Text>,
    /// `{platform}/{environment}` if not set.
    pub prefix: Option<Text>,
    pub refresh: Duration,
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
    Literal,
    External,
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
    Vault,
    Aws,
}
