//! Containers that may take all idle processor time.

use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::granted::{Ranges, long_lived};

pub const RULE: Rule = Rule {
    name: "no-cpu-limit",
    finds: "a container without a limit of processor time",
    why: "It may take all processor time that nobody has requested. That does the others no harm as long as these have requests,
and a limit slows down what has work to do while the node is idle, so that this is allowed unless `[lints]` say
otherwise. kube-score finds the same.",
    instead: "Give it a `size` with `limits.cpu`.",
    levels: Levels::always(Level::Allow),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    let ranges = Ranges::of(checked);
    for (pod, container) in long_lived(checked) {
        if ranges.limit(&container, "cpu").is_none() {
            let message = format!(
                "`{}` in `{}` may take all processor time that nobody requested",
                container.name, pod.item.words
            );
            let at = At::container(&container, &["resources", "limits"]).from(&["resources"]).from(&["size"]);
            found.push(at, message, "limit `cpu`");
        }
    }
}
