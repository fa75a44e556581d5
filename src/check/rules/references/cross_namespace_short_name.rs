//! Short names of Services elsewhere.

use crate::check::{Levels, Rule};
use crate::model::lint::Level;

pub const RULE: Rule = Rule {
    name: "cross-namespace-short-name",
    finds: "a host that is the short name of a Service in another namespace",
    why: "Short names resolve within one's own namespace only.",
    instead: "Write the full name: `shop.library.svc.cluster.local`, or a placeholder, which knows.",
    levels: Levels::always(Level::Deny),
    find: |_, found| found.references(),
};
