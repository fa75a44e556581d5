//! Monitors that ask ports without names.

use crate::check::{Levels, Rule};
use crate::model::lint::Level;

pub const RULE: Rule = Rule {
    name: "servicemonitor-port-unnamed",
    finds: "a ServiceMonitor that asks a port by name of a Service whose ports have no names",
    why: "Prometheus finds no target, and says nothing of it.",
    instead: "Name the port of the Service.",
    levels: Levels::always(Level::Deny),
    find: |_, found| found.references(),
};
