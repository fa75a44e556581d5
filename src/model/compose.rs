//! `[compose]`: what the Compose file says beside its services.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::load::Map;

use super::text::Text;

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Compose {
    /// Name of the Compose project; `<platform>-<environment>` if not set.
    pub project: Option<Text>,
    /// Path of the Compose file in the output folder.
    pub file: String,
    /// Where values of secrets come from; `literal` in the tiers `local` and `test`, else `shell`, if not set.
    pub secrets: Option<ComposeSecrets>,
    /// Networks by ID, for the key `networks` of workloads; written where a service uses them.
    pub networks: Map<String, ComposeNetwork>,
    /// Settings of the volumes behind claims: `workload.volume` → how Docker keeps it.
    pub volumes: Map<String, ComposeVolume>,
    /// Added to every published port, so that two environments run side by side.
    pub offset: super::scalar::Count,
}

impl Default for Compose {
    fn default() -> Self {
        Self {
            project: None,
            file: "compose.yaml".to_owned(),
            secrets: None,
            networks: Map::default(),
            volumes: Map::default(),
            offset: super::scalar::Count(0),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ComposeSecrets {
    /// Values stand in the file; known in the tiers `local` and `test` only.
    Literal,
    /// `${VARIABLE}`, from the shell that runs Compose.
    Shell,
}

#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct ComposeNetwork {
    /// Docker's own name for it, where unlike the one that Compose makes.
    pub name: Option<String>,
    /// Docker's driver for it.
    pub driver: Option<String>,
    /// Whether somebody else makes it.
    pub external: bool,
    /// Whether nothing outside can be reached from it.
    pub internal: bool,
}

#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct ComposeVolume {
    /// Docker's driver for it.
    pub driver: Option<String>,
    /// Whether somebody else makes it.
    pub external: bool,
}
