//! Accounts of workloads, and what they may do at the API server.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::load::Map;

use super::text::Text;

/// `[access.N]`: a ServiceAccount that workloads share.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Access {
    /// Whether there is a ServiceAccount of the table's name. It has to be true.
    pub account: bool,
    /// Rules of its Role, by name.
    pub permissions: Map<String, Permission>,
    /// Name of the Role; the table's key if not set.
    pub role: Option<Text>,
    /// Name of the RoleBinding; `<role>-binding` if not set.
    pub binding: Option<Text>,
    /// Whether pods with this account mount its token; false if not set.
    pub token: Option<bool>,
}

/// Rules of a Role: some resources, and what may be done to them.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Permission {
    /// Resources by their plural names, such as `configmaps`; these or `urls`.
    pub resources: Vec<String>,
    /// What may be done to them, such as `get` and `list`. Required.
    pub verbs: Vec<String>,
    /// API groups of the resources; found from well-known ones if not set.
    pub groups: Vec<String>,
    /// Single objects that it holds for; all of them if none are named.
    pub names: Vec<String>,
    /// Paths of the API server itself, in place of resources; of the whole cluster.
    pub urls: Vec<String>,
    /// Whether it holds for all namespaces, by a ClusterRole; `urls` need it.
    pub cluster: bool,
}
