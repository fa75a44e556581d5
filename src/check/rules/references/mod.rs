//! Names, keys, ports and selectors that lead nowhere.

mod analysis_argument_missing;
mod analysis_template_missing;
mod configmap_key_missing;
mod configmap_key_unused;
mod cross_namespace_short_name;
mod dangling_reference;
mod dangling_selector;
mod env_undefined;
mod metrics_port_missing;
mod namespace_missing;
mod netpol_peer_missing;
mod netpol_port_unknown;
mod netpol_unknown_namespace;
mod port_undeclared;
mod rollout_service_missing;
mod secret_key_missing;
mod selector_label_mismatch;
mod selector_overlap;
mod service_account_unused;
mod service_port_missing;
mod service_without_workload;
mod servicemonitor_port_unnamed;
mod target_port_missing;
mod unknown_class;
mod unknown_host;
mod url_port_mismatch;
mod volume_unused;

use crate::check::Rule;

pub const RULES: &[&Rule] = &[
    &dangling_reference::RULE,
    &secret_key_missing::RULE,
    &configmap_key_missing::RULE,
    &volume_unused::RULE,
    &env_undefined::RULE,
    &port_undeclared::RULE,
    &target_port_missing::RULE,
    &service_port_missing::RULE,
    &service_without_workload::RULE,
    &dangling_selector::RULE,
    &selector_label_mismatch::RULE,
    &selector_overlap::RULE,
    &servicemonitor_port_unnamed::RULE,
    &metrics_port_missing::RULE,
    &netpol_peer_missing::RULE,
    &netpol_unknown_namespace::RULE,
    &netpol_port_unknown::RULE,
    &rollout_service_missing::RULE,
    &analysis_template_missing::RULE,
    &analysis_argument_missing::RULE,
    &namespace_missing::RULE,
    &unknown_class::RULE,
    &service_account_unused::RULE,
    &configmap_key_unused::RULE,
    &unknown_host::RULE,
    &url_port_mismatch::RULE,
    &cross_namespace_short_name::RULE,
];
