//! Canaries that get more than their share.

use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::fleet::Fleet;

pub const RULE: Rule = Rule {
    name: "canary-weight-granularity",
    finds: "a canary whose weight is less than one pod",
    why:
        "Where nothing splits the traffic, a weight is a number of pods, and there is no part of a pod: a tenth of three
pods is one of four, a quarter of all requests. What was meant to be tried on few is tried on many.",
    instead: "Have as many replicas as the smallest weight needs, or begin with a larger weight.",
    levels: Levels::staged(Level::Allow, Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    let fleet = Fleet::of(checked);
    for kept in fleet.all.iter().filter(|kept| kept.item().kind() == "Rollout") {
        let item = kept.item();
        let canary = item.get(&["spec", "strategy", "canary"]);
        let pods = kept.fewest().filter(|pods| *pods > 0 && canary.get("trafficRouting").is_none());
        let (Some(pods), Some(steps)) = (pods, canary.get("steps").and_then(|steps| steps.as_array())) else {
            continue;
        };
        for (index, step) in steps.iter().enumerate() {
            let weight = step.get("setWeight").and_then(serde_json::Value::as_i64).unwrap_or(0);
            if weight <= 0 || weight.saturating_mul(pods) >= 100 {
                continue;
            }
            let (share, needed) = (100 / (pods + 1), (100 + weight - 1) / weight);
            let words = &item.words;
            let message =
                format!("a weight of {weight} is one pod beside the {pods} of `{words}`, {share} percent of all");
            let index = index.to_string();
            let at = At::object(item, &["spec", "strategy", "canary", "steps", &index, "setWeight"]);
            found.push(
                at.from(&["rollout", "steps", &index]),
                message,
                format!("{needed} replicas, or a larger weight"),
            );
        }
    }
}
