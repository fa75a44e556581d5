//! Hosts that nobody is called.

use crate::check::{Levels, Rule};
use crate::model::lint::Level;

pub const RULE: Rule = Rule {
    name: "unknown-host",
    finds: "a short host name in a variable, a command or a file that no Service bears, in Compose no service in a common network",
    why: "The name does not resolve, and the program fails at its first connection.",
    instead: "Name a Service, best by a placeholder such as `{shop.url}`. A host elsewhere has a full name with dots.",
    levels: Levels::staged(Level::Warn, Level::Deny),
    find: |_, found| found.references(),
};
