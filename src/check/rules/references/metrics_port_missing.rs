//! Monitors that ask ports that are not there.

use crate::check::{Levels, Rule};
use crate::model::lint::Level;

pub const RULE: Rule = Rule {
    name: "metrics-port-missing",
    finds: "a monitor that asks a port which no Service or container that it selects has",
    why: "Prometheus finds no target, and says nothing of it: alerts that need the figures never fire.",
    instead: "Name a port that is there, or open one for the figures.",
    levels: Levels::always(Level::Deny),
    find: |_, found| found.references(),
};
