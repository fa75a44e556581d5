//! `[compose]`: what the Compose file says beside its services.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::load::Map;

use super::text::Text;

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Compose {
    /// `<platform>-<environment>` if not set.
    pub project: Option<Text>,
    /// Path in the output.
    pub file: String,
    /// By tier if not set: `literal` in local and test, else `shell`.
    pub secrets: Option<ComposeSecrets>,
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
    Literal,
    /// `${VARIABLE}`, from the shell that runs Compose.
    Shell,
}

#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct ComposeNetwork {
    pub name: Option<String>,
    pub driver: Option<String>,
    pub external: bool,
    pub internal: bool,
}

#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct ComposeVolume {
    pub driver: Option<String>,
    /// Whether somebody else makes it.
    pub external: bool,
}
