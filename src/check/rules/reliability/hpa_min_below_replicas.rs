//! Autoscalers that go below what was asked for.

use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::autoscaled::autoscaled;

pub const RULE: Rule = Rule {
    name: "hpa-min-below-replicas",
    finds: "an autoscaler whose minimum is below the number of replicas that is written beside it",
    why: "With an autoscaler `replicas` says nothing: in a quiet hour there are fewer pods than somebody wrote, and the
failure of a node takes more of them.",
    instead: "Set `autoscale.min` to the number that is wanted, or take `replicas` out.",
    levels: Levels::staged(Level::Allow, Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for scaled in autoscaled(checked).filter(|scaled| i64::from(scaled.autoscale.min) < scaled.replicas) {
        let (min, replicas) = (scaled.autoscale.min, scaled.replicas);
        let message = format!("`{}` goes down to {min}, and `replicas` says {replicas}", scaled.item.words);
        let at = At::object(scaled.item, &["spec", "minReplicas"]).from(&["autoscale", "min"]);
        found.push(at, message, format!("{replicas}, or no `replicas`"));
    }
}
