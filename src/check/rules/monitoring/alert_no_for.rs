//! Alerts that fire at once.

use promql_parser::parser::Expr;

use crate::check::object::get;
use crate::check::{Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::expressions::alerts;
use super::promql::{all, bare, duration, metric, selectors};

pub const RULE: Rule = Rule {
    name: "alert-no-for",
    finds: "an alert that fires at the first measurement",
    why: "One bad measurement, as after a restart or a lost scrape, raises the alert, and the next good one ends it. People
learn to ignore an alert that flaps.",
    instead: "Say how long it has to last: `for = \"5m\"`. An alert over a range of ten minutes or more, or
on a time that has gone by, is steady by itself, and is not found.",
    levels: Levels::staged(Level::Allow, Level::Warn),
    find,
};

/// Seconds.
const STEADY: f64 = 600.0;

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for (expression, expr) in alerts(checked) {
        let hold = get(expression.json, &["for"]).as_str().and_then(duration);
        if hold.unwrap_or_default() == 0.0 && !selectors(&expr).is_empty() && !is_steady(&expr) {
            let message = format!("{} fires at the first measurement", expression.words());
            found.push(expression.beside(&["for"], "for"), message, "say how long it has to last: `for = \"5m\"`");
        }
    }
}

/// What changes slowly by itself: a long range, a time that has gone by or is left, and other alerts.
fn is_steady(expr: &Expr) -> bool {
    let is_slow = |part: &Expr| match part {
        Expr::MatrixSelector(selector) => selector.range.as_secs_f64() >= STEADY,
        Expr::Subquery(subquery) => subquery.range.as_secs_f64() >= STEADY,
        Expr::Call(call) => call.func.name == "time",
        Expr::VectorSelector(selector) => metric(selector) == Some("ALERTS"),
        Expr::Binary(binary) => {
            let is_long = matches!(bare(&binary.rhs), Expr::NumberLiteral(number) if number.val >= STEADY);
            is_long && selectors(&binary.lhs).into_iter().filter_map(metric).any(|name| name.ends_with("_seconds"))
        }
        Expr::Aggregate(_)
        | Expr::Unary(_)
        | Expr::Paren(_)
        | Expr::NumberLiteral(_)
        | Expr::StringLiteral(_)
        | Expr::Extension(_) => false,
    };
    all(expr).into_iter().any(is_slow)
}
