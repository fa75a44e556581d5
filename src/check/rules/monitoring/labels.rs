//! Which labels the series of an expression carry.

use std::collections::BTreeSet;

use promql_parser::parser::value::ValueType;
use promql_parser::parser::{AggregateExpr, BinaryExpr, Call, Expr, LabelModifier, VectorMatchCardinality};

use super::expressions::is_open;
use super::promql::{bare, is, metric};

/// The labels of an expression's series, as far as the expression tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Labels {
    /// These, and no others.
    Exactly(BTreeSet<String>),
    /// Those of a metric as it was scraped.
    OfMetric(String),
    Unknown,
}

pub fn labels(expr: &Expr) -> Labels {
    let expr = bare(expr);
    if expr.value_type() == ValueType::Scalar {
        return Labels::Exactly(BTreeSet::new());
    }
    match expr {
        Expr::Aggregate(aggregate) => of_aggregate(aggregate),
        Expr::Binary(binary) => of_binary(binary),
        Expr::Call(call) => of_call(call),
        Expr::Unary(unary) => labels(&unary.expr),
        Expr::Paren(paren) => labels(&paren.expr),
        Expr::Subquery(subquery) => labels(&subquery.expr),
        Expr::VectorSelector(selector) => of_metric(metric(selector)),
        Expr::MatrixSelector(range) => of_metric(metric(&range.vs)),
        Expr::NumberLiteral(_) | Expr::StringLiteral(_) | Expr::Extension(_) => Labels::Unknown,
    }
}

/// What rules have recorded may carry anything, and what is open as well.
fn of_metric(name: Option<&str>) -> Labels {
    match name.filter(|name| !name.contains(':') && !is_open(name)) {
        Some(name) => Labels::OfMetric(name.to_owned()),
        None => Labels::Unknown,
    }
}

fn of_aggregate(aggregate: &AggregateExpr) -> Labels {
    let op = aggregate.op.to_string();
    if ["topk", "bottomk", "limitk", "limit_ratio"].contains(&op.as_str()) {
        return labels(&aggregate.expr);
    }
    let mut kept = match &aggregate.modifier {
        None => BTreeSet::new(),
        Some(LabelModifier::Include(by)) => by.labels.iter().cloned().collect(),
        Some(LabelModifier::Exclude(without)) => match labels(&aggregate.expr) {
            Labels::Exactly(mut kept) => {
                kept.retain(|label| !without.labels.contains(label));
                kept
            }
            Labels::OfMetric(_) | Labels::Unknown => return Labels::Unknown,
        },
    };
    if op == "count_values" {
        let Some(Expr::StringLiteral(label)) = aggregate.param.as_deref() else { return Labels::Unknown };
        kept.insert(label.val.clone());
    }
    // What an inner aggregation dropped is not there to be kept.
    match labels(&aggregate.expr) {
        Labels::Exactly(inner) if op != "count_values" => Labels::Exactly(kept.intersection(&inner).cloned().collect()),
        Labels::Exactly(_) | Labels::OfMetric(_) | Labels::Unknown => Labels::Exactly(kept),
    }
}

fn of_binary(binary: &BinaryExpr) -> Labels {
    let is_vector = |expr: &Expr| expr.value_type() == ValueType::Vector;
    match (is_vector(&binary.lhs), is_vector(&binary.rhs)) {
        (true, false) => return labels(&binary.lhs),
        (false, true) => return labels(&binary.rhs),
        (false, false) | (true, true) => {}
    }
    if is(binary, "or") {
        let (lhs, rhs) = (labels(&binary.lhs), labels(&binary.rhs));
        return if lhs == rhs { lhs } else { Labels::Unknown };
    }
    if binary.op.is_set_operator() || binary.op.is_comparison_operator() && binary.modifier.is_none() {
        return labels(&binary.lhs);
    }
    let Some(modifier) = &binary.modifier else { return labels(&binary.lhs) };
    match (&modifier.card, &modifier.matching) {
        (VectorMatchCardinality::OneToOne, None) => labels(&binary.lhs),
        (VectorMatchCardinality::OneToOne, Some(LabelModifier::Include(on))) if !binary.op.is_comparison_operator() => {
            Labels::Exactly(on.labels.iter().cloned().collect())
        }
        (
            VectorMatchCardinality::OneToOne
            | VectorMatchCardinality::ManyToOne(_)
            | VectorMatchCardinality::OneToMany(_)
            | VectorMatchCardinality::ManyToMany,
            _,
        ) => Labels::Unknown,
    }
}

fn of_call(call: &Call) -> Labels {
    let last = call.args.args.last();
    match call.func.name {
        "vector" => Labels::Exactly(BTreeSet::new()),
        "absent" | "absent_over_time" | "label_replace" | "label_join" | "info" => Labels::Unknown,
        "histogram_quantile" => match last.map_or(Labels::Unknown, |last| labels(last)) {
            Labels::Exactly(mut kept) => {
                kept.remove("le");
                Labels::Exactly(kept)
            }
            other @ (Labels::OfMetric(_) | Labels::Unknown) => other,
        },
        _ => {
            let series = |arg: &&Expr| matches!(arg.value_type(), ValueType::Vector | ValueType::Matrix);
            call.args.args.iter().map(|arg| &**arg).find(series).map_or(Labels::Unknown, labels)
        }
    }
}
