//! Findings as rustc draws them. What one line of the layers causes in many objects is told once.

use crate::cli::report::drawn_as;
use crate::diagnostic::{Diagnostic, Sources};
use crate::model::lint::Level;

use super::Told;

/// So many objects are named; of more, the number.
const NAMED: usize = 6;

/// As coloured text.
pub fn text(told: &[Told], environments: &[String], sources: &Sources) -> String {
    let diagnostics: Vec<Diagnostic> =
        groups(told).into_iter().map(|group| diagnostic(&group, environments.len())).collect();
    drawn_as(&diagnostics, sources)
}

/// Findings of one rule at one place with one advice.
fn groups(told: &[Told]) -> Vec<Vec<&Told>> {
    let mut groups: Vec<Vec<&Told>> = Vec::new();
    for told in told {
        let same = |group: &&mut Vec<&Told>| {
            let first = group[0];
            first.finding.rule == told.finding.rule
                && first.finding.place == told.finding.place
                && first.finding.label == told.finding.label
                && first.level == told.level
        };
        // Sorted by place, so that a group's findings follow each other.
        match groups.last_mut().filter(same) {
            Some(group) => group.push(told),
            None => groups.push(vec![told]),
        }
    }
    groups
}

fn diagnostic(group: &[&Told], environments: usize) -> Diagnostic {
    let Told { level, finding, .. } = group[0];
    let message = finding.message.clone();
    let diagnostic = match level {
        Level::Deny => Diagnostic::error(finding.rule, finding.place, message),
        Level::Allow | Level::Warn => Diagnostic::warning(finding.rule, finding.place, message),
    };
    let mut help: Vec<String> = finding.help.iter().cloned().collect();
    help.extend(others(group));
    if environments > 1 {
        let mut named: Vec<&str> = Vec::new();
        for environment in group.iter().flat_map(|told| &told.environments) {
            if !named.contains(&environment.as_str()) {
                named.push(environment);
            }
        }
        help.push(format!("in {}", named.join(", ")));
    }
    let diagnostic = diagnostic.label(finding.label.clone());
    if help.is_empty() { diagnostic } else { diagnostic.help(help.join("; ")) }
}

/// The rest of a group, by their objects or by what is said of them.
fn others(group: &[&Told]) -> Option<String> {
    let mut rest: Vec<&str> = Vec::new();
    for told in &group[1..] {
        let words = told.finding.object.as_deref().unwrap_or(&told.finding.message);
        if !rest.contains(&words) && Some(words) != group[0].finding.object.as_deref() {
            rest.push(words);
        }
    }
    let more = rest.len().saturating_sub(NAMED);
    rest.truncate(NAMED);
    match (rest.len(), more) {
        (0, _) => None,
        (_, 0) => Some(format!("the same for {}", rest.join(", "))),
        (_, more) => Some(format!("the same for {} and {more} more", rest.join(", "))),
    }
}
