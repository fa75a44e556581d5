//! Objects in namespaces that are not there.

use crate::check::{Levels, Rule};
use crate::model::lint::Level;

pub const RULE: Rule = Rule {
    name: "namespace-missing",
    finds: "an object in a namespace that is neither rendered nor spoken of anywhere",
    why: "The API server refuses it: `namespaces not found`.",
    instead: "Name a namespace that is rendered, or declare the foreign one in `[namespaces]` with `create = false`.",
    levels: Levels::always(Level::Deny),
    find: |_, found| found.references(),
};
