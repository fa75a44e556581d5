//! Services that one node takes down.

use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::fleet::Fleet;

pub const RULE: Rule = Rule {
    name: "single-replica",
    finds: "in production, a single pod behind a Service that could as well be several",
    why: "When its node is drained, fails, or its process is started anew, nobody answers until another pod is up. Pods
with data of their own are not meant: there a second pod is another matter, and `single-replica-data` finds them.",
    instead: "Set `replicas = 2`, or `autoscale` with a `min` of two.",
    levels: Levels::in_prod(Level::Allow, Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    let fleet = Fleet::of(checked);
    for index in fleet.behind_services(checked) {
        let kept = &fleet.all[index];
        let is_alone = kept.fewest() == Some(1) && !kept.holds_data();
        if is_alone && kept.item().get(&["spec", "strategy", "type"]).as_str() != Some("Recreate") {
            let at = At::object(kept.item(), &["spec", "replicas"]).from(&["autoscale", "min"]).from(&["replicas"]);
            found.push(at, format!("`{}` is a single pod", kept.item().words), "two or more");
        }
    }
}
