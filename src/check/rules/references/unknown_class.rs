//! Classes that are not among those made here.

use crate::check::{Levels, Rule};
use crate::model::lint::Level;

pub const RULE: Rule = Rule {
    name: "unknown-class",
    finds: "a class of priority, runtime, storage or ingress that is not rendered, where others of its kind are",
    why: "Pods with an unknown priority class are refused, claims with an unknown storage class wait for ever.",
    instead: "Name a class that is rendered. If the cluster has it, allow this.",
    levels: Levels::always(Level::Warn),
    find: |_, found| found.references(),
};
