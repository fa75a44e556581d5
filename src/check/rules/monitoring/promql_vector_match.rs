//! Two metrics whose series do not find each other.

use promql_parser::parser::value::ValueType;
use promql_parser::parser::{BinaryExpr, VectorMatchCardinality};

use crate::check::{Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::expressions::expressions;
use super::labels::{Labels, labels};
use super::promql::{is, operations};

pub const RULE: Rule = Rule {
    name: "promql-vector-match",
    finds: "two sets of series joined by all their labels, although these differ",
    why: "Without `on` or `ignoring` Prometheus joins two series only if all their labels are alike. Where they are not, the
result is empty: the alert never fires, and nothing tells. Metrics of two different programs hardly ever carry the same
labels.",
    instead: "Name the labels that both have: `a < on (namespace, pod) b`; where one side has several series for one of the
other, with `group_left` or `group_right`.",
    levels: Levels::always(Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for (expression, expr) in expressions(checked) {
        for operation in operations(&expr) {
            if let Some(why) = apart(operation) {
                let message = format!("in {} the sides of `{}` {why}", expression.words(), operation.op);
                found.push(expression.at(), message, "name the labels that both have, by `on`");
            }
        }
    }
}

/// Why the sides of an operation do not find each other.
fn apart(operation: &BinaryExpr) -> Option<String> {
    let vectors = [&operation.lhs, &operation.rhs].iter().all(|side| side.value_type() == ValueType::Vector);
    let named = operation.modifier.as_ref().is_some_and(|modifier| {
        modifier.matching.is_some() || matches!(modifier.card, VectorMatchCardinality::ManyToOne(_))
    });
    if !vectors || named || is(operation, "or") {
        return None;
    }
    let words = |labels: &std::collections::BTreeSet<String>| match labels.len() {
        0 => "no label".to_owned(),
        _ => format!("`{}`", labels.iter().cloned().collect::<Vec<_>>().join("`, `")),
    };
    match (labels(&operation.lhs), labels(&operation.rhs)) {
        (Labels::Exactly(left), Labels::Exactly(right)) if left != right => {
            Some(format!("carry different labels: {} here, {} there", words(&left), words(&right)))
        }
        (Labels::Exactly(few), Labels::OfMetric(name)) | (Labels::OfMetric(name), Labels::Exactly(few)) => {
            Some(format!("carry different labels: {}, and all those of `{name}`", words(&few)))
        }
        (Labels::OfMetric(left), Labels::OfMetric(right)) if family(&left) != family(&right) => {
            Some(format!("are different metrics, `{left}` and `{right}`, joined by all their labels"))
        }
        (Labels::Exactly(_) | Labels::OfMetric(_) | Labels::Unknown, _) => None,
    }
}

/// Metrics of one program mostly begin alike.
fn family(metric: &str) -> &str {
    metric.split('_').next().unwrap_or(metric)
}
