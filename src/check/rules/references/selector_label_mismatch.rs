//! Controllers that do not select their own pods.

use crate::check::{Levels, Rule};
use crate::model::lint::Level;

pub const RULE: Rule = Rule {
    name: "selector-label-mismatch",
    finds: "a controller whose selector does not select the pods that it makes",
    why: "The API server refuses it.",
    instead: "Give the pods the labels of the selector.",
    levels: Levels::always(Level::Deny),
    find: |_, found| found.references(),
};
