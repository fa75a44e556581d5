//! Analyses that fail where nothing has been measured.

use promql_parser::parser::{Expr, LabelModifier};

use crate::check::object::get;
use crate::check::{Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::expressions::{Expression, analyses};
use super::promql::{all, is, operations};

pub const RULE: Rule = Rule {
    name: "analysis-without-data",
    finds: "an analysis whose conditions do not say what holds when nothing was measured",
    why: "A new version, or a preview that nobody uses yet, has no requests. A share of none is `NaN`, which meets no
condition; a sum of no series is an empty list, of which `result[0]` is an error. Either way the roll-out is taken back,
although nothing is wrong.",
    instead:
        "Say it in the condition: `len(result) == 0 || isNaN(result[0]) || result[0] >= 0.99`; or give the query a value
for nothing: `… or vector(1)`.",
    levels: Levels::always(Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for (expression, expr) in analyses(checked) {
        if let Some(why) = unsaid(&expression, &expr) {
            let message = format!("{} {why}", expression.words());
            found.push(condition(&expression), message, "say what holds then");
        }
    }
}

fn condition<'c>(expression: &Expression<'c>) -> crate::check::At<'c> {
    let is_success = get(expression.json, &["successCondition"]).is_string();
    let (field, key) = if is_success { ("successCondition", "success") } else { ("failureCondition", "failure") };
    expression.beside(&[field], key)
}

/// What the conditions leave open.
fn unsaid(expression: &Expression<'_>, expr: &Expr) -> Option<&'static str> {
    let conditions = ["successCondition", "failureCondition"].map(|key| get(expression.json, &[key]).as_str());
    let success = conditions[0].unwrap_or_default();
    let says = |word: &str| conditions.iter().flatten().any(|condition| condition.contains(word));
    let is_divided = operations(expr).into_iter().any(|operation| is(operation, "/"));
    // What fails to succeed is a failure; what fails to fail is none, so that `NaN` does no harm there.
    if is_divided && !success.is_empty() && !says("isNaN") {
        return Some("divides, and its condition does not say what holds for `NaN`");
    }
    let reads = says("result[") && !says("len(result)") && !says("default(");
    (reads && may_be_empty(expr)).then_some("may find no series, and its condition reads `result[0]`")
}

/// Whether there may be no series at all.
fn may_be_empty(expr: &Expr) -> bool {
    let is_constant =
        |expr: &Expr| matches!(expr, Expr::Call(call) if ["vector", "scalar", "time"].contains(&call.func.name));
    let is_grouped = |expr: &Expr| matches!(expr, Expr::Aggregate(aggregate) if matches!(aggregate.modifier, Some(LabelModifier::Include(_))));
    let has_other = operations(expr)
        .into_iter()
        .any(|operation| is(operation, "or") && all(&operation.rhs).into_iter().any(is_constant));
    !has_other && !is_constant(expr) && !is_grouped(expr)
}
