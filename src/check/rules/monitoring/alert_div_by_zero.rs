//! Shares of a limit that there may not be.

use promql_parser::parser::Expr;

use crate::check::{Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::expressions::{alerts, analyses};
use super::promql::{bare, is, metric, operations, parts};

pub const RULE: Rule = Rule {
    name: "alert-div-by-zero",
    finds: "an alert or analysis that divides by a limit which is 0 where there is none",
    why: "cAdvisor reports the limit of a container without one as 0. Divided by it the share is infinite, so that the
alert fires for each such container, for ever.",
    instead: "Divide by the limits that there are: `/ (container_spec_memory_limit_bytes > 0)`.",
    levels: Levels::always(Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for (expression, expr) in alerts(checked).chain(analyses(checked)) {
        for division in operations(&expr).into_iter().filter(|operation| is(operation, "/") || is(operation, "%")) {
            if let Some(limit) = unguarded(&division.rhs) {
                let message =
                    format!("{} divides by `{limit}`, which is 0 where there is no limit", expression.words());
                found.push(expression.at(), message, format!("write `/ ({limit} > 0)`"));
            }
        }
    }
}

/// A limit that no comparison keeps from being 0.
fn unguarded(expr: &Expr) -> Option<&str> {
    if let Expr::VectorSelector(selector) = bare(expr) {
        return metric(selector).filter(|name| may_be_zero(name));
    }
    if matches!(bare(expr), Expr::Binary(binary) if binary.op.is_comparison_operator()) {
        return None;
    }
    parts(expr).into_iter().find_map(unguarded)
}

fn may_be_zero(name: &str) -> bool {
    name.starts_with("container_spec_") && (name.ends_with("_limit_bytes") || name.ends_with("_quota"))
}
