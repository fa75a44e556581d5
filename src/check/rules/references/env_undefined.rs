//! References to variables that are not there.

use crate::check::{Levels, Rule};
use crate::model::lint::Level;

pub const RULE: Rule = Rule {
    name: "env-undefined",
    finds: "`$(NAME)` in a variable, a command or an argument, with no variable of that name before it",
    why: "Kubernetes leaves such a text as it is written: the program sees `$(NAME)` itself, as a password or in an address.",
    instead: "Define the variable in the same container, before its use. For the text itself write `$$(NAME)`.",
    levels: Levels::always(Level::Deny),
    find: |_, found| found.references(),
};
