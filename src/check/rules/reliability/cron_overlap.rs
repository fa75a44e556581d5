//! Runs that pile up.

use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

pub const RULE: Rule = Rule {
    name: "cron-overlap",
    finds: "a CronJob whose runs may overlap, and may take for ever",
    why:
        "When a run takes longer than the time to the next one, both go on. One that hangs is joined by another at each
turn, until the cluster has no room or the database no connection left.",
    instead: "Leave `concurrency` out, which forbids it, or set `deadline`.",
    levels: Levels::staged(Level::Allow, Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for item in checked.objects.of_kind("CronJob") {
        let overlaps = matches!(item.get(&["spec", "concurrencyPolicy"]).as_str(), None | Some("Allow"));
        let deadline = item.get(&["spec", "jobTemplate", "spec", "activeDeadlineSeconds"]);
        if overlaps && !deadline.is_number() {
            let message = format!("runs of `{}` may overlap, and none has to end", item.words);
            let at = At::object(item, &["spec", "concurrencyPolicy"]).from(&["concurrency"]);
            found.push(at, message, "forbid it, or add `deadline`");
        }
    }
}
