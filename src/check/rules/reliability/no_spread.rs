//! Replicas that a node takes down.

use serde_json::Value as Json;

use crate::check::{At, Checked, Found, Levels, Pod, Rule};
use crate::model::lint::Level;

use super::fleet::Fleet;

pub const RULE: Rule = Rule {
    name: "no-spread",
    finds: "several replicas that nothing keeps apart",
    why: "They may all run on one node, and go with it. The scheduler spreads what says nothing as well, if loosely, so
that this is allowed unless `[lints]` say otherwise. kube-linter and kube-score find the same.",
    instead: "Write `spread = { zones = \"prefer\", hosts = \"prefer\" }`.",
    levels: Levels::always(Level::Allow),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    let fleet = Fleet::of(checked);
    for kept in fleet.all.iter().filter(|kept| kept.fewest().is_some_and(|replicas| replicas > 1)) {
        if keys_spread_over(&kept.pod).is_empty() {
            let at = At::object(kept.item(), &kept.pod.field(&["spec"])).from(&["spread"]);
            found.push(at, format!("all pods of `{}` may run on one node", kept.item().words), "add `spread`");
        }
    }
}

/// The labels of nodes by which pods are kept apart.
pub fn keys_spread_over<'o>(pod: &Pod<'o>) -> Vec<&'o str> {
    let list = |keys: &[&str]| pod.spec(keys).as_array().into_iter().flatten();
    let apart = |how: &'static str| list(&["affinity", "podAntiAffinity", how]);
    let required = apart("requiredDuringSchedulingIgnoredDuringExecution");
    let preferred = apart("preferredDuringSchedulingIgnoredDuringExecution");
    let terms = required.chain(preferred.filter_map(|term| term.get("podAffinityTerm")));
    terms
        .chain(list(&["topologySpreadConstraints"]))
        .filter_map(|term| term.get("topologyKey").and_then(Json::as_str))
        .collect()
}
