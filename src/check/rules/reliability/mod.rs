//! What keeps running when something fails, is drained or is rolled out.

mod analysis_wrong_target;
mod autoscaled;
mod calendar;
mod canary_weight_granularity;
mod claims;
mod cron_dom_dow;
mod cron_never;
mod cron_overlap;
mod cron_without_start_deadline;
mod fleet;
mod host_port_clash;
mod hpa_cannot_scale;
mod hpa_memory_jvm;
mod hpa_min_above_env;
mod hpa_min_below_replicas;
mod hpa_replicas_conflict;
mod hpa_without_request;
mod job_immutable;
mod job_never_ends;
mod job_without_deadline;
mod job_without_ttl;
mod jvm_no_startup_probe;
mod liveness_uses_aggregate;
mod loadbalancer_in_local;
mod needs_cycle;
mod no_disruption_budget;
mod no_liveness_probe;
mod no_readiness_probe;
mod no_revision_history;
mod no_spread;
mod node_port_clash;
mod pdb_blocks_drain;
mod rolling_unavailable;
mod rollout_takes_all;
mod rwo_rolling_update;
mod rwo_shared;
mod same_probes;
mod share;
mod single_replica;
mod single_replica_data;
mod sleep_outlasts_grace;
mod spread_without_zones;

use crate::check::Rule;

pub(in crate::check::rules) use fleet::{Fleet, Kept};
pub(in crate::check::rules) use share::{Rounding, Share};

pub const RULES: &[&Rule] = &[
    &no_readiness_probe::RULE,
    &no_liveness_probe::RULE,
    &same_probes::RULE,
    &liveness_uses_aggregate::RULE,
    &jvm_no_startup_probe::RULE,
    &sleep_outlasts_grace::RULE,
    &single_replica::RULE,
    &single_replica_data::RULE,
    &no_disruption_budget::RULE,
    &pdb_blocks_drain::RULE,
    &no_spread::RULE,
    &spread_without_zones::RULE,
    &hpa_replicas_conflict::RULE,
    &hpa_min_below_replicas::RULE,
    &hpa_min_above_env::RULE,
    &hpa_without_request::RULE,
    &hpa_memory_jvm::RULE,
    &hpa_cannot_scale::RULE,
    &rollout_takes_all::RULE,
    &rolling_unavailable::RULE,
    &no_revision_history::RULE,
    &rwo_rolling_update::RULE,
    &rwo_shared::RULE,
    &canary_weight_granularity::RULE,
    &analysis_wrong_target::RULE,
    &job_never_ends::RULE,
    &job_immutable::RULE,
    &job_without_deadline::RULE,
    &job_without_ttl::RULE,
    &cron_never::RULE,
    &cron_dom_dow::RULE,
    &cron_overlap::RULE,
    &cron_without_start_deadline::RULE,
    &needs_cycle::RULE,
    &loadbalancer_in_local::RULE,
    &host_port_clash::RULE,
    &node_port_clash::RULE,
];
