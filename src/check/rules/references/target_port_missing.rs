//! Services that send to closed ports.

use crate::check::{Levels, Rule};
use crate::model::lint::Level;

pub const RULE: Rule = Rule {
    name: "target-port-missing",
    finds: "a port of a Service that no container behind it has",
    why: "Whoever connects to the Service is refused, though its pods are ready.",
    instead: "Send to a port of the container, best by its name.",
    levels: Levels::always(Level::Deny),
    find: |_, found| found.references(),
};
