//! Policies that open ports nobody has.

use crate::check::{Levels, Rule};
use crate::model::lint::Level;

pub const RULE: Rule = Rule {
    name: "netpol-port-unknown",
    finds: "a port of a NetworkPolicy that no container of the pods has",
    why: "Policies see the port of the pod, not that of the Service: traffic to the real port is dropped.",
    instead: "Open the port of the container.",
    levels: Levels::always(Level::Warn),
    find: |_, found| found.references(),
};
