//! Containers that may fill the disk of their node.

use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::granted::{Ranges, long_lived};

pub const RULE: Rule = Rule {
    name: "no-ephemeral-limit",
    finds: "a container that may fill the disk of its node",
    why: "Logs and files of its own count as the node's, and a node whose disk is full evicts pods. Few platforms limit them, so
that this is allowed unless `[lints]` say otherwise. kube-score finds the same.",
    instead: "Give it a `size` with `limits.ephemeral-storage`.",
    levels: Levels::always(Level::Allow),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    let ranges = Ranges::of(checked);
    for (pod, container) in long_lived(checked) {
        if ranges.limit(&container, "ephemeral-storage").is_none() {
            let message = format!("`{}` in `{}` may fill the disk of its node", container.name, pod.item.words);
            let at = At::container(&container, &["resources", "limits"]).from(&["resources"]).from(&["size"]);
            found.push(at, message, "limit `ephemeral-storage`");
        }
    }
}
