//! Secrets in images.

use crate::check::{Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::super::configuration::of_name;
use super::dockerfile::Dockerfile;

pub const RULE: Rule = Rule {
    name: "dockerfile-secret",
    finds: "a Dockerfile with a password or a token in `ENV` or `ARG`",
    why: "It is part of the image: whoever may pull it reads it, and later layers do not take it out again.",
    instead: "Hand it over when the container starts. A build takes one with `RUN --mount=type=secret`.",
    levels: Levels::staged(Level::Warn, Level::Deny),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for dockerfile in Dockerfile::all(checked) {
        for instruction in &dockerfile.instructions {
            if !matches!(instruction.word.as_str(), "ENV" | "ARG") {
                continue;
            }
            for (name, value) in settings(&instruction.rest) {
                if of_name(name, value).is_some() {
                    let (path, line) = (dockerfile.text.path, instruction.line);
                    let message = format!("`{path}` holds `{name}` in the open (line {line})");
                    found.push(dockerfile.text.at(), message, "hand it over when the container starts");
                }
            }
        }
    }
}

/// `NAME=value …`, or the old form `NAME value`.
fn settings(rest: &str) -> Vec<(&str, &str)> {
    let first = rest.split_whitespace().next().unwrap_or_default();
    if !first.contains('=') {
        return rest.split_once(char::is_whitespace).map(|(name, value)| (name, value.trim())).into_iter().collect();
    }
    let words = rest.split_whitespace().filter_map(|word| word.split_once('='));
    words.map(|(name, value)| (name, value.trim_matches(['"', '\'']))).collect()
}
