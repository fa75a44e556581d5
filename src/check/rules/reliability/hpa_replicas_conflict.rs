//! Numbers of pods that two parties set.

use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::fleet::Fleet;

pub const RULE: Rule = Rule {
    name: "hpa-replicas-conflict",
    finds: "a number of replicas beside an autoscaler that sets it",
    why: "Each time the object is applied, the number goes back to what is written, however high the load is, and the
autoscaler needs its time to bring it up again. Where both come from the model, `replicas` is left out; this one came
from a patch or from a raw object.",
    instead: "Leave `replicas` out of what is laid over the object.",
    levels: Levels::staged(Level::Warn, Level::Deny),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    let fleet = Fleet::of(checked);
    for kept in &fleet.all {
        let item = kept.item();
        let (Some(scaler), Some(replicas)) = (kept.autoscaler, item.get(&["spec", "replicas"]).as_i64()) else {
            continue;
        };
        let message = format!("`{}` has {replicas} replicas, which `{}` sets as well", item.words, scaler.words);
        found.push(At::object(item, &["spec", "replicas"]), message, "leave it to the autoscaler");
    }
}
