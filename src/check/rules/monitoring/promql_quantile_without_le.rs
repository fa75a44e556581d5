//! Quantiles whose buckets were added up.

use crate::check::{Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::expressions::expressions;
use super::labels::{Labels, labels};
use super::promql::{metric, selectors};
use super::promql_quantile_no_rate::quantiles;

pub const RULE: Rule = Rule {
    name: "promql-quantile-without-le",
    finds: "`histogram_quantile` of an aggregation that drops the label `le`",
    why:
        "The label `le` tells the buckets of a histogram apart. Without it there is nothing to work a quantile out from:
the result is empty, and the alert never fires.",
    instead: "Keep `le` when you aggregate: `sum by (le) (…)`.",
    levels: Levels::always(Level::Deny),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for (expression, expr) in expressions(checked) {
        for buckets in quantiles(&expr) {
            let has_buckets =
                selectors(buckets).into_iter().filter_map(metric).any(|metric| metric.ends_with("_bucket"));
            let Labels::Exactly(kept) = labels(buckets) else { continue };
            if has_buckets && !kept.contains("le") {
                let message =
                    format!("{} takes a quantile of buckets that have lost the label `le`", expression.words());
                found.push(expression.at(), message, "keep `le` when you aggregate");
            }
        }
    }
}
