//! What pods may do on the machines they run on.

mod added_capability;
mod admission;
mod host_namespace;
mod host_path;
mod host_volumes;
mod namespace_unlabelled;
mod privilege_escalation;
mod privileged_container;
mod pss_violation;
mod pss_warning;
mod root_user;
mod runtime_socket;
mod seccomp_unset;
mod undropped_capabilities;
mod unsafe_sysctl;
mod writable_root;

use crate::check::Rule;

pub const RULES: &[&Rule] = &[
    &pss_violation::RULE,
    &pss_warning::RULE,
    &namespace_unlabelled::RULE,
    &privileged_container::RULE,
    &runtime_socket::RULE,
    &host_namespace::RULE,
    &host_path::RULE,
    &added_capability::RULE,
    &undropped_capabilities::RULE,
    &privilege_escalation::RULE,
    &root_user::RULE,
    &seccomp_unset::RULE,
    &writable_root::RULE,
    &unsafe_sysctl::RULE,
];
