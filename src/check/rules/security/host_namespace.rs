//! Pods that live in their node's namespaces.

use crate::check::{Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::admission::unenforced;

pub const RULE: Rule = Rule {
    name: "host-namespace",
    finds: "a pod that shares the network, the processes or the memory of its node",
    why: "It sees what every other pod of the node sends, or runs, and no NetworkPolicy holds for a pod on the node's network.
The baseline standard refuses it.",
    instead: "Let other workloads reach it by its Service, and publish ports where they must be the node's.",
    levels: Levels::staged(Level::Allow, Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    unenforced(checked, found, "hostNamespaces", "give it namespaces of its own");
}
