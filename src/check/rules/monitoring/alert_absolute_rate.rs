//! Alerts on a number of errors, whatever the traffic.

use std::collections::BTreeSet;

use promql_parser::label::{MatchOp, Matcher};
use promql_parser::parser::{BinaryExpr, Expr};

use crate::check::{Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::expressions::alerts;
use super::promql::{all, is, is_number, metric, operations, selectors};

pub const RULE: Rule = Rule {
    name: "alert-absolute-rate",
    finds: "an alert on so many failed requests a second, without one on their share of all requests",
    why: "A fixed number of errors a second says little: on a busy day it is a share that nobody notices, at night it may be
every request. The alert wakes people for nothing and sleeps through an outage. Google's workbook on service levels
measures the share.",
    instead: "Divide by the rate of all requests: `sum(rate(requests_total{status=~\"5..\"}[5m])) /
sum(rate(requests_total[5m])) > 0.01`, beside the alert or in its place.",
    levels: Levels::staged(Level::Allow, Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    let alerts: Vec<_> = alerts(checked).collect();
    let shares = alerts.iter().flat_map(|(_, expr)| operations(expr)).filter(|operation| is(operation, "/"));
    let measured: BTreeSet<&str> = shares.flat_map(|share| selectors(&share.rhs)).filter_map(metric).collect();
    for (expression, expr) in &alerts {
        let failures = operations(expr).into_iter().find_map(absolute);
        if let Some(name) = failures.filter(|name| !measured.contains(name)) {
            let message = format!("{} counts failures of `{name}` a second, whatever the traffic", expression.words());
            found.push(expression.at(), message, "divide by the rate of all requests");
        }
    }
}

/// The metric whose failures are compared with a number.
fn absolute(operation: &BinaryExpr) -> Option<&str> {
    if !operation.op.is_comparison_operator() || operations(&operation.lhs).into_iter().any(|inner| is(inner, "/")) {
        return None;
    }
    let is_rated = all(&operation.lhs)
        .into_iter()
        .any(|expr| matches!(expr, Expr::Call(call) if ["rate", "irate"].contains(&call.func.name)));
    let mut failing =
        selectors(&operation.lhs).into_iter().filter(|selector| selector.matchers.matchers.iter().any(fails));
    let zero = matches!(&*operation.rhs, Expr::NumberLiteral(number) if number.val == 0.0);
    (is_rated && is_number(&operation.rhs) && !zero).then(|| failing.find_map(metric)).flatten()
}

/// Whether a matcher picks the failures out of all.
fn fails(matcher: &Matcher) -> bool {
    let status = ["status", "code", "status_code", "http_status_code", "http_response_status_code", "response_code"];
    let outcome = ["outcome", "result", "status"];
    match matcher.op {
        MatchOp::Equal | MatchOp::Re(_) => {
            (status.contains(&matcher.name.as_str()) && matcher.value.starts_with('5'))
                || (outcome.contains(&matcher.name.as_str())
                    && ["error", "server_error", "failure", "failed"].contains(&matcher.value.to_lowercase().as_str()))
        }
        MatchOp::NotEqual | MatchOp::NotRe(_) => false,
    }
}
