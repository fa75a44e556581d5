//! Rates of what goes up and down.

use promql_parser::parser::Expr;

use crate::check::{Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::expressions::expressions;
use super::promql::{all, metric};

pub const RULE: Rule = Rule {
    name: "rate-of-gauge",
    finds: "`rate`, `irate` or `increase` of a metric that is no counter, by its name",
    why: "These functions take each fall for a restart of the process and count from 0 again, so that a level that goes up
and down gives a number without meaning, and one far too high.",
    instead: "Use `deriv` or `delta` for a level, or `avg_over_time`.",
    levels: Levels::always(Level::Warn),
    find,
};

const LEVELS: [&str; 6] = ["_ratio", "_percent", "_celsius", "_level", "_utilization", "_connections"];

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for (expression, expr) in expressions(checked) {
        for part in all(&expr) {
            let Expr::Call(call) = part else { continue };
            let Some(Expr::MatrixSelector(range)) = call.args.args.first().map(|arg| &**arg) else { continue };
            let name = metric(&range.vs).filter(|name| LEVELS.iter().any(|ending| name.ends_with(ending)));
            if let Some(name) = name.filter(|_| ["rate", "irate", "increase"].contains(&call.func.name)) {
                let message =
                    format!("{} takes the `{}` of `{name}`, which is no counter", expression.words(), call.func.name);
                found.push(expression.at(), message, "use `deriv`, `delta` or `avg_over_time`");
            }
        }
    }
}
