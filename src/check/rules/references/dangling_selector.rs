//! Selectors that select nothing.

use crate::check::{Levels, Rule};
use crate::model::lint::Level;

pub const RULE: Rule = Rule {
    name: "dangling-selector",
    finds: "a selector of a budget, a policy, a monitor or a rule of placement that selects nothing",
    why: "It does nothing, and it looks as if it did: no drain waits, no traffic is admitted, nothing is scraped.",
    instead: "Select labels that the pods or Services have, or remove it.",
    levels: Levels::always(Level::Warn),
    find: |_, found| found.references(),
};
