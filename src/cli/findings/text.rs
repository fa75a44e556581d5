//! Findings as rustc draws them. What one line of the layers causes in many objects is told once.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::cli::report::drawn_as;
use crate::diagnostic::{Diagnostic, Place, Sources};
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

/// Findings of one rule at one place with one advice, in the order of their first; that is the gravest.
fn groups(told: &[Told]) -> Vec<Vec<&Told>> {
    let mut groups: Vec<Vec<&Told>> = Vec::new();
    let mut known: BTreeMap<(Place, &str, &str), usize> = BTreeMap::new();
    for told in told {
        let finding = &told.finding;
        match known.entry((finding.place, finding.rule, &finding.label)) {
            Entry::Occupied(index) => groups[*index.get()].push(told),
            Entry::Vacant(entry) => {
                entry.insert(groups.len());
                groups.push(vec![told]);
            }
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
        help.push(found_in(group));
    }
    let diagnostic = diagnostic.label(finding.label.clone());
    if help.is_empty() { diagnostic } else { diagnostic.help(help.join("; ")) }
}

/// `in prod; a warning in local`
fn found_in(group: &[&Told]) -> String {
    let gravest = group[0].level;
    let named = |grave: bool| {
        let mut names: Vec<&str> = Vec::new();
        let told = group.iter().filter(|told| (told.level == gravest) == grave);
        for environment in told.flat_map(|told| &told.environments) {
            if !names.contains(&environment.as_str()) {
                names.push(environment);
            }
        }
        names.join(", ")
    };
    match named(false) {
        none if none.is_empty() => format!("in {}", named(true)),
        milder => format!("in {}; a warning in {milder}", named(true)),
    }
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
