//! Containers that are promised nothing.

use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::granted::{Ranges, long_lived};

pub const RULE: Rule = Rule {
    name: "no-requests",
    finds: "a container that requests no processor time, or no memory",
    why: "The scheduler places pods by what they request. What requests nothing is put onto a node that is full, gets
what others leave over, and is evicted first. A request that the namespace's LimitRange puts in counts.",
    instead: "Give it a `size`, or `resources.requests` with `cpu` and `memory`.",
    levels: Levels::staged(Level::Allow, Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    let ranges = Ranges::of(checked);
    for (pod, container) in long_lived(checked) {
        let lacking = ["cpu", "memory"].into_iter().filter(|resource| ranges.request(&container, resource).is_none());
        let lacking = lacking.collect::<Vec<_>>().join(" and no ");
        if !lacking.is_empty() {
            let message = format!("`{}` in `{}` requests no {lacking}", container.name, pod.item.words);
            let at = At::container(&container, &["resources", "requests"]).from(&["resources"]).from(&["size"]);
            found.push(at, message, "give it a `size`");
        }
    }
}
