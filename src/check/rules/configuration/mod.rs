//! Variables, files and secrets, and how layers say them.

mod config_without_rollout;
mod configs;
mod duplicate_variable;
mod mount_without_files;
mod placeholder_value;
mod profile_without_config;
mod secrecy;
mod secret_in_config;
mod shadowed_default;
mod strings;
mod unused_declaration;

use crate::check::Rule;

pub(super) use secrecy::of_name;

pub const RULES: &[&Rule] = &[
    &secret_in_config::RULE,
    &placeholder_value::RULE,
    &duplicate_variable::RULE,
    &profile_without_config::RULE,
    &mount_without_files::RULE,
    &config_without_rollout::RULE,
    &shadowed_default::RULE,
    &unused_declaration::RULE,
];
