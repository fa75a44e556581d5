//! Alerts that do not say what they are about.

use crate::check::object::get;
use crate::check::{Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::expressions::{What, rules};

pub const RULE: Rule = Rule {
    name: "alert-without-summary",
    finds: "an alert with neither a summary nor a description",
    why: "Whoever is woken reads the name of the alert and a list of labels, and has to find the expression before knowing
what is broken.",
    instead: "Set `summary` to one line for people, and `description` to the whole story.",
    levels: Levels::staged(Level::Allow, Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for expression in rules(checked).into_iter().filter(|expression| expression.what == What::Alert) {
        let annotations = get(expression.json, &["annotations"]);
        if ["summary", "description", "message"].iter().all(|key| get(annotations, &[key]).as_str().is_none()) {
            let message = format!("{} says nothing to people", expression.words());
            found.push(expression.beside(&["annotations"], "summary"), message, "set `summary`");
        }
    }
}
