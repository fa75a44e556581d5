//! From a leaf on to all that depends on it, and the same for every leaf.

use std::collections::{BTreeMap, BTreeSet};

use crate::diff::{Id, Path};
use crate::plan::Only;

use super::effect::{Effect, On};
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
    dependents_until(tracer, candidate, None, |_| true, |_| false)
}

/// Of that what is asked about, until it is enough; `only` is where it is. What is refused shows what the leaf does
/// only where all is: else it would show what follows from its being refused.
pub fn dependents_until(
    tracer: &Tracer<'_, '_>,
    candidate: &Candidate,
    only: Option<Only<'_>>,
    is_asked: impl Fn(&Effect) -> bool,
    is_enough: impl Fn(&Dependents) -> bool,
) -> Dependents {
    let (mut valid, mut refused) = (Dependents::new(), Dependents::new());
    let mut is_ever_valid = false;
    for way in &candidate.ways {
        let alteration = [(&candidate.leaf.path, way)];
        let mut altered = tracer.effects(&alteration, only);
        altered.effects.retain(&is_asked);
        if candidate.is_needed() && only.is_some() && !altered.effects.is_empty() {
            altered.is_valid &= tracer.effects(&alteration, None).is_valid;
        }
        if !altered.is_valid {
            add(&mut refused, altered.effects);
            continue;
        }
        is_ever_valid = true;
        // An alteration that shows nothing new is taken for the last that would.
        let is_new = add(&mut valid, altered.effects);
        let is_stale = !is_new && !valid.is_empty() && !candidate.is_name;
        if is_stale || is_enough(&valid) {
            break;
        }
    }
    if is_ever_valid { valid } else { refused }
}

/// Whether any of it is new.
fn add(dependents: &mut Dependents, effects: Vec<Effect>) -> bool {
    let mut is_new = false;
    for effect in effects {
        match effect.on {
            On::Fields(paths) => {
                let known = &mut dependents.entry(effect.id).or_default().fields;
                is_new |= paths.iter().any(|path| !known.iter().any(|other| path.starts_with(other)));
                known.extend(paths);
            }
            On::Existence => {
                let known = dependents.entry(effect.id).or_default();
                is_new |= !std::mem::replace(&mut known.existence, true);
            }
            On::Absence => {}
        }
    }
    is_new
}

/// What depends on each of these leaves, in their order.
pub fn dependents_of<'c>(tracer: &Tracer<'_, '_>, candidates: &'c [Candidate]) -> Vec<(&'c Leaf, Dependents)> {
    let found = for_each(candidates, |candidate| dependents(tracer, candidate));
    candidates.iter().map(|candidate| &candidate.leaf).zip(found).collect()
}
