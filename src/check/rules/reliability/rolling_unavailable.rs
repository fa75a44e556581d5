//! Roll-outs with fewer pods than wanted.

use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::fleet::{Fleet, Kept};
use super::share::{Rounding, Share};

pub const RULE: Rule = Rule {
    name: "rolling-unavailable",
    finds: "a rolling roll-out behind a Service with fewer pods than there are otherwise",
    why: "While it goes on, the others have more to do than usual. That is a choice between room and speed, and allowed
unless `[lints]` say otherwise; what is called zero downtime keeps all pods.",
    instead: "Set `max-unavailable = 0` with a `max-surge`.",
    levels: Levels::always(Level::Allow),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    let fleet = Fleet::of(checked);
    for index in fleet.behind_services(checked) {
        let kept = &fleet.all[index];
        if let Some(away) = unavailable(kept).filter(|away| *away > 0) {
            let message = format!("a roll-out may take {away} of the pods of `{}` away at a time", kept.item().words);
            let at = At::object(kept.item(), &["spec", "strategy", "rollingUpdate", "maxUnavailable"]);
            found.push(at.from(&["rollout", "max-unavailable"]), message, "0, with a `max-surge`");
        }
    }
}

/// How many pods a Deployment's roll-out may take away before others are ready, at its fewest.
pub fn unavailable(kept: &Kept<'_>) -> Option<i64> {
    let item = kept.item();
    if item.kind() != "Deployment" || item.get(&["spec", "strategy", "type"]).as_str() == Some("Recreate") {
        return None;
    }
    let rolling = item.get(&["spec", "strategy", "rollingUpdate"]);
    let share = |key: &str| rolling.get(key).and_then(Share::read).unwrap_or(Share::Percent(25));
    let pods = kept.fewest()?;
    let away = share("maxUnavailable").of(pods, Rounding::Down);
    // With neither one more nor one less nothing would ever happen: one less it is.
    let nothing_moves = away == 0 && share("maxSurge").of(pods, Rounding::Up) == 0;
    Some(if nothing_moves { 1 } else { away })
}
