//! Processes that may gain rights.

use crate::check::{Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::admission::unenforced;

pub const RULE: Rule = Rule {
    name: "privilege-escalation",
    finds: "a container whose processes may gain more rights than they were started with",
    why: "A program with the set-user-ID bit, such as `sudo` or `mount`, makes root of any user. That is on unless
`allowPrivilegeEscalation` says that it is not. The restricted standard asks for it.",
    instead: "Leave `security.escalation` out; the preset `restricted` turns it off.",
    levels: Levels::staged(Level::Allow, Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    unenforced(checked, found, "allowPrivilegeEscalation", "`allowPrivilegeEscalation` is to be false");
}
