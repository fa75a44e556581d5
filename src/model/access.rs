//! Accounts of workloads, and what they may do at the API server.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::load::Map;

use super::text::Text;

/// `[access.N]`: a ServiceAccount that workloads share.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Access {
    /// A ServiceAccount of the table's name. Required: people come with a later table.
    pub account: bool,
    pub permissions: Map<String, Permission>,
    /// Name of the Role; the table's key if not set.
    pub role: Option<Text>,
    /// Name of the RoleBinding; `<role>-binding` if not set.
    pub binding: Option<Text>,
    pub token: Option<bool>,
}

/// Rules of a Role: some resources, and what may be done to them.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Permission {
    pub resources: Vec<String>,
    pub verbs: Vec<String>,
    /// Found from the resources if not set.
    pub groups: Vec<String>,
    pub names: Vec<String>,
    /// Paths of the API server itself, in place of resources; of the whole cluster.
    pub urls: Vec<String>,
    /// Whether it holds for all namespaces.
    pub cluster: bool,
}
