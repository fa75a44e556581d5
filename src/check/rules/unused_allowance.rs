//! Allowances that nothing needs. `lints.rs` finds them, for they show only when every other rule has spoken.

use crate::check::{Levels, Rule};
use crate::model::lint::Level;

pub const RULE: Rule = Rule {
    name: "unused-allowance",
    finds: "a lint that allows what no longer occurs",
    why: "It looks as if something were wrong here on purpose, and it would hide the same fault the day that it comes back.",
    instead: "Remove the lint, or the path in its `on`.",
    levels: Levels::always(Level::Warn),
    find: |_, _| {},
};
