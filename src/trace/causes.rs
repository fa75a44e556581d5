//! From a document back to the leaves that decide it. Many leaves are altered at once, and when that shows no effect
//! all of them are done with; else each half is asked about, down to the single leaf.

use std::collections::BTreeSet;

use crate::check::pod_template;
use crate::diagnostic::FieldPath;
use crate::diff::{Document, Id, Path, Step};
use crate::plan::{Aim, CONFIG_SUM, Only};

use super::alteration::Alteration;
use super::effect::{Effect, On};
use super::effects::{Dependent, Dependents, Until, dependents_until};
use super::hints::is_likely;
use super::leaf::{Candidate, Leaf, tables};
use super::sight::Sight;
use super::tracer::{Tracer, for_each};

/// What is asked about: a document, or one field of it.
pub struct Question<'q> {
    pub id: &'q Id,
    pub path: Option<&'q Path>,
    /// The workload that it belongs to, whose leaves are the likeliest.
    pub owner: Option<&'q str>,
    /// Whether what the document is there for matters, too. It always does of a whole one.
    pub existence: bool,
    /// Whether it matters, too, what decides a sum over files that is a part of what is asked about: that is most of what
    /// there is to find, and much is to be rendered for it.
    pub sums: bool,
    /// Whether tables are asked about as wholes where no leaf decides anything: taking out one alone may do nothing.
    pub tables: bool,
}

impl<'q> Question<'q> {
    /// Every leaf that decides anything of a document, or of a field in it.
    pub fn of(document: &'q Document, path: Option<&'q Path>) -> Self {
        let Document { id, owner, .. } = document;
        Self { id, path, owner: owner.as_deref(), existence: true, sums: true, tables: false }
    }
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
    let mut found = Vec::new();
    let mut of_contents = None;
    for Part { only, path, existence } in parts(question) {
        let sight = Sight::of(tracer, only, path.as_ref());
        let search = Search { sight: &sight, question, path: path.as_ref(), existence, of_contents };
        let mut answers = search.all(&all);
        if question.tables && answers.iter().all(|cause| cause.fields.is_empty()) {
            answers.extend(search.tables(&tables(tracer.provenance())));
        }
        of_contents = Some(answers.iter().map(|cause| cause.leaf.clone()).collect());
        found.extend(answers);
    }
    merged(found)
}

/// In order, each leaf once.
fn merged(mut found: Vec<Cause>) -> Vec<Cause> {
    found.sort();
    let mut merged: Vec<Cause> = Vec::new();
    for cause in found {
        match merged.last_mut().filter(|last| last.leaf == cause.leaf) {
            Some(last) => {
                last.fields.extend(cause.fields);
                last.existence |= cause.existence;
            }
            None => merged.push(cause),
        }
    }
    merged
}

/// What is looked at for one part of a question, and which field of it is meant.
struct Part<'q> {
    only: Option<Only<'q>>,
    path: Option<Path>,
    existence: bool,
}

/// A sum over files is asked about apart, and first, for it takes all that files say, and nothing else does.
fn parts<'q>(question: &Question<'q>) -> Vec<Part<'q>> {
    let kind = question.id.kind.as_ref();
    let path = question.path.cloned();
    let existence = question.existence || path.is_none();
    // Policies follow from what others say, too.
    let Some(workload) = question.owner.filter(|_| kind != "NetworkPolicy") else {
        return vec![Part { only: None, path, existence }];
    };
    let only = |contents| Some(Only { workload, kind, contents, aim: Aim::Objects });
    // A Job is named after all that is in it.
    if ["ConfigMap", "Job"].contains(&kind) {
        return vec![Part { only: only(true), path, existence }];
    }
    let sum = config_sum(question.id).filter(|sum| path.as_ref().is_none_or(|path| path.overlaps(sum)));
    let is_sum = sum.is_some() && path == sum;
    let sum = sum.filter(|_| is_sum || question.sums);
    let rest = (!is_sum).then(|| Part { only: only(false), path, existence });
    let sum = sum.map(|sum| Part { only: only(true), path: Some(sum), existence: existence && is_sum });
    sum.into_iter().chain(rest).collect()
}

/// Where an object says what was in the configuration that its pods read.
pub fn config_sum(id: &Id) -> Option<Path> {
    let keys = pod_template(&id.group, &id.kind)?.iter().chain(&["metadata", "annotations", CONFIG_SUM]);
    Some(Path(keys.map(|key| Step::Key((*key).to_owned())).collect()))
}

/// So many leaves of a whole document are asked about together: the more, the likelier one hides what another does.
const TOGETHER: usize = 24;

/// The likeliest value of a leaf, and that there is none.
const LIKELIEST: usize = 2;

/// How the leaves of a group are altered.
#[derive(Clone, Copy)]
enum Way {
    /// Each on its own, in every way.
    Every,
    /// To their likeliest values; then all are taken out that can be along with others.
    Likeliest,
    Removed,
    /// To their other values, all to those of one number.
    Value(usize),
}

/// What was asked about alone, and whether it is a cause.
type Answer<'l> = (&'l Candidate, Option<Cause>);

struct Search<'s, 't, 'm, 'p> {
    sight: &'s Sight<'t, 'm, 'p>,
    question: &'s Question<'s>,
    /// The field that is meant, if not the whole document.
    path: Option<&'s Path>,
    /// Whether it matters what the document is there for.
    existence: bool,
    /// What decides what files say, if that was asked before.
    of_contents: Option<BTreeSet<Leaf>>,
}

impl Search<'_, '_, '_, '_> {
    /// First the likely leaves, alone, and groups of the others, altered in the likeliest ways; then all that were not asked
    /// about alone by then, in every other way.
    fn all(&self, all: &[Candidate]) -> Vec<Cause> {
        let meant = all.iter().filter(|one| self.sight.may_show(&one.leaf));
        let (alone, others): (Vec<&Candidate>, Vec<&Candidate>) = meant.partition(|one| self.is_likely(one));
        let together = if self.path.is_some() { usize::MAX } else { TOGETHER };
        let of_contents = self.is_of_contents();
        let way = |one: &Candidate| match of_contents && !one.decides_kind() {
            true => Way::Likeliest,
            false => Way::Every,
        };
        let mut groups: Vec<(&[&Candidate], Way)> = alone.chunks(1).map(|one| (one, way(one[0]))).collect();
        groups.extend(others.chunks(together).map(|group| (group, Way::Likeliest)));
        let mut found = self.of_groups(&groups);
        let is_left = |one: &&Candidate| !found.iter().any(|(asked, _)| asked.leaf == one.leaf);
        let rest: Vec<&Candidate> = others.iter().chain(&alone).copied().filter(is_left).collect();
        let needed: Vec<&Candidate> = rest.iter().copied().filter(|one| one.is_needed()).collect();
        // What decides kinds would hide what others do.
        let (mut kinds, others): (Vec<&Candidate>, Vec<&Candidate>) = rest.iter().partition(|one| one.decides_kind());
        // Of one field those are done with: their likeliest values change much, if they change anything.
        if self.path.is_some() {
            kinds.clear();
        }
        let mut groups = vec![(needed.as_slice(), Way::Removed)];
        for some in [kinds.as_slice(), &others] {
            let values = some.iter().map(|one| one.values().count()).max().unwrap_or_default();
            let chunks = || some.chunks(together);
            groups.extend((1..values).flat_map(|number| chunks().map(move |group| (group, Way::Value(number)))));
        }
        found.extend(self.of_groups(&groups));
        found.into_iter().filter_map(|(_, cause)| cause).collect()
    }

    /// Tables that decide something as wholes. Of tables within each other, the innermost.
    fn tables(&self, all: &[Candidate]) -> Vec<Cause> {
        let near: Vec<&Candidate> = all.iter().filter(|one| self.is_near(&one.leaf)).collect();
        // Each alone: without many of them there would be no such document.
        let found: Vec<Cause> = for_each(&near, |one| self.cause(one, usize::MAX)).into_iter().flatten().collect();
        let is_within =
            |one: &Cause, other: &Cause| one.leaf != other.leaf && one.leaf.path.starts_with(&other.leaf.path);
        found.iter().filter(|one| !found.iter().any(|other| is_within(other, one))).cloned().collect()
    }

    fn of_groups<'l>(&self, groups: &[(&[&'l Candidate], Way)]) -> Vec<Answer<'l>> {
        let found = for_each(groups, |(group, way)| {
            let mut of_group = Vec::new();
            self.group(group, *way, false, &mut of_group);
            of_group
        });
        found.into_iter().flatten().collect()
    }

    /// Whether a leaf is asked about alone. Of one field, if it is likely to decide that, or what objects there are: without
    /// the document nothing shows. Of a whole one, if it is the workload's own.
    fn is_likely(&self, one: &Candidate) -> bool {
        let is_own = one.leaf.workload().is_some_and(|id| Some(id) == self.question.owner);
        let is_of_all = || matches!(one.leaf.path.keys().first().map(String::as_str), Some("tier" | "targets"));
        match self.path {
            Some(path) => {
                let is_near = self.is_near(&one.leaf) || self.is_of_contents();
                is_near && is_likely(&one.leaf, path) || one.decides_kind() && (is_own || is_of_all())
            }
            None => is_own,
        }
    }

    /// Whether it is asked what decides what files say: that comes from everywhere.
    fn is_of_contents(&self) -> bool {
        self.path.is_some_and(|path| path.0.last().is_some_and(|step| *step == Step::Key(CONFIG_SUM.to_owned())))
    }

    /// Whether a leaf stands in the table of the workload itself, or in none of a workload.
    fn is_near(&self, leaf: &Leaf) -> bool {
        leaf.workload().is_none_or(|id| Some(id) == self.question.owner)
    }

    /// Asks about a group, down to those that matter; `known` tells that one of them does. Tells whether any does.
    fn group<'l>(&self, group: &[&'l Candidate], way: Way, known: bool, found: &mut Vec<Answer<'l>>) -> bool {
        match (group, way) {
            ([], _) => false,
            ([one], Way::Likeliest) => {
                let cause = self.cause(one, LIKELIEST);
                let matters = cause.is_some();
                found.extend(cause.map(|cause| (*one, Some(cause))));
                matters
            }
            _ if !known && !self.matters(group, way) => false,
            ([one], _) => {
                found.push((one, self.cause(one, usize::MAX)));
                true
            }
            _ => {
                let (first, second) = group.split_at(group.len() / 2);
                let is_in_first = self.group(first, way, false, found);
                self.group(second, way, !is_in_first, found);
                true
            }
        }
    }

    /// Whether any of a group shows when it is altered so.
    fn matters(&self, group: &[&Candidate], way: Way) -> bool {
        let value = |number: usize| -> Vec<(&FieldPath, &Alteration)> {
            group.iter().filter_map(|one| Some((&one.leaf.path, one.values().nth(number)?))).collect()
        };
        let removed = |is_meant: &dyn Fn(&Candidate) -> bool| -> Vec<(&FieldPath, &Alteration)> {
            let meant = group.iter().filter(|one| is_meant(one));
            meant.map(|one| (&one.leaf.path, &Alteration::Remove)).collect()
        };
        match way {
            Way::Every => true,
            Way::Likeliest => self.shows(&value(0)) || self.shows(&removed(&|one| !one.is_needed())),
            Way::Removed => self.shows(&removed(&|_| true)),
            Way::Value(number) => self.shows(&value(number)),
        }
    }

    fn shows(&self, altered: &[(&FieldPath, &Alteration)]) -> bool {
        match self.path {
            _ if altered.is_empty() => false,
            None => self.sight.differs(self.question.id, altered),
            Some(_) => self.sight.altered(altered).effects.iter().any(|effect| self.is_asked_about(effect)),
        }
    }

    fn is_asked_about(&self, effect: &Effect) -> bool {
        effect.id == *self.question.id
            && match &effect.on {
                On::Fields(paths) => paths.iter().any(|path| self.is_asked(path)),
                On::Existence => self.existence,
                On::Absence => false,
            }
    }

    fn is_asked(&self, path: &Path) -> bool {
        self.path.is_none_or(|asked| asked.overlaps(path))
    }

    /// What one leaf decides. Of one field, the first effect says that it does. At first, so many of its alterations may
    /// show nothing.
    fn cause(&self, one: &Candidate, silent: usize) -> Option<Cause> {
        let is_of_field = |found: &Dependents| found.values().any(|of_it| !of_it.fields.is_empty());
        let is_enough = |found: &Dependents| self.path.is_some() && is_of_field(found);
        let is_asked = |effect: &Effect| self.is_asked_about(effect);
        let contents = self.of_contents.as_ref().is_none_or(|leaves| leaves.contains(&one.leaf));
        let mut found = dependents_until(self.sight, one, Until { contents, silent, is_asked, is_enough });
        let Dependent { mut fields, existence } = found.remove(self.question.id)?;
        fields.retain(|path| self.is_asked(path));
        (existence || !fields.is_empty()).then(|| Cause { leaf: one.leaf.clone(), fields, existence })
    }
}
