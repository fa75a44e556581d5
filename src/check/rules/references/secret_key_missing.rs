//! Keys that a Secret does not have.

use crate::check::{Levels, Rule};
use crate::model::lint::Level;

pub const RULE: Rule = Rule {
    name: "secret-key-missing",
    finds: "a key of a Secret that the Secret does not have",
    why: "The container is not started: `CreateContainerConfigError: couldn't find key`. As a file the key is just not there.",
    instead: "Name a key that the Secret holds, or add the key to it.",
    levels: Levels::always(Level::Deny),
    find: |_, found| found.references(),
};
