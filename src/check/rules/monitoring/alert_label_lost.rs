//! Alerts whose text names a label that is not there.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use crate::check::object::get;
use crate::check::{Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::expressions::alerts;
use super::labels::{Labels, labels};

pub const RULE: Rule = Rule {
    name: "alert-label-lost",
    finds: "a text of an alert with a label that its expression has aggregated away",
    why: "`{{ $labels.pod }}` of a sum over all pods is empty: whoever is woken reads `Pod  is restarting` and does not know
which.",
    instead: "Keep the label when you aggregate: `sum by (namespace, pod) (…)`, or leave it out of the text.",
    levels: Levels::always(Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for (expression, expr) in alerts(checked) {
        let Labels::Exactly(kept) = labels(&expr) else { continue };
        for field in ["annotations", "labels"] {
            let texts = get(expression.json, &[field]).as_object().into_iter().flatten();
            for (key, text) in texts.filter_map(|(key, text)| Some((key, Json::as_str(text)?))) {
                for label in named(text).into_iter().filter(|label| !kept.contains(*label)) {
                    let message =
                        format!("{} names the label `{label}`, which its expression drops", expression.words());
                    let key_of_model = if key == "runbook_url" { "runbook" } else { key };
                    let at = expression.beside(&[field, key], key_of_model);
                    found.push(at, message, format!("aggregate by `{label}`, or leave it out"));
                }
            }
        }
    }
}

/// The labels that a text of a template names.
fn named(text: &str) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    for opening in ["$labels.", ".Labels."] {
        for rest in text.split(opening).skip(1) {
            let end = rest.find(|at: char| !at.is_ascii_alphanumeric() && at != '_').unwrap_or(rest.len());
            found.insert(&rest[..end]);
        }
    }
    found
}
