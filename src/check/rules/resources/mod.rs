//! What containers ask for and may use, against what they are told and what a namespace grants.

mod granted;
mod heap;
mod heap_above_memory;
mod memory_volume_above_limit;
mod memory_volume_unbounded;
mod missing_under_quota;
mod no_cpu_limit;
mod no_ephemeral_limit;
mod no_memory_limit;
mod no_requests;
mod outside_limit_range;
mod quantity;
mod quota_blocks_rollout;
mod quota_too_small;
mod request_above_limit;
mod used;

use crate::check::Rule;

pub(in crate::check::rules) use granted::Ranges;
pub(in crate::check::rules) use heap::{heap, is_jvm};

pub const RULES: &[&Rule] = &[
    &no_requests::RULE,
    &no_memory_limit::RULE,
    &no_cpu_limit::RULE,
    &no_ephemeral_limit::RULE,
    &request_above_limit::RULE,
    &outside_limit_range::RULE,
    &missing_under_quota::RULE,
    &quota_too_small::RULE,
    &quota_blocks_rollout::RULE,
    &heap_above_memory::RULE,
    &memory_volume_above_limit::RULE,
    &memory_volume_unbounded::RULE,
];
