//! Replicas that a zone takes down.

use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::fleet::Fleet;
use super::no_spread::keys_spread_over;

pub const RULE: Rule = Rule {
    name: "spread-without-zones",
    finds: "in production, replicas that are kept apart by nodes, but not by zones",
    why: "All nodes that they run on may stand in one zone, which fails as a whole. Who keeps pods apart means them to
outlast a failure, and that of a zone is the one that the others do not cover.",
    instead: "Add `zones = \"prefer\"` to `spread`.",
    levels: Levels::in_prod(Level::Allow, Level::Warn),
    find,
};

const ZONES: [&str; 2] = ["topology.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/zone"];

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    let fleet = Fleet::of(checked);
    for kept in fleet.all.iter().filter(|kept| kept.fewest().is_some_and(|replicas| replicas > 1)) {
        let keys = keys_spread_over(&kept.pod);
        let is_pinned = kept.pod.spec(&["affinity", "nodeAffinity"]).to_string().contains(ZONES[0]);
        if keys.is_empty() || is_pinned || keys.iter().any(|key| ZONES.contains(key)) {
            continue;
        }
        let field = kept.pod.field(&["spec", "topologySpreadConstraints"]);
        let at = At::object(kept.item(), &field).from(&["spread", "zones"]).from(&["spread"]);
        found.push(at, format!("all pods of `{}` may run in one zone", kept.item().words), "add `zones` to `spread`");
    }
}
