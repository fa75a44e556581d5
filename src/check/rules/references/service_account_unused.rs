//! Accounts that nothing runs as.

use crate::check::{Levels, Rule};
use crate::model::lint::Level;

pub const RULE: Rule = Rule {
    name: "service-account-unused",
    finds: "a ServiceAccount that no pod runs as",
    why: "Its rights were meant for something that runs as another account, or they wait for whoever makes a pod.",
    instead: "Let the workload run as it, or remove it.",
    levels: Levels::always(Level::Warn),
    find: |_, found| found.references(),
};
