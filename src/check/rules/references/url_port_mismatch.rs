//! Addresses with a port that the Service does not have.

use crate::check::{Levels, Rule};
use crate::model::lint::Level;

pub const RULE: Rule = Rule {
    name: "url-port-mismatch",
    finds: "an address in a variable, a command or a file whose port its Service does not have",
    why: "The connection is refused or times out. An address without a port means that of its scheme: `http://shop` is port 80.",
    instead: "Write the port of the Service, best by a placeholder such as `{shop.url}`.",
    levels: Levels::always(Level::Deny),
    find: |_, found| found.references(),
};
