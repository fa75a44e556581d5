//! From a leaf on to all that depends on it, and the same for every leaf.

use std::collections::{BTreeMap, BTreeSet};

use crate::diff::{Id, Path};

use super::effect::On;
use super::leaf::{Candidate, Leaf};
use super::tracer::{Tracer, for_each};

/// What depends on something, by document.
pub type Dependents = BTreeMap<Id, Dependent>;

/// What of one document depends on it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dependent {
    /// These fields, or all that is in them.
    pub fields: BTreeSet<Path>,
    /// Whether the document is there at all.
    pub existence: bool,
}

/// What depends on one leaf.
pub fn dependents(tracer: &Tracer<'_, '_>, candidate: &Candidate) -> Dependents {
    let mut dependents = Dependents::new();
    for effect in tracer.effects_of_leaf(candidate, None, |_| false) {
        match effect.on {
            On::Fields(paths) => dependents.entry(effect.id).or_default().fields.extend(paths),
            On::Existence => dependents.entry(effect.id).or_default().existence = true,
            On::Absence => {}
        }
    }
    dependents
}

/// What depends on each of these leaves, in their order.
pub fn dependents_of<'c>(tracer: &Tracer<'_, '_>, candidates: &'c [Candidate]) -> Vec<(&'c Leaf, Dependents)> {
    let found = for_each(candidates, |candidate| dependents(tracer, candidate));
    candidates.iter().map(|candidate| &candidate.leaf).zip(found).collect()
}
