//! Roll-outs that have no room.

use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::quantity::shown;
use super::used::{Used, quotas, times};

pub const RULE: Rule = Rule {
    name: "quota-blocks-rollout",
    finds: "a ResourceQuota that holds all workloads at their most, but not a new version of one beside them",
    why:
        "While a new version comes, there are more pods than otherwise: those of `max-surge`, and with blue-green all of
them twice. Without room for these the roll-out stands still until the load is lower, and may be given up meanwhile.",
    instead: "Raise the quota's `headroom`, or lower `max-surge`.",
    levels: Levels::staged(Level::Allow, Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    let used = Used::of(checked);
    for (quota, hard) in quotas(checked) {
        let Some(amounts) = used.by_namespace.get(&quota.namespace()) else { continue };
        for pod in used.pods.iter().filter(|pod| pod.surge > 0 && pod.item.namespace() == quota.namespace()) {
            let blocked = hard.iter().find_map(|(name, hard)| {
                let steady = *amounts.get(name)?;
                let more = times(*pod.each.get(name)?, pod.surge);
                let is_blocked = steady <= hard.amount && steady.saturating_add(more) > hard.amount;
                is_blocked.then(|| (hard.key, shown(name, more), shown(name, hard.amount - steady)))
            });
            let Some((key, more, room)) = blocked else { continue };
            let (words, quota) = (&pod.item.words, &quota.words);
            let message =
                format!("a new version of `{words}` needs {more} of `{key}`, and `{quota}` has room for {room}");
            let at = At::object(pod.item, &["spec", "strategy"]).from(&["rollout", "max-surge"]).from(&["rollout"]);
            found.push(at, message, "a larger quota, or a smaller surge");
        }
    }
}
