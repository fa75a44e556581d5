//! Ways through a PromQL expression.

use promql_parser::label::{METRIC_NAME, MatchOp};
use promql_parser::parser::{BinaryExpr, Expr, VectorSelector};

/// What an expression is made of, one level down.
pub fn parts(expr: &Expr) -> Vec<&Expr> {
    match expr {
        Expr::Aggregate(aggregate) => aggregate.param.as_deref().into_iter().chain([&*aggregate.expr]).collect(),
        Expr::Unary(unary) => vec![&unary.expr],
        Expr::Binary(binary) => vec![&binary.lhs, &binary.rhs],
        Expr::Paren(paren) => vec![&paren.expr],
        Expr::Subquery(subquery) => vec![&subquery.expr],
        Expr::Call(call) => call.args.args.iter().map(|arg| &**arg).collect(),
        Expr::NumberLiteral(_)
        | Expr::StringLiteral(_)
        | Expr::VectorSelector(_)
        | Expr::MatrixSelector(_)
        | Expr::Extension(_) => Vec::new(),
    }
}

/// An expression and all that it is made of, from the outside in.
pub fn all(expr: &Expr) -> Vec<&Expr> {
    let mut found = vec![expr];
    let mut next = 0;
    while let Some(expr) = found.get(next) {
        let parts = parts(expr);
        found.extend(parts);
        next += 1;
    }
    found
}

/// Without the parentheses around it.
pub fn bare(expr: &Expr) -> &Expr {
    if let Expr::Paren(paren) = expr { bare(&paren.expr) } else { expr }
}

/// The series that an expression asks for, now or over a range.
pub fn selectors(expr: &Expr) -> Vec<&VectorSelector> {
    all(expr).into_iter().filter_map(selector).collect()
}

fn selector(expr: &Expr) -> Option<&VectorSelector> {
    if let Expr::VectorSelector(selector) = expr {
        return Some(selector);
    }
    if let Expr::MatrixSelector(range) = expr { Some(&range.vs) } else { None }
}

/// The name of the metric that a selector asks for, if it names one.
pub fn metric(selector: &VectorSelector) -> Option<&str> {
    let named = || {
        let mut matchers = selector.matchers.matchers.iter();
        matchers.find(|matcher| matcher.name == METRIC_NAME && matcher.op == MatchOp::Equal)
    };
    selector.name.as_deref().or_else(|| named().map(|matcher| matcher.value.as_str()))
}

/// The binary operations in an expression.
pub fn operations(expr: &Expr) -> Vec<&BinaryExpr> {
    all(expr).into_iter().filter_map(operation).collect()
}

fn operation(expr: &Expr) -> Option<&BinaryExpr> {
    if let Expr::Binary(binary) = expr { Some(binary) } else { None }
}

/// Whether an expression is a number, or worked out from numbers alone.
pub fn is_number(expr: &Expr) -> bool {
    matches!(bare(expr), Expr::NumberLiteral(_)) || (selectors(expr).is_empty() && !has_call(expr))
}

fn has_call(expr: &Expr) -> bool {
    all(expr).into_iter().any(|expr| matches!(expr, Expr::Call(_)))
}

/// `+`, `and`, `>=`
pub fn is(operation: &BinaryExpr, word: &str) -> bool {
    operation.op.to_string() == word
}
