//! What a pod may do on its node.

use schemars::JsonSchema;
use serde::Deserialize;

use super::scalar::Count;

/// What a pod may do. The defaults are those of Kubernetes' restricted profile.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Security {
    /// False: nothing of it is written.
    pub enabled: bool,
    /// What holds where the other keys say nothing.
    pub preset: SecurityPreset,
    /// ID of the user that it runs as; that of the image if not set.
    pub user: Option<Count>,
    /// ID of the group that it runs as; that of the image if not set.
    pub group: Option<Count>,
    /// ID of the group that owns the pod's volumes.
    pub fs_group: Option<Count>,
    /// Whether it must not run as root; true by `restricted`.
    pub non_root: Option<bool>,
    /// Whether its root file system is read-only; true by `restricted`.
    pub read_only: Option<bool>,
    /// Whether it may do all that the node may.
    pub privileged: Option<bool>,
    /// Whether a process may gain more rights than its parent; false by `restricted`.
    pub escalation: Option<bool>,
    /// Capabilities that it gets, such as `NET_BIND_SERVICE`.
    pub add: Vec<String>,
    /// Capabilities that it loses; `["ALL"]` by `restricted`.
    pub drop: Option<Vec<String>>,
    /// Which system calls it may make; `runtime-default` by `restricted`.
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
    /// Kubernetes' restricted profile, and a read-only root file system.
    Restricted,
    /// Nothing is written but what other keys say.
    None,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Seccomp {
    /// Those that the container runtime allows.
    RuntimeDefault,
    /// All of them.
    Unconfined,
    /// Those of the profile that `seccomp-profile` names.
    Localhost,
    /// Nothing is written.
    None,
}
