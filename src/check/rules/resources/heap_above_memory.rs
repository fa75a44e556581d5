//! Programs that are told to take more memory than they get.

use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::granted::Ranges;
use super::heap::heap;
use super::quantity::shown;

pub const RULE: Rule = Rule {
    name: "heap-above-memory",
    finds: "a heap of more than nine tenths of the memory that its container may take",
    why: "Beside the heap a runtime keeps code, threads, buffers: with a heap as large as the limit the kernel ends the
process under load, without a word in its log. `-Xmx`, `-XX:MaxRAMPercentage` and Node.js's `--max-old-space-size` are
read, wherever they stand.",
    instead: "A heap of three quarters: `-XX:MaxRAMPercentage=75`, which follows the limit.",
    levels: Levels::staged(Level::Warn, Level::Deny),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    let ranges = Ranges::of(checked);
    for pod in checked.objects.pods() {
        for container in pod.containers() {
            let Some(limit) = ranges.limit(&container, "memory") else { continue };
            let Some(heap) = heap(&container, Some(limit)) else { continue };
            if heap.bytes.saturating_mul(10_000) <= limit.saturating_mul(9) {
                continue;
            }
            let (flag, words, limit) = (&heap.flag, &pod.item.words, shown("memory", limit));
            let own = shown("memory", heap.bytes.saturating_mul(1_000));
            let message = format!("`{flag}` in `{words}` is a heap of {own}, and it may take {limit} in all");
            let at = match &heap.variable {
                Some(variable) => At::container(&container, &["env"]).from(&["env", variable]),
                None => At::container(&container, &["args"]).from(&["args"]).from(&["command"]),
            };
            found.push(at, message, "a smaller heap, or more memory");
        }
    }
}
