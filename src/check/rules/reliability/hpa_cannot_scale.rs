//! Autoscalers without room.

use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

pub const RULE: Rule = Rule {
    name: "hpa-cannot-scale",
    finds: "an autoscaler whose minimum is its maximum",
    why: "It looks as if the load were taken care of, and nothing will ever happen.",
    instead: "Give it room, or write `replicas` and no `autoscale`.",
    levels: Levels::staged(Level::Allow, Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for scaler in checked.objects.of_kind("HorizontalPodAutoscaler") {
        let min = scaler.get(&["spec", "minReplicas"]).as_i64().unwrap_or(1);
        if scaler.get(&["spec", "maxReplicas"]).as_i64() == Some(min) {
            let at = At::object(scaler, &["spec", "maxReplicas"]).from(&["autoscale", "max"]);
            found.push(at, format!("`{}` keeps {min} pods, never more", scaler.words), "a higher `max`");
        }
    }
}
