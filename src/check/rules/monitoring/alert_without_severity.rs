//! Alerts that nobody can tell the weight of.

use crate::check::object::get;
use crate::check::{Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::expressions::{What, rules};

pub const RULE: Rule = Rule {
    name: "alert-without-severity",
    finds: "an alert without a label `severity`",
    why:
        "Alertmanager routes by labels, and by custom by this one: who is woken, and who reads of it in the morning. An
alert without it goes wherever the last route leads.",
    instead: "Set `severity`, such as `critical`, `warning` or `info`.",
    levels: Levels::staged(Level::Allow, Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for expression in rules(checked).into_iter().filter(|expression| expression.what == What::Alert) {
        let severity = get(expression.json, &["labels", "severity"]).as_str().unwrap_or_default();
        if severity.is_empty() {
            let message = format!("{} has no severity", expression.words());
            found.push(expression.beside(&["labels"], "severity"), message, "set `severity`");
        }
    }
}
