//! Counters read as if they were levels.

use std::collections::BTreeMap;

use promql_parser::parser::{BinaryExpr, Expr, VectorSelector};

use crate::check::{Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::expressions::{alerts, analyses};
use super::promql::{bare, is, is_number, metric, operations, parts, selectors};

pub const RULE: Rule = Rule {
    name: "counter-without-rate",
    finds: "an alert that compares a counter with a number",
    why:
        "A counter only grows, from the start of its process. Once it has passed the number it stays above, so that the
alert fires until the next restart, and then starts anew.",
    instead: "Compare how fast it grows: `rate(errors_total[5m])`, or `increase(errors_total[1h])`.",
    levels: Levels::always(Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for (expression, expr) in alerts(checked).chain(analyses(checked)) {
        let mut asked: BTreeMap<&str, usize> = BTreeMap::new();
        for name in selectors(&expr).into_iter().filter_map(metric) {
            *asked.entry(name).or_default() += 1;
        }
        for name in operations(&expr).into_iter().filter_map(compared) {
            // Asked for twice it may be compared with what it was before.
            if asked.get(name) == Some(&1) {
                let message = format!("{} compares the counter `{name}` with a number", expression.words());
                found.push(expression.at(), message, format!("compare `rate({name}[5m])`"));
            }
        }
    }
}

fn compared(operation: &BinaryExpr) -> Option<&str> {
    let counter = || raw(&operation.lhs).and_then(metric).filter(|name| is_counter(name));
    let is_threshold = is(operation, ">") || is(operation, ">=") || is(operation, "<") || is(operation, "<=");
    let zero = matches!(bare(&operation.rhs), Expr::NumberLiteral(number) if number.val == 0.0);
    (is_threshold && !zero && is_number(&operation.rhs)).then(counter).flatten()
}

/// Series that come in as they are, or added up.
fn raw(expr: &Expr) -> Option<&VectorSelector> {
    if let Expr::VectorSelector(selector) = bare(expr) {
        return Some(selector);
    }
    let Expr::Aggregate(aggregate) = bare(expr) else { return None };
    let keeps = ["sum", "max", "min", "avg"].contains(&aggregate.op.to_string().as_str());
    keeps.then(|| parts(bare(expr)).into_iter().find_map(raw)).flatten()
}

fn is_counter(name: &str) -> bool {
    !name.contains(':') && (name.ends_with("_total") || name.ends_with("_bucket"))
}
