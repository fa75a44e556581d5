//! Policies that admit namespaces nobody knows.

use crate::check::{Levels, Rule};
use crate::model::lint::Level;

pub const RULE: Rule = Rule {
    name: "netpol-unknown-namespace",
    finds: "a peer of a NetworkPolicy in a namespace that is neither rendered nor spoken of anywhere",
    why: "Most such names are of another environment or out of date: the traffic is dropped.",
    instead: "Name a namespace that is rendered, or declare the foreign one in `[namespaces]` with `create = false`.",
    levels: Levels::always(Level::Warn),
    find: |_, found| found.references(),
};
