//! What accounts may ask of the API server.

mod anonymous_access;
mod bindings;
mod cluster_admin;
mod default_account;
mod mounted_token;
mod rbac_escalation;
mod rbac_secrets_wide;
mod role_rules;
mod unused_permission;
mod wildcard_role;

use crate::check::Rule;

pub const RULES: &[&Rule] = &[
    &anonymous_access::RULE,
    &cluster_admin::RULE,
    &wildcard_role::RULE,
    &rbac_escalation::RULE,
    &rbac_secrets_wide::RULE,
    &default_account::RULE,
    &mounted_token::RULE,
    &unused_permission::RULE,
];
