//! Controllers that select pods of each other.

use crate::check::{Levels, Rule};
use crate::model::lint::Level;

pub const RULE: Rule = Rule {
    name: "selector-overlap",
    finds: "two controllers of a namespace of which one selects the pods of the other",
    why: "Each counts pods of the other for its own: replicas are killed and made again without end, and a roll-back of one takes the
other with it.",
    instead: "Give each a label of its own, in its selector and on its pods.",
    levels: Levels::always(Level::Deny),
    find: |_, found| found.references(),
};
