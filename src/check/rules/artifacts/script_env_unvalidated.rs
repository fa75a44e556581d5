//! Scripts that take any word for an environment.

use std::collections::BTreeSet;

use crate::check::{Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::command::calls;
use super::text::Text;

pub const RULE: Rule = Rule {
    name: "script-env-unvalidated",
    finds: "a script that makes a namespace or a folder to apply from its first argument, and takes any word for it",
    why: "`./deploy.sh prdo` then makes a namespace `shop-prdo`, and fills it. That an argument is there is no check of
what it is.",
    instead: "Compare it with the environments there are, as the built-in `scripts/k8s-deploy.sh` does: a `case` with
one line each.",
    levels: Levels::always(Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for script in Text::scripts(checked) {
        let lines = script.logical_lines();
        let mut taken: BTreeSet<&str> = BTreeSet::new();
        for (_, line) in &lines {
            if let Some((name, value)) = assignment(line)
                && (is_first_argument(value) || names_any(value, &taken))
            {
                taken.insert(name);
            }
        }
        let uses = |line: &str| {
            let commands = ["kubectl", "helm"].into_iter().flat_map(|command| calls(line, command));
            commands.flatten().any(|word| names_any(word, &taken) || is_first_argument(word))
        };
        let is_compared = lines.iter().any(|(_, line)| compares(line, &taken));
        if let Some((number, _)) = lines.iter().find(|(_, line)| !is_compared && uses(line)) {
            let message = format!("`{}` takes any word for an environment (line {number})", script.path);
            found.push(script.at(), message, "compare its argument with the environments there are");
        }
    }
}

/// `NAME=value`, a whole line or the first word of one.
fn assignment(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.trim().split_once('=')?;
    let name = name.rsplit(' ').next().filter(|_| !name.contains("if ") && !name.contains('['))?;
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    is_name.then_some((name, value))
}

fn is_first_argument(text: &str) -> bool {
    ["$1", "${1}", "${1:-", "${1-", "${1:?", "${1?"].iter().any(|form| text.contains(form))
}

fn names_any(text: &str, names: &BTreeSet<&str>) -> bool {
    text.split('$').skip(1).any(|rest| {
        let rest = rest.strip_prefix('{').unwrap_or(rest);
        let end = rest.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
        names.contains(&rest[..end.unwrap_or(rest.len())])
    })
}

/// A `case`, a pattern, a list of words, or a comparison with one: any look at what the argument is.
fn compares(line: &str, taken: &BTreeSet<&str>) -> bool {
    let names = names_any(line, taken) || is_first_argument(line);
    let equal = ["=~", "==", "!=", " = ", "grep "].iter().any(|sign| line.contains(sign));
    let with_nothing = line.contains("\"\"") || line.contains("''");
    names && (line.trim_start().starts_with("case ") || (equal && !with_nothing))
}
