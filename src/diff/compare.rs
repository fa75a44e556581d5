//! What differs between two lists of documents, and between two documents: field by field.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::document::Document;
use super::list::name;
use super::pair::pairs;
use super::path::{Path, Step};

/// A document that is not the same on both sides.
#[derive(Clone, Debug)]
pub struct Change<'d> {
    /// None: it was added.
    pub before: Option<&'d Document>,
    /// None: it was removed.
    pub after: Option<&'d Document>,
    /// What differs, where it stands on both sides.
    pub fields: Vec<Field<'d>>,
}

/// A field that differs. What was added or removed as a whole is one field.
#[derive(Clone, Debug, PartialEq)]
pub struct Field<'d> {
    pub path: Path,
    pub before: Option<&'d Json>,
    pub after: Option<&'d Json>,
}

/// The documents that differ: those of `after` in its order, then what was removed, in the order of `before`.
pub fn compare<'d>(before: &'d [Document], after: &'d [Document]) -> Vec<Change<'d>> {
    let pair = |(before, after): (Option<&'d Document>, Option<&'d Document>)| {
        let fields = match (before, after) {
            (Some(before), Some(after)) => fields(&before.json, &after.json),
            _ => Vec::new(),
        };
        let differs = !fields.is_empty() || before.is_none() || after.is_none();
        differs.then_some(Change { before, after, fields })
    };
    pairs(before, after).into_iter().filter_map(pair).collect()
}

/// The fields in which two documents differ.
pub fn fields<'d>(before: &'d Json, after: &'d Json) -> Vec<Field<'d>> {
    let mut found = Vec::new();
    value(before, after, &Path::default(), &mut found);
    found
}

fn value<'d>(before: &'d Json, after: &'d Json, path: &Path, found: &mut Vec<Field<'d>>) {
    match (before, after) {
        (Json::Object(old), Json::Object(new)) => {
            for (key, old) in old {
                let path = path.then(Step::Key(key.clone()));
                match new.get(key) {
                    Some(new) => value(old, new, &path, found),
                    None => found.push(Field { path, before: Some(old), after: None }),
                }
            }
            for (key, new) in new.iter().filter(|(key, _)| !old.contains_key(*key)) {
                found.push(Field { path: path.then(Step::Key(key.clone())), before: None, after: Some(new) });
            }
        }
        (Json::Array(old), Json::Array(new)) if old != new => list(old, new, path, found),
        _ if before == after => {}
        _ => found.push(Field { path: path.clone(), before: Some(before), after: Some(after) }),
    }
}

fn list<'d>(before: &'d [Json], after: &'d [Json], path: &Path, found: &mut Vec<Field<'d>>) {
    let key = path.0.iter().rev().find_map(|step| if let Step::Key(key) = step { Some(key.as_str()) } else { None });
    let key = key.unwrap_or_default();
    match (by_name(key, before), by_name(key, after)) {
        (Some(old), Some(new)) => {
            for (name, old) in &old {
                let path = path.then(Step::Element(name.to_string()));
                match new.get(name) {
                    Some(new) => value(old, new, &path, found),
                    None => found.push(Field { path, before: Some(old), after: None }),
                }
            }
            for (name, new) in new.iter().filter(|(name, _)| !old.contains_key(*name)) {
                let path = path.then(Step::Element(name.to_string()));
                found.push(Field { path, before: None, after: Some(new) });
            }
        }
        _ if before.iter().chain(after).any(Json::is_object) => by_content(before, after, path, found),
        _ if before.len() == after.len() => {
            for (index, (old, new)) in before.iter().zip(after).enumerate() {
                value(old, new, &path.then(Step::Index(index)), found);
            }
        }
        _ => {
            let whole = |side: &'d [Json], other: &'d [Json], at: usize| side.get(at).filter(|_| at >= other.len());
            // Values whose order matters: those both sides have by position, then the rest.
            for index in 0..before.len().max(after.len()) {
                let path = path.then(Step::Index(index));
                match (before.get(index), after.get(index)) {
                    (Some(old), Some(new)) => value(old, new, &path, found),
                    _ => found.push(Field {
                        path,
                        before: whole(before, after, index),
                        after: whole(after, before, index),
                    }),
                }
            }
        }
    }
}

/// The elements by what they are called; none where one has no name, or two have the same.
fn by_name<'j>(key: &str, list: &'j [Json]) -> Option<BTreeMap<Cow<'j, str>, &'j Json>> {
    let mut named = BTreeMap::new();
    for element in list {
        if named.insert(name(key, element)?, element).is_some() {
            return None;
        }
    }
    Some(named)
}

/// Tables without a name: those that both sides have say nothing, the others are compared in order.
fn by_content<'d>(before: &'d [Json], after: &'d [Json], path: &Path, found: &mut Vec<Field<'d>>) {
    let mut old: Vec<&Json> = before.iter().collect();
    let mut new: Vec<(usize, &Json)> = Vec::new();
    for (index, element) in after.iter().enumerate() {
        match old.iter().position(|other| *other == element) {
            Some(same) => drop(old.remove(same)),
            None => new.push((index, element)),
        }
    }
    let mut new = new.into_iter();
    for old in old {
        match new.next() {
            Some((index, new)) => value(old, new, &path.then(Step::Index(index)), found),
            None => {
                let index = before.iter().position(|element| element == old).unwrap_or_default();
                found.push(Field { path: path.then(Step::Index(index)), before: Some(old), after: None });
            }
        }
    }
    for (index, new) in new {
        found.push(Field { path: path.then(Step::Index(index)), before: None, after: Some(new) });
    }
}
