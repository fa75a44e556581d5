//! Alerts that are there twice.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::check::object::get;
use crate::check::{Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::expressions::{What, rules};

pub const RULE: Rule = Rule {
    name: "duplicate-alert",
    finds: "two alerts of one name and the same labels",
    why: "Alertmanager tells alerts apart by their labels, of which the name is one. Two with the same are one alert to it:
silencing the one silences the other, and each ends what the other has raised.",
    instead: "Give one of them another name, or labels of its own, such as another `severity`.",
    levels: Levels::always(Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    let mut seen: BTreeMap<(String, BTreeMap<&str, &str>), String> = BTreeMap::new();
    for expression in rules(checked).into_iter().filter(|expression| expression.what == What::Alert) {
        let labels = get(expression.json, &["labels"]).as_object().into_iter().flatten();
        let labels = labels.filter_map(|(key, value)| Some((key.as_str(), value.as_str()?))).collect();
        let own = expression.item.words.clone();
        match seen.entry((expression.name.clone(), labels)) {
            Entry::Vacant(free) => {
                free.insert(own);
            }
            Entry::Occupied(taken) => {
                let message = format!("{} is in `{}` already, with the same labels", expression.words(), taken.get());
                found.push(
                    expression.beside(&["alert"], "labels"),
                    message,
                    "give it another name, or labels of its own",
                );
            }
        }
    }
}
