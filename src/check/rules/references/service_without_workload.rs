//! Services with nothing behind them.

use crate::check::{Levels, Rule};
use crate::model::lint::Level;

pub const RULE: Rule = Rule {
    name: "service-without-workload",
    finds: "a Service that selects no pod",
    why: "Its name resolves, and every connection fails, for there are no endpoints.",
    instead: "Select labels that pods of the namespace have, or remove the Service.",
    levels: Levels::always(Level::Deny),
    find: |_, found| found.references(),
};
