//! Pods that wait for each other's volume.

use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::claims::for_one;
use super::fleet::Fleet;
use super::share::{Rounding, Share};

pub const RULE: Rule = Rule {
    name: "rwo-rolling-update",
    finds: "a Deployment that starts a second pod while a claim is mounted that one node alone may have",
    why: "On another node the second pod waits for the volume, and the first one stays until the second is ready: the
roll-out never ends. On the same node both write to the same files, which few programs bear.",
    instead:
        "Set `rollout.strategy = \"recreate\"` with one replica, or `controller = \"stateful-set\"`, where each pod has
a claim of its own.",
    levels: Levels::staged(Level::Warn, Level::Deny),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    let fleet = Fleet::of(checked);
    let claims = for_one(checked);
    for kept in fleet.all.iter().filter(|kept| matches!(kept.item().kind(), "Deployment" | "Rollout")) {
        let item = kept.item();
        let Some(claim) = kept.claims().find_map(|name| claims.get(&(item.namespace(), name))) else { continue };
        let Some(most) = kept.most() else { continue };
        let why = if most > 1 {
            format!("has up to {most} pods")
        } else if most == 1 && surges(kept) {
            "starts a new pod beside the old one".to_owned()
        } else {
            continue;
        };
        let message = format!("`{}` {why}, and one node alone may mount `{}`", item.words, claim.words);
        let at = At::object(item, &["spec", "strategy"]).from(&["rollout", "strategy"]).from(&["replicas"]);
        found.push(at, message, "`recreate` with one replica, or a StatefulSet");
    }
}

/// Whether a new version runs beside the old one for a while.
fn surges(kept: &super::fleet::Kept<'_>) -> bool {
    let item = kept.item();
    let strategy = item.get(&["spec", "strategy"]);
    if item.kind() == "Rollout" {
        return true;
    }
    let surge = strategy.get("rollingUpdate").and_then(|rolling| rolling.get("maxSurge")).and_then(Share::read);
    let recreates = strategy.get("type").and_then(serde_json::Value::as_str) == Some("Recreate");
    !recreates && surge.unwrap_or(Share::Percent(25)).of(1, Rounding::Up) > 0
}
