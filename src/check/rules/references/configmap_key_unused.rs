//! Keys that nothing takes.

use crate::check::{Levels, Rule};
use crate::model::lint::Level;

pub const RULE: Rule = Rule {
    name: "configmap-key-unused",
    finds: "a key of a ConfigMap that nothing takes, where other keys of it are taken one by one",
    why: "Whoever changes it thinks that something changes.",
    instead: "Take it where it is wanted, or remove it.",
    levels: Levels::always(Level::Warn),
    find: |_, found| found.references(),
};
