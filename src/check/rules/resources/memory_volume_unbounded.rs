//! Files that may take all memory of a node.

use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::granted::Ranges;
use super::memory_volume_above_limit::in_memory;

pub const RULE: Rule = Rule {
    name: "memory-volume-unbounded",
    finds: "a volume in memory that nothing bounds",
    why:
        "Without a size of its own such a volume may take as much as the node has, and where the container has no limit
of memory either, nothing stops it.",
    instead: "Give it a size, `memory = \"64Mi\"`, or the container a limit.",
    levels: Levels::staged(Level::Allow, Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    let ranges = Ranges::of(checked);
    for pod in checked.objects.pods() {
        let unbounded = in_memory(pod.spec(&["volumes"])).filter(|(_, _, volume)| volume.get("sizeLimit").is_none());
        let unbounded: Vec<(usize, &str)> = unbounded.map(|(index, name, _)| (index, name)).collect();
        let is_bounded = || pod.containers().iter().all(|container| ranges.limit(container, "memory").is_some());
        if unbounded.is_empty() || is_bounded() {
            continue;
        }
        for (index, name) in unbounded {
            let message = format!("`{name}` of `{}` may take all memory of its node", pod.item.words);
            let index = index.to_string();
            let at = At::object(pod.item, &pod.field(&["spec", "volumes", &index])).from(&["volumes", name]);
            found.push(at, message, "give it a size");
        }
    }
}
