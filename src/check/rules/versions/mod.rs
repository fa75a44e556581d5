//! API versions and fields that the cluster has to know.

mod api_too_new;
mod deprecated_api;
mod field_off_by_default;
mod field_too_new;
mod fields;
mod kinds;
mod operators;
mod removed_api;

use crate::check::Rule;

pub const RULES: &[&Rule] =
    &[&removed_api::RULE, &api_too_new::RULE, &field_too_new::RULE, &field_off_by_default::RULE, &deprecated_api::RULE];
