//! A change taken apart into the single values that it touches, so that a table which came as a whole says no less than
//! its fields would.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::Context;
use super::policy::Traffic;
use crate::diff::compare::Field;
use crate::diff::document::Document;
use crate::diff::path::{Path, Step};

/// A value, or an empty table or list, that is not the same on both sides.
pub struct Leaf<'c> {
    pub path: Path,
    pub before: Option<&'c Json>,
    pub after: Option<&'c Json>,
    /// The change that it is part of.
    pub field: &'c Field<'c>,
    /// Of that change.
    pub is_first: bool,
    /// The whole documents.
    pub old: &'c Json,
    pub new: &'c Json,
    pub namespace: Option<&'c str>,
    pub context: &'c Context<'c>,
    pub traffic: &'c Traffic,
}

impl Leaf<'_> {
    /// As `Path::keys`, whose elements of lists are `[]`.
    pub fn keys(&self) -> Vec<&str> {
        self.path.keys()
    }

    /// Whether there is something on both sides at the first steps of the path.
    pub fn stays(&self, steps: usize) -> bool {
        let path = Path(self.path.0[..steps.min(self.path.0.len())].to_vec());
        path.find(self.old).is_some() && path.find(self.new).is_some()
    }

    /// Whether it says `yes` now and did not.
    pub fn becomes(&self, yes: &Json) -> bool {
        self.after == Some(yes) && self.before != Some(yes)
    }

    /// Whether it differs still when the server has filled in its default.
    pub fn differs(&self, default: &str) -> bool {
        let value = |side: Option<&Json>| side.map_or_else(|| Json::from(default), Json::clone);
        value(self.before) != value(self.after)
    }
}

/// The values that a field touches, in order.
pub fn leaves<'c>(
    field: &'c Field<'c>,
    sides: [&'c Document; 2],
    context: &'c Context<'c>,
    traffic: &'c Traffic,
) -> Vec<Leaf<'c>> {
    let mut found = Vec::new();
    apart(&field.path, field.before, field.after, &mut |path, before, after| {
        let [old, new] = sides.map(|side| &side.json);
        let namespace = sides[1].id.namespace.as_deref();
        let is_first = found.is_empty();
        found.push(Leaf { path, before, after, field, is_first, old, new, namespace, context, traffic });
    });
    found
}

/// The path and value of everything in a document that came.
pub fn values<'j>(json: &'j Json) -> Vec<(Path, &'j Json)> {
    let mut found = Vec::new();
    apart(&Path::default(), None, Some(json), &mut |path, _, after: Option<&'j Json>| {
        found.extend(after.map(|after| (path, after)));
    });
    found
}

fn apart<'j>(
    path: &Path,
    before: Option<&'j Json>,
    after: Option<&'j Json>,
    found: &mut impl FnMut(Path, Option<&'j Json>, Option<&'j Json>),
) {
    let object = |side: Option<&'j Json>| side.and_then(Json::as_object).filter(|object| !object.is_empty());
    let list = |side: Option<&'j Json>| side.and_then(Json::as_array).filter(|list| !list.is_empty());
    if object(before).is_some() || object(after).is_some() {
        let keys = [object(before), object(after)].into_iter().flatten().flat_map(serde_json::Map::keys);
        for key in keys.collect::<BTreeSet<_>>() {
            let at = |side: Option<&'j Json>| object(side).and_then(|object| object.get(key));
            apart(&path.then(Step::Key(key.clone())), at(before), at(after), found);
        }
    } else if list(before).is_some() || list(after).is_some() {
        let length = |side| list(side).map_or(0, Vec::len);
        for index in 0..length(before).max(length(after)) {
            let at = |side: Option<&'j Json>| list(side).and_then(|list| list.get(index));
            apart(&path.then(Step::Index(index)), at(before), at(after), found);
        }
    } else if before != after {
        found(path.clone(), before, after);
    }
}
