//! Scripts that go on after a fault.

use crate::check::{Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::text::Text;

pub const RULE: Rule = Rule {
    name: "script-no-errexit",
    finds: "a shell script of several commands that goes on when one of them fails",
    why: "A shell takes the next line whatever became of the last. A deployment whose `kubectl apply` failed then says
that it is done, and a script that could not change its folder removes files in another.",
    instead: "Begin it with `set -euo pipefail` (in `sh`: `set -eu`).",
    levels: Levels::always(Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for script in Text::scripts(checked) {
        let lines = script.logical_lines();
        let shebang = script.text.lines().next().filter(|line| line.starts_with("#!")).unwrap_or_default();
        let by_shebang = shebang.split_whitespace().skip(1).any(|word| is_flag(word) && word.contains('e'));
        if !by_shebang && lines.len() > 1 && !lines.iter().any(|(_, line)| sets_errexit(line)) {
            let message = format!("`{}` goes on when a command fails", script.path);
            found.push(script.at(), message, "add `set -e` at its top");
        }
    }
}

fn sets_errexit(line: &str) -> bool {
    let mut words = line.split(|letter: char| letter.is_whitespace() || letter == ';').filter(|word| !word.is_empty());
    let is_set = words.next() == Some("set");
    is_set && words.any(|word| word == "errexit" || (is_flag(word) && word.contains('e')))
}

/// `-e`, `-euo`
fn is_flag(word: &str) -> bool {
    word.strip_prefix('-')
        .is_some_and(|flags| !flags.is_empty() && flags.bytes().all(|flag| flag.is_ascii_alphabetic()))
}
