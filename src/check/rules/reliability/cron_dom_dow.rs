//! Schedules that come more often than they seem to.

use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::calendar::Days;

pub const RULE: Rule = Rule {
    name: "cron-dom-dow",
    finds: "a cron line with both a day of the month and a weekday",
    why: "Such a line means either, not both: `0 3 1-7 * sun` looks like the first Sunday of each month, and runs on
every Sunday and on each of the first seven days.",
    instead: "Say one of the two, and look at the other in the job itself: `[ \"$(date +%u)\" = 7 ] || exit 0`.",
    levels: Levels::always(Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for item in checked.objects.of_kind("CronJob") {
        let Some(line) = item.get(&["spec", "schedule"]).as_str() else { continue };
        if Days::of(line).is_some_and(|days| days.either()) {
            let message =
                format!("`{}` runs when either the day of the month or the weekday of `{line}` comes", item.words);
            found.push(At::object(item, &["spec", "schedule"]).from(&["cron"]), message, "say one of the two");
        }
    }
}
