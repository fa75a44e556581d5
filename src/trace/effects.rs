//! From a leaf on to all that depends on it, and the same for every leaf.

use std::collections::{BTreeMap, BTreeSet};

use crate::diff::{Id, Path};

use super::effect::{Effect, On};
use super::leaf::{Candidate, Leaf};
use super::sight::Sight;
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
    dependents_until(
        &Sight::of(tracer, None, None),
        candidate,
        Until { contents: true, silent: usize::MAX, is_asked: |_: &_| true, is_enough: |_: &_| false },
    )
}

/// What of a leaf is asked about, and how long.
pub struct Until<A, E> {
    /// Whether it may decide what files say.
    pub contents: bool,
    /// How many alterations may show nothing at first.
    pub silent: usize,
    pub is_asked: A,
    pub is_enough: E,
}

/// Of what is in sight that what is asked about, until it is enough. What is refused shows what the leaf does only where
/// all is: else it would show what follows from its being refused.
pub fn dependents_until(
    sight: &Sight<'_, '_, '_>,
    candidate: &Candidate,
    until: Until<impl Fn(&Effect) -> bool, impl Fn(&Dependents) -> bool>,
) -> Dependents {
    let Until { contents, silent, is_asked, is_enough } = until;
    let is_valid = |way| sight.is_valid(candidate, way, contents);
    let (mut valid, mut refused) = (Dependents::new(), Dependents::new());
    // Those that show nothing new, and of which nothing wrong is known.
    let mut stale = Vec::new();
    let mut is_ever_valid = false;
    for (number, way) in candidate.ways.iter().enumerate() {
        let shows_nothing = valid.is_empty() && refused.is_empty();
        if shows_nothing && number >= silent {
            return valid;
        }
        let mut altered = sight.altered(&[(&candidate.leaf.path, way)]);
        altered.effects.retain(&is_asked);
        if altered.is_valid && !is_new(&valid, &altered.effects) {
            stale.push(way);
            // An alteration that shows nothing new is taken for the last that would.
            if !valid.is_empty() && !candidate.is_name {
                break;
            }
        } else if altered.is_valid && is_valid(way) {
            is_ever_valid = true;
            add(&mut valid, altered.effects);
            if is_enough(&valid) {
                break;
            }
        } else {
            add(&mut refused, altered.effects);
        }
    }
    if is_ever_valid || refused.is_empty() || stale.into_iter().any(is_valid) { valid } else { refused }
}

fn is_new(dependents: &Dependents, effects: &[Effect]) -> bool {
    effects.iter().any(|effect| {
        let known = dependents.get(&effect.id);
        match &effect.on {
            On::Fields(paths) => paths
                .iter()
                .any(|path| !known.is_some_and(|known| known.fields.iter().any(|other| path.starts_with(other)))),
            On::Existence => !known.is_some_and(|known| known.existence),
            On::Absence => false,
        }
    })
}

fn add(dependents: &mut Dependents, effects: Vec<Effect>) {
    for effect in effects {
        match effect.on {
            On::Fields(paths) => dependents.entry(effect.id).or_default().fields.extend(paths),
            On::Existence => dependents.entry(effect.id).or_default().existence = true,
            On::Absence => {}
        }
    }
}

/// What depends on each of these leaves, in their order.
pub fn dependents_of<'c>(tracer: &Tracer<'_, '_>, candidates: &'c [Candidate]) -> Vec<(&'c Leaf, Dependents)> {
    let found = for_each(candidates, |candidate| dependents(tracer, candidate));
    candidates.iter().map(|candidate| &candidate.leaf).zip(found).collect()
}
