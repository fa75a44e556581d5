//! Keys that a ConfigMap does not have.

use crate::check::{Levels, Rule};
use crate::model::lint::Level;

pub const RULE: Rule = Rule {
    name: "configmap-key-missing",
    finds: "a key of a ConfigMap that the ConfigMap does not have",
    why: "The container is not started: `CreateContainerConfigError: couldn't find key`. A `subPath` that is no file becomes an empty
folder in its place.",
    instead: "Name a key that the ConfigMap holds, or add the key to it.",
    levels: Levels::always(Level::Deny),
    find: |_, found| found.references(),
};
