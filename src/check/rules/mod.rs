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

pub(super) use unused_allowance::RULE as UNUSED_ALLOWANCE;

/// The families, in the order in which their findings are told.
const FAMILIES: [&[&Rule]; 13] = [
    references::RULES,
    security::RULES,
    access::RULES,
    network::RULES,
    images::RULES,
    reliability::RULES,
    resources::RULES,
    configuration::RULES,
    monitoring::RULES,
    versions::RULES,
    compose::RULES,
    artifacts::RULES,
    &[&UNUSED_ALLOWANCE],
];

/// Every rule there is.
pub fn rules() -> impl Iterator<Item = &'static Rule> + Clone {
    FAMILIES.into_iter().flatten().copied()
}

/// The rule of a name.
pub fn rule(name: &str) -> Option<&'static Rule> {
    rules().find(|rule| rule.name == name)
}
