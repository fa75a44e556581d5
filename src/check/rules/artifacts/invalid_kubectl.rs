//! Commands that `kubectl` does not have.

use crate::check::{Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::command::{OF_KUBECTL, calls, plain};
use super::text::Text;

pub const RULE: Rule = Rule {
    name: "invalid-kubectl",
    finds: "a command of `kubectl` that there never was, or no longer is",
    why: "It fails at the moment that the script was written for: mostly a roll-back.",
    instead: "`kubectl rollout undo` takes a workload back; `kubectl rollout restart` replaces its pods.",
    levels: Levels::always(Level::Deny),
    find,
};

/// Others may be plugins.
const MISSING: [(&str, &str); 6] = [
    ("rollback", "write `kubectl rollout undo`"),
    ("restart", "write `kubectl rollout restart`"),
    ("rolling-update", "write `kubectl rollout`"),
    ("stop", "write `kubectl delete`"),
    ("resize", "write `kubectl scale`"),
    ("run-container", "write `kubectl run`"),
];

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for text in Text::scripts(checked).chain(Text::workflows(checked)) {
        for (number, line) in text.logical_lines() {
            for words in calls(&line, "kubectl") {
                let first = plain(&words, &OF_KUBECTL).first().copied();
                if let Some((word, instead)) = MISSING.iter().find(|(word, _)| Some(*word) == first) {
                    let message = format!("`{}` runs `kubectl {word}`, which there is not (line {number})", text.path);
                    found.push(text.at(), message, *instead);
                }
            }
        }
    }
}
