//! Expressions that Prometheus cannot read.

use crate::check::{Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::expressions::all;

pub const RULE: Rule = Rule {
    name: "bad-promql",
    finds: "an expression of an alert, a recorded series, an analysis or a panel that is no PromQL",
    why: "The Prometheus operator refuses the whole rule object, or Prometheus drops the group: none of its alerts is ever
raised, and nobody is told. An analysis ends with an error, and the roll-out is taken back.",
    instead: "Mend the expression; the finding says what Prometheus would say. `promtool check rules` and the expression
browser of Prometheus read it the same way.",
    levels: Levels::always(Level::Deny),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for expression in all(checked) {
        if let Err(why) = &expression.parsed
            && !why.is_empty()
        {
            let why = why.replace('\'', "`");
            let message = format!("the expression of {} is no PromQL: {why}", expression.words());
            found.push(expression.at(), message, "mend it");
        }
    }
}
