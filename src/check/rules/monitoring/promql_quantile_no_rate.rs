//! Quantiles of counters since the beginning.

use promql_parser::parser::Expr;

use crate::check::{Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::expressions::expressions;
use super::promql::{all, metric, selectors};

pub const RULE: Rule = Rule {
    name: "promql-quantile-no-rate",
    finds: "`histogram_quantile` of buckets without `rate`",
    why: "The buckets of a histogram are counters: they count from the start of the process. A quantile of them is that of
its whole life, so that it hardly moves when requests become slow, and jumps when a pod restarts. Of a metric that is no
bucket at all there is no quantile.",
    instead: "Take the rate of the buckets, and keep `le`: `histogram_quantile(0.99, sum by (le)
(rate(request_seconds_bucket[5m])))`.",
    levels: Levels::always(Level::Deny),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for (expression, expr) in expressions(checked) {
        for buckets in quantiles(&expr) {
            if let Some(name) = unrated(buckets) {
                let message = format!("{} takes a quantile of `{name}` without `rate`", expression.words());
                found.push(expression.at(), message, format!("write `{}`", mended(name)));
            }
        }
    }
}

/// What `histogram_quantile` is asked of.
pub fn quantiles(expr: &Expr) -> Vec<&Expr> {
    all(expr).into_iter().filter_map(quantile).collect()
}

fn quantile(expr: &Expr) -> Option<&Expr> {
    let Expr::Call(call) = expr else { return None };
    let buckets = call.args.args.get(1).filter(|_| call.func.name == "histogram_quantile")?;
    Some(buckets)
}

/// The metric, if nothing is asked for over a range. What was recorded may be a rate already.
fn unrated(expr: &Expr) -> Option<&str> {
    let is_rated = all(expr).into_iter().any(|expr| matches!(expr, Expr::MatrixSelector(_)));
    let names = selectors(expr).into_iter().map(metric);
    (!is_rated).then(|| names.flatten().find(|name| !name.contains(':'))).flatten()
}

fn mended(name: &str) -> String {
    let bucket = if name.ends_with("_bucket") { "" } else { "_bucket" };
    format!("sum by (le) (rate({name}{bucket}[5m]))")
}
