//! Which document of one side is which of the other.

use std::collections::BTreeMap;

use super::document::{Document, Id};

/// Every document with its counterpart: those of `after` in its order, then what only `before` has.
pub fn pairs<'d>(before: &'d [Document], after: &'d [Document]) -> Vec<(Option<&'d Document>, Option<&'d Document>)> {
    let mut old: BTreeMap<&Id, &Document> = before.iter().map(|document| (&document.id, document)).collect();
    let mut pairs: Vec<_> = after.iter().map(|document| (old.remove(&document.id), Some(document))).collect();
    rename(&mut old, &mut pairs);
    pairs
        .extend(before.iter().filter(|document| old.contains_key(&document.id)).map(|document| (Some(document), None)));
    pairs
}

/// What vanished on one side and came on the other: of one kind and owner, in the same order, it is the same under
/// another name.
fn rename<'d>(old: &mut BTreeMap<&'d Id, &'d Document>, pairs: &mut [(Option<&'d Document>, Option<&'d Document>)]) {
    for pair in pairs.iter_mut().filter(|(before, _)| before.is_none()) {
        let Some(after) = pair.1 else { continue };
        let same = |before: &&&Document| {
            before.id.kind == after.id.kind && before.id.group == after.id.group && before.owner == after.owner
        };
        let found = old.values().find(same).map(|before| &before.id);
        pair.0 = found.and_then(|id| old.remove(id));
    }
}
