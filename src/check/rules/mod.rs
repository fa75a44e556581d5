//! All rules, a folder a family, a file a rule.

mod access;
mod artifacts;
mod compose;
mod configuration;
mod images;
mod monitoring;
mod network;
mod references;
mod reliability;
mod resources;
mod security;
mod unused_allowance;
mod versions;

use super::Rule;

pub(super) use compose::SHARED_HOST_PORT;
pub use compose::taken;
pub(super) use unused_allowance::RULE as UNUSED_ALLOWANCE;

/// Rules of one subject.
pub struct Family {
    pub title: &'static str,
    pub rules: &'static [&'static Rule],
}

/// In the order in which their findings are told.
pub const FAMILIES: [Family; 13] = [
    Family { title: "Names, keys, ports and hosts that lead nowhere", rules: references::RULES },
    Family { title: "What pods may do on their nodes", rules: security::RULES },
    Family { title: "What accounts may ask of the API server", rules: access::RULES },
    Family { title: "Who can reach whom", rules: network::RULES },
    Family { title: "Images", rules: images::RULES },
    Family { title: "What keeps running: probes, replicas, budgets, roll-outs, schedules", rules: reliability::RULES },
    Family { title: "Processors, memory, storage, quotas", rules: resources::RULES },
    Family { title: "Variables, files, secrets", rules: configuration::RULES },
    Family { title: "Metrics and alerts", rules: monitoring::RULES },
    Family { title: "API versions and fields", rules: versions::RULES },
    Family { title: "Compose files", rules: compose::RULES },
    Family { title: "Scripts, Dockerfiles and other texts", rules: artifacts::RULES },
    Family { title: "Lints themselves", rules: &[&UNUSED_ALLOWANCE] },
];

/// Every rule there is.
pub fn rules() -> impl Iterator<Item = &'static Rule> + Clone {
    FAMILIES.iter().flat_map(|family| family.rules).copied()
}

/// The rule of a name.
pub fn rule(name: &str) -> Option<&'static Rule> {
    rules().find(|rule| rule.name == name)
}
