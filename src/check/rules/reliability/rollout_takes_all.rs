//! Roll-outs that nobody outlasts.

use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::fleet::Fleet;
use super::rolling_unavailable::unavailable;

pub const RULE: Rule = Rule {
    name: "rollout-takes-all",
    finds: "a rolling roll-out that may take every pod behind a Service away at once",
    why: "`max-unavailable` counts pods, whatever their number: where there are no more than that, a new version takes
all old ones away before the first new one is ready, and nobody answers meanwhile.",
    instead: "Set `max-unavailable = 0` with a `max-surge` of one, or more replicas.",
    levels: Levels::staged(Level::Allow, Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    let fleet = Fleet::of(checked);
    for index in fleet.behind_services(checked) {
        let kept = &fleet.all[index];
        let Some((replicas, away)) = kept.fewest().zip(unavailable(kept)) else { continue };
        if replicas > 0 && away >= replicas {
            let words = &kept.item().words;
            let message = format!("a roll-out may take all {replicas} pods of `{words}` away at once");
            let message =
                if replicas == 1 { format!("a roll-out takes the one pod of `{words}` away") } else { message };
            let at = At::object(kept.item(), &["spec", "strategy", "rollingUpdate", "maxUnavailable"]);
            found.push(at.from(&["rollout", "max-unavailable"]), message, "0, with a `max-surge`");
        }
    }
}
