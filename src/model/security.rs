//! What a pod may do on its node.

use schemars::JsonSchema;
use serde::Deserialize;

use super::scalar::Count;

/// What a pod may do. The defaults are those of Kubernetes' restricted profile.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Security {
    pub enabled: bool,
    pub preset: SecurityPreset,
    pub user: Option<Count>,
    pub group: Option<Count>,
    pub fs_group: Option<Count>,
    pub non_root: Option<bool>,
    pub read_only: Option<bool>,
    pub privileged: Option<bool>,
    pub escalation: Option<bool>,
    pub add: Vec<String>,
    pub drop: Option<Vec<String>>,
    pub seccomp: Option<Seccomp>,
    /// Of `localhost`: the profile's path on the node.
    pub seccomp_profile: Option<String>,
    /// Paths that stay writable: an empty folder each.
    pub writable: Vec<String>,
}

impl Default for Security {
    fn default() -> Self {
        Self {
            enabled: true,
            preset: SecurityPreset::Restricted,
            user: None,
            group: None,
            fs_group: None,
            non_root: None,
            read_only: None,
            privileged: None,
            escalation: None,
            add: Vec::new(),
            drop: None,
            seccomp: None,
            seccomp_profile: None,
            writable: Vec::new(),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, serde::Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SecurityPreset {
    Restricted,
    None,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Seccomp {
    RuntimeDefault,
    Unconfined,
    Localhost,
    None,
}
