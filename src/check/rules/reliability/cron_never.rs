//! Schedules that never come.

use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::calendar::Days;

pub const RULE: Rule = Rule {
    name: "cron-never",
    finds: "a CronJob whose day is in no calendar",
    why:
        "A line such as `0 0 31 2 *` is legal, and there is no 31 February. The CronJob looks like any other, and never
runs.",
    instead:
        "Name a day that comes. The last day of each month is not sayable: run on the first, or look at the date in
the job itself.",
    levels: Levels::always(Level::Deny),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for item in checked.objects.of_kind("CronJob") {
        let Some(line) = item.get(&["spec", "schedule"]).as_str() else { continue };
        if Days::of(line).is_some_and(|days| !days.come()) {
            let message = format!("`{}` never runs: no day is `{line}`", item.words);
            found.push(At::object(item, &["spec", "schedule"]).from(&["cron"]), message, "a day that comes");
        }
    }
}
