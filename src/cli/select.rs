//! What `--only` selects.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Place, Report, suggestion};
use crate::emit::{Artifact, Object};
use crate::output::name;

/// The objects that any of the `KIND/NAME`s names, in their own order. One that names none is an error.
pub fn selected_objects<'o>(
    objects: &'o [Object],
    only: &[(&str, Place)],
    report: &mut Report,
) -> Option<Vec<&'o Object>> {
    let mut chosen = BTreeSet::new();
    for (pattern, place) in only {
        let Some((kind, wanted)) = pattern.split_once('/') else {
            report.push(
                Diagnostic::error("bad-selection", *place, "`--only` wants `KIND/NAME`")
                    .label("such as `deployment/web`"),
            );
            continue;
        };
        let named = |index: &usize| is_kind(&objects[*index], kind) && matches(wanted, &objects[*index].name);
        let found: Vec<usize> = (0..objects.len()).filter(named).collect();
        if found.is_empty() {
            report.push(no_match(pattern, &pattern.to_lowercase(), *place, objects.iter().map(short_name)));
        }
        chosen.extend(found);
    }
    (!report.has_errors()).then(|| chosen.into_iter().map(|index| &objects[index]).collect())
}

/// The one file of this path, with or without the folder that files stand in.
pub fn selected_file<'f>(files: &'f [Artifact], path: &str, place: Place, report: &mut Report) -> Option<&'f Artifact> {
    let inside = |file: &'f Artifact| file.path.strip_prefix("files/").unwrap_or(&file.path);
    let found = files.iter().find(|file| file.path == path || inside(file) == path);
    if found.is_none() {
        report.push(no_match(path, path, place, files.iter().map(|file| inside(file).to_owned())));
    }
    found
}

fn no_match(pattern: &str, word: &str, place: Place, known: impl Iterator<Item = String>) -> Diagnostic {
    let known: Vec<String> = known.collect();
    Diagnostic::error("no-match", place, format!("nothing is named `{pattern}`"))
        .label(suggestion(word, known.iter().map(String::as_str)))
}

/// Whether this is the object's kind, with its group (`deployment.apps`) or without.
fn is_kind(object: &Object, kind: &str) -> bool {
    let full = name(object);
    let with_group = full.split_once('/').map_or(full.as_str(), |(kind, _)| kind);
    object.kind.eq_ignore_ascii_case(kind) || with_group.eq_ignore_ascii_case(kind)
}

fn short_name(object: &Object) -> String {
    format!("{}/{}", object.kind.to_lowercase(), object.name)
}

/// `*` stands for any text, none included.
fn matches(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((start, rest)) => name.strip_prefix(start).is_some_and(|tail| {
            tail.char_indices().map(|(at, _)| &tail[at..]).chain([""]).any(|tail| matches(rest, tail))
        }),
    }
}
