//! Containers that may take all memory of their node.

use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::granted::{Ranges, long_lived};

pub const RULE: Rule = Rule {
    name: "no-memory-limit",
    finds: "a container without a limit of memory",
    why: "A leak in it takes the memory of the whole node, and the kernel ends whatever it likes. With a limit it ends the one
that leaks. A limit that the namespace's LimitRange puts in counts.",
    instead: "Give it a `size` with `limits.memory`.",
    levels: Levels::staged(Level::Allow, Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    let ranges = Ranges::of(checked);
    for (pod, container) in long_lived(checked) {
        if ranges.limit(&container, "memory").is_none() {
            let message = format!("`{}` in `{}` may take all memory of its node", container.name, pod.item.words);
            let at = At::container(&container, &["resources", "limits"]).from(&["resources"]).from(&["size"]);
            found.push(at, message, "limit `memory`");
        }
    }
}
