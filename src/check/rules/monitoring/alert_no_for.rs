//! Alerts that fire at once.

use std::time::Duration;

use promql_parser::parser::Expr;
use promql_parser::util::parse_duration;

use crate::check::object::get;
use crate::check::{Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::expressions::{What, readable};
use super::promql::{all, selectors};

pub const RULE: Rule = Rule {
    name: "alert-no-for",
    finds: "an alert that fires at the first measurement",
    why: "One bad measurement, as after a restart or a lost scrape, raises the alert, and the next good one ends it. People
learn to ignore an alert that flaps.",
    instead: "Say how long it has to last: `for = \"5m\"`. An alert over a range of ten minutes or more is steady by
itself, and is not found.",
    levels: Levels::staged(Level::Allow, Level::Warn),
    find,
};

const STEADY: Duration = Duration::from_secs(600);

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for (expression, expr) in readable(checked).filter(|(expression, _)| expression.what == What::Alert) {
        let hold = get(expression.json, &["for"]).as_str().and_then(|hold| parse_duration(hold).ok());
        if hold.unwrap_or_default().is_zero() && !selectors(&expr).is_empty() && !is_steady(&expr) {
            let message = format!("{} fires at the first measurement", expression.words());
            found.push(expression.beside(&["for"], "for"), message, "say how long it has to last: `for = \"5m\"`");
        }
    }
}

fn is_steady(expr: &Expr) -> bool {
    let range = |expr: &Expr| {
        if let Expr::MatrixSelector(selector) = expr {
            return Some(selector.range);
        }
        if let Expr::Subquery(subquery) = expr { Some(subquery.range) } else { None }
    };
    all(expr).into_iter().filter_map(range).any(|range| range >= STEADY)
}
