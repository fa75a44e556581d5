//! Schedules that end without a word.

use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

pub const RULE: Rule = Rule {
    name: "cron-without-start-deadline",
    finds: "a CronJob that does not say how late it may start",
    why: "When more than a hundred runs were missed, since it was suspended say, it never starts again: with a deadline
only those within it are counted. kube-score finds the same. It takes long to come to that, so that this is allowed
unless `[lints]` say otherwise.",
    instead: "Set `start-within`, such as `start-within = \"10m\"`.",
    levels: Levels::always(Level::Allow),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for item in checked.objects.of_kind("CronJob") {
        if !item.get(&["spec", "startingDeadlineSeconds"]).is_number() {
            let at = At::object(item, &["spec", "startingDeadlineSeconds"]).from(&["start-within"]);
            found.push(at, format!("`{}` may start as late as it likes", item.words), "add `start-within`");
        }
    }
}
