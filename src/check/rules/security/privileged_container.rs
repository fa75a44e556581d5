//! Containers that are no cage.

use crate::check::{Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::admission::unenforced;

pub const RULE: Rule = Rule {
    name: "privileged-container",
    finds: "a container that runs privileged, in a namespace that admits it",
    why: "Such a container is no cage: its root is root of the node, with every device and every other container there. Who
breaks into it has the machine. kube-linter and kube-score hold it for a fault; the baseline standard refuses it.",
    instead: "Leave `security.privileged` out. What needs one power of the kernel gets that alone: `add = [\"NET_ADMIN\"]`.",
    levels: Levels::staged(Level::Warn, Level::Deny),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    unenforced(checked, found, "privileged", "grant what it needs by `add`");
}
