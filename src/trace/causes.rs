//! From a document back to the leaves that decide it. Many leaves are altered at once, and when that shows no effect
//! all of them are done with; else each half is asked about, down to the single leaf.

use std::collections::BTreeSet;

use crate::diagnostic::FieldPath;
use crate::diff::{Id, Path};
use crate::plan::Only;

use super::alteration::Alteration;
use super::effect::{Effect, On};
use super::effects::{Dependent, Dependents, dependents_until};
use super::hints::is_likely;
use super::leaf::{Candidate, Leaf, tables};
use super::tracer::{Tracer, for_each};

/// What is asked about: a document, or one field of it.
pub struct Question<'q> {
    pub id: &'q Id,
    pub path: Option<&'q Path>,
    /// The workload that it belongs to, whose leaves are the likeliest.
    pub owner: Option<&'q str>,
}

/// A leaf that decides something of a document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cause {
    pub leaf: Leaf,
    /// The fields that it decides, or all that is in them.
    pub fields: BTreeSet<Path>,
    /// Whether the document is not there without it.
    pub existence: bool,
}

pub fn causes(tracer: &Tracer<'_, '_>, question: &Question<'_>) -> Vec<Cause> {
    let all = tracer.candidates();
    let search = Search { tracer, question };
    let mut found: Vec<Cause> = for_each(&search.groups(&all), |group| {
        let mut of_group = Vec::new();
        search.group(group, &mut of_group);
        of_group
    })
    .concat();
    found.sort();
    found
}

/// Tables that decide something as wholes: what no single leaf of theirs does. Of tables within each other, the innermost.
pub fn tables_behind(tracer: &Tracer<'_, '_>, question: &Question<'_>) -> Vec<Cause> {
    let search = Search { tracer, question };
    let mut all = tables(tracer.provenance());
    all.retain(|one| search.is_near(&one.leaf));
    let found: Vec<Cause> = for_each(&all, |one| search.cause(one)).into_iter().flatten().collect();
    let is_within = |one: &Cause, other: &Cause| one.leaf != other.leaf && one.leaf.path.starts_with(&other.leaf.path);
    found.iter().filter(|one| !found.iter().any(|other| is_within(other, one))).cloned().collect()
}

/// So many leaves of a whole document are asked about together at first.
const TOGETHER: usize = 16;
/// So few are asked about one by one: most have an effect by then.
const FEW: usize = 4;

struct Search<'s, 'm, 'p> {
    tracer: &'s Tracer<'m, 'p>,
    question: &'s Question<'s>,
}

impl Search<'_, '_, '_> {
    /// What is enough: policies follow from what others say, too.
    fn only(&self, with_needs: bool) -> Option<Only<'_>> {
        let kind = self.question.id.kind.as_ref();
        self.question.owner.filter(|_| kind != "NetworkPolicy").map(|workload| Only { workload, kind, with_needs })
    }

    /// What is asked about together. Of one field: likely leaves alone, and needed ones, for without the document nothing
    /// shows; then all others. Of a whole document: leaves of other workloads, then those nearby.
    fn groups<'l>(&self, all: &'l [Candidate]) -> Vec<Vec<&'l Candidate>> {
        let (near, far): (Vec<&Candidate>, Vec<&Candidate>) = all.iter().partition(|one| self.is_near(&one.leaf));
        match self.question.path {
            Some(path) => {
                let is_alone = |one: &&Candidate| one.is_needed() || is_likely(&one.leaf, path);
                let (alone, together): (Vec<_>, Vec<_>) = near.into_iter().partition(is_alone);
                let alone = alone.into_iter().map(|one| vec![one]);
                alone.chain([far.into_iter().chain(together).collect()]).collect()
            }
            None => [far].into_iter().chain(near.chunks(TOGETHER).map(<[&Candidate]>::to_vec)).collect(),
        }
    }

    /// Whether a leaf stands in the table of the workload itself, or in none of a workload.
    fn is_near(&self, leaf: &Leaf) -> bool {
        match leaf.path.keys() {
            [table, id, ..] if ["services", "components", "jobs"].contains(&table.as_str()) => {
                Some(id.as_str()) == self.question.owner
            }
            _ => true,
        }
    }

    fn group(&self, group: &[&Candidate], found: &mut Vec<Cause>) {
        match group {
            [] => {}
            [one] => found.extend(self.cause(one)),
            _ if !self.matters(group) => {}
            few if self.question.path.is_none() && few.len() <= FEW => {
                found.extend(few.iter().filter_map(|one| self.cause(one)));
            }
            _ => {
                let (first, second) = group.split_at(group.len() / 2);
                self.group(first, found);
                self.group(second, found);
            }
        }
    }

    fn matters(&self, group: &[&Candidate]) -> bool {
        let changed = |round: usize| -> Vec<(&FieldPath, &Alteration)> {
            group.iter().filter_map(|one| Some((&one.leaf.path, one.value(round)?))).collect()
        };
        let removed = group.iter().filter(|one| !one.is_needed()).map(|one| (&one.leaf.path, &Alteration::Remove));
        let rounds = group.iter().map(|one| one.ways.len()).max().unwrap_or_default();
        self.shows(&changed(0))
            || self.shows(&removed.collect::<Vec<_>>())
            || (1..rounds).any(|round| self.shows(&changed(round)))
    }

    fn shows(&self, altered: &[(&FieldPath, &Alteration)]) -> bool {
        if altered.is_empty() {
            return false;
        }
        self.tracer.effects(altered, self.only(false)).effects.iter().any(|effect| self.is_asked_about(effect))
    }

    fn is_asked_about(&self, effect: &Effect) -> bool {
        effect.id == *self.question.id
            && match &effect.on {
                On::Fields(paths) => paths.iter().any(|path| self.is_asked(path)),
                On::Existence => true,
                On::Absence => false,
            }
    }

    fn is_asked(&self, path: &Path) -> bool {
        self.question.path.is_none_or(|asked| asked.overlaps(path))
    }

    /// What one leaf decides. Of one field, the first effect says that it does.
    fn cause(&self, one: &Candidate) -> Option<Cause> {
        let is_of_field = |found: &Dependents| found.values().any(|of_it| !of_it.fields.is_empty());
        let is_enough = |found: &Dependents| self.question.path.is_some() && is_of_field(found);
        let is_asked = |effect: &Effect| self.is_asked_about(effect);
        let mut found = dependents_until(self.tracer, one, self.only(true), is_asked, is_enough);
        let Dependent { mut fields, existence } = found.remove(self.question.id)?;
        fields.retain(|path| self.is_asked(path));
        (existence || !fields.is_empty()).then(|| Cause { leaf: one.leaf.clone(), fields, existence })
    }
}
