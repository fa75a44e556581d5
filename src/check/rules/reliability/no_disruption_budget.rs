//! Replicas that may all be drained at once.

use std::collections::BTreeSet;

use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::fleet::Fleet;

pub const RULE: Rule = Rule {
    name: "no-disruption-budget",
    finds: "in production, several replicas that no PodDisruptionBudget holds together",
    why: "When nodes are drained, for an upgrade say, all replicas may be evicted at the same time, and the several are
as good as none. kube-score finds the same.",
    instead: "Leave `disruption` to its default, or write `disruption = { max-unavailable = 1 }`.",
    levels: Levels::in_prod(Level::Allow, Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    let fleet = Fleet::of(checked);
    let budgets = fleet.budgets(checked);
    let held: BTreeSet<usize> = budgets.into_iter().flat_map(|(_, selected)| selected).collect();
    for (index, kept) in fleet.all.iter().enumerate() {
        if kept.fewest().is_some_and(|replicas| replicas > 1) && !held.contains(&index) {
            let at = At::object(kept.item(), &[]).from(&["disruption", "enabled"]).from(&["disruption"]);
            found.push(at, format!("all pods of `{}` may be drained at once", kept.item().words), "add `disruption`");
        }
    }
}
