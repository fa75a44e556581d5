//! Policies that admit nobody.

use crate::check::{Levels, Rule};
use crate::model::lint::Level;

pub const RULE: Rule = Rule {
    name: "netpol-peer-missing",
    finds: "a peer of a NetworkPolicy with labels that no pod there has",
    why: "The traffic that the policy was written for is dropped, and it looks like a time-out.",
    instead: "Select labels that the peer's pods have, or remove the peer.",
    levels: Levels::always(Level::Warn),
    find: |_, found| found.references(),
};
