//! Autoscalers that were meant for a larger environment.

use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::autoscaled::autoscaled;

pub const RULE: Rule = Rule {
    name: "hpa-min-above-env",
    finds: "below production, an autoscaler whose minimum is above the number of replicas that is written beside it",
    why: "With an autoscaler `replicas` says nothing: where a layer sets fewer replicas to save room, the autoscaler of
another layer starts as many as in production.",
    instead: "Take it out here, `autoscale.enabled = false`, or set `autoscale.min` for this environment.",
    levels: Levels::in_prod(Level::Warn, Level::Allow),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for scaled in autoscaled(checked).filter(|scaled| i64::from(scaled.autoscale.min) > scaled.replicas) {
        let (min, replicas) = (scaled.autoscale.min, scaled.replicas);
        let message = format!("`{}` keeps {min} pods, and `replicas` says {replicas}", scaled.item.words);
        let at = At::object(scaled.item, &["spec", "minReplicas"]).from(&["autoscale", "min"]);
        found.push(at, message, format!("{replicas}, or no `replicas`"));
    }
}
