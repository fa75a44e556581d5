//! Scripts, Dockerfiles and other texts.

mod base_image_unknown;
mod ci_missing_input;
mod ci_missing_permissions;
mod ci_outdated_action;
mod ci_scan_not_gating;
mod ci_unpinned_action;
mod command;
mod compose_v1_command;
mod dockerfile;
mod dockerfile_no_exec;
mod dockerfile_nonnumeric_user;
mod dockerfile_port_mismatch;
mod dockerfile_remote_add;
mod dockerfile_secret;
mod invalid_kubectl;
mod namespace_mismatch;
mod rollback_kind_mismatch;
mod script_env_unvalidated;
mod script_no_errexit;
mod step;
mod text;

use crate::check::Rule;

pub const RULES: &[&Rule] = &[
    &rollback_kind_mismatch::RULE,
    &invalid_kubectl::RULE,
    &namespace_mismatch::RULE,
    &script_no_errexit::RULE,
    &script_env_unvalidated::RULE,
    &compose_v1_command::RULE,
    &dockerfile_secret::RULE,
    &dockerfile_no_exec::RULE,
    &dockerfile_nonnumeric_user::RULE,
    &dockerfile_port_mismatch::RULE,
    &dockerfile_remote_add::RULE,
    &base_image_unknown::RULE,
    &ci_missing_input::RULE,
    &ci_unpinned_action::RULE,
    &ci_outdated_action::RULE,
    &ci_scan_not_gating::RULE,
    &ci_missing_permissions::RULE,
];
