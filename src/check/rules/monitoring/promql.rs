//! PromQL read, and ways through an expression.

use promql_parser::label::{METRIC_NAME, MatchOp};
use promql_parser::parser::{BinaryExpr, Expr, VectorSelector, parse};
use promql_parser::util::parse_duration;

/// An expression that is longer, or has more parts, is left alone: what people write is far below.
const LONGEST: usize = 8_000;
const MOST_PARTS: usize = 1_000;

/// Why an expression cannot be read, if it cannot; the reason is empty where that says nothing.
pub fn read(text: &str) -> Result<Expr, String> {
    if text.len() > LONGEST || has_odd_duration(text) {
        return Err(String::new());
    }
    parse(text).and_then(|expr| if all(&expr).len() > MOST_PARTS { Err(String::new()) } else { Ok(expr) })
}

/// Seconds of what a field of an object says, such as `5m`. Some of what is no duration the library panics at.
pub fn duration(text: &str) -> Option<f64> {
    let has_unit =
        text.starts_with(|at: char| at.is_ascii_digit()) && text.ends_with(|at: char| at.is_ascii_lowercase());
    has_unit.then(|| parse_duration(text).ok()).flatten().map(|duration| duration.as_secs_f64())
}

/// Whether a number stands for a duration that none can hold, such as `offset NaN`, at which the library panics.
fn has_odd_duration(text: &str) -> bool {
    let is_odd = |after: &str| {
        let after = after.trim_start_matches(|at: char| at.is_whitespace() || at == '+' || at == '-');
        let end = after.find(|at: char| !at.is_ascii_alphanumeric() && at != '.' && at != '_').unwrap_or(after.len());
        let word = &after[..end];
        let is_number = word.starts_with(|at: char| at.is_ascii_digit() || at == '.');
        let is_odd_number = is_number && (word.len() > 12 || word.contains(['e', 'x', '_']));
        ["nan", "inf"].contains(&word) || is_odd_number
    };
    // Keywords are read in any case.
    let lower = text.to_ascii_lowercase();
    let may =
        ["offset", "[", ":"].iter().flat_map(|opening| lower.match_indices(opening).map(|(at, _)| at + opening.len()));
    may.filter_map(|at| lower.get(at..)).any(is_odd)
}

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

#[cfg(test)]
mod tests {
    use super::{duration, read};

    #[test]
    fn no_text_makes_the_library_panic() {
        for text in
            ["x offset NaN", "x[Inf]", "x offset -1e300", "x[5m:NaN]", "x OFFSET inf", "x[0xffffffffffffffffffff]"]
        {
            assert_eq!(read(text), Err(String::new()), "{text}");
        }
        for text in ["-1", "NaN", "", "1e400", "é", "5", "m"] {
            assert_eq!(duration(text), None, "{text}");
        }
        assert!(read(&"(".repeat(100_000)).is_err());
    }

    #[test]
    fn recorded_series_and_offsets_are_read() {
        for text in ["a:nanny:rate5m offset 1h", "x[5m:1m] offset -1w", "rate(x[5m:])", "x[300]"] {
            assert!(read(text).is_ok(), "{text}: {:?}", read(text));
        }
    }
}
