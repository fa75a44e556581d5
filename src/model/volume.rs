//! Volumes of a workload: folders that its containers mount.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::load::Map;

use super::scalar::{Duration, Quantity};
use super::text::Text;

/// Exactly one of `claim`, `ephemeral`, `existing`, `empty`, `memory`, `host`, `use`, `projected`.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Volume {
    /// Where the main container mounts it.
    pub path: Option<String>,
    /// Whether it is mounted for reading alone.
    pub read_only: bool,
    /// The folder or file of the volume that is mounted, in place of all of it.
    pub sub_path: Option<String>,
    /// A persistent claim of this size.
    pub claim: Option<Quantity>,
    /// A claim of this size that lives and dies with the pod.
    pub ephemeral: Option<Quantity>,
    /// The name of a claim that somebody else makes.
    pub existing: Option<Text>,
    /// An empty folder, with or without (`""`) a limit.
    pub empty: Option<Limit>,
    /// An empty folder in memory, with or without (`""`) a limit.
    pub memory: Option<Limit>,
    /// A file or folder of the node; relative: of the platform, in Compose alone.
    pub host: Option<Text>,
    /// Another workload's claim: `workload.volume`.
    #[serde(rename = "use")]
    pub shared: Option<String>,
    /// Several sources laid into one folder.
    pub projected: Option<Map<String, Projection>>,
    /// Of a claim: its StorageClass; `storage.class` if not set.
    pub class: Option<String>,
    /// Of a claim: how it may be mounted; `storage.access` if not set.
    pub access: Option<AccessMode>,
    /// Of a claim: its name; `<name>-<volume>` if not set.
    pub claim_name: Option<String>,
    /// Compose: mount options of a folder in memory.
    pub options: Option<String>,
}

impl Volume {
    /// The keys of which exactly one is set, and whether each is.
    pub fn sources(&self) -> [(&'static str, bool); 8] {
        [
            ("claim", self.claim.is_some()),
            ("empty", self.empty.is_some()),
            ("memory", self.memory.is_some()),
            ("host", self.host.is_some()),
            ("use", self.shared.is_some()),
            ("ephemeral", self.ephemeral.is_some()),
            ("existing", self.existing.is_some()),
            ("projected", self.projected.is_some()),
        ]
    }
}

/// One source of a projected volume: exactly one of `config`, `secret`, `token`, `fields`.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Projection {
    /// A `[config]` table.
    pub config: Option<String>,
    /// A `[secrets]` table.
    pub secret: Option<String>,
    /// Of a config or secret: key → path; all keys under their own names if not set.
    pub items: Map<String, String>,
    /// A token of the workload's account, for this audience (`""`: the API server).
    pub token: Option<String>,
    /// Of a token: the file that holds it.
    pub path: Option<String>,
    /// Of a token: how long it is good for.
    pub lifetime: Option<Duration>,
    /// Path → `{field.…}` or `{resource.…}`.
    pub fields: Option<Map<String, Text>>,
}

/// A quantity, or the empty string for no limit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Limit(pub Option<Quantity>);

impl<'de> Deserialize<'de> for Limit {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::scalar::string_form(deserializer, "a quantity, or `\"\"` for no limit", |text| {
            if text.is_empty() { Ok(Self(None)) } else { Quantity::parse(text).map(|quantity| Self(Some(quantity))) }
        })
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, serde::Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AccessMode {
    /// Read and written on one node.
    ReadWriteOnce,
    /// Read and written on many nodes.
    ReadWriteMany,
    /// Read on many nodes.
    ReadOnlyMany,
    /// Read and written by a single pod.
    ReadWriteOncePod,
}
