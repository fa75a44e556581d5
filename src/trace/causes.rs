//! From a document back to the leaves that decide it. Many leaves are altered at once, and when that shows no effect
//! all of them are done with; else each half is asked about, down to the single leaf.

use std::collections::BTreeSet;

use crate::diagnostic::FieldPath;
use crate::diff::{Id, Path, Step};
use crate::plan::{CONFIG_SUM, Depth, Only};

use super::alteration::Alteration;
use super::effect::{Effect, On};
use super::effects::{Dependent, Dependents, dependents_until};
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
    for part in parts(question) {
        let sight = Sight::of(tracer, part.only);
        let search = Search { sight: &sight, question, path: part.path.as_ref(), with_existence: part.with_existence };
        let meant: Vec<&Candidate> = all.iter().filter(|one| sight.may_show(&one.leaf)).collect();
        found.extend(for_each(&search.groups(&meant), |group| {
            let mut of_group = Vec::new();
            search.group(group, &mut of_group);
            of_group
        }));
    }
    merged(found.concat())
}

/// Tables that decide something as wholes: what no single leaf of theirs does. Of tables within each other, the innermost.
pub fn tables_behind(tracer: &Tracer<'_, '_>, question: &Question<'_>) -> Vec<Cause> {
    let mut found = Vec::new();
    for part in parts(question) {
        let sight = Sight::of(tracer, part.only);
        let search = Search { sight: &sight, question, path: part.path.as_ref(), with_existence: part.with_existence };
        let mut all = tables(tracer.provenance());
        all.retain(|one| search.is_near(&one.leaf));
        found.extend(for_each(&all, |one| search.cause(one)).into_iter().flatten());
    }
    let found = merged(found);
    let is_within = |one: &Cause, other: &Cause| one.leaf != other.leaf && one.leaf.path.starts_with(&other.leaf.path);
    found.iter().filter(|one| !found.iter().any(|other| is_within(other, one))).cloned().collect()
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
    with_existence: bool,
}

/// A sum over files is asked about apart, for it takes all that files say, and nothing else does.
fn parts<'q>(question: &Question<'q>) -> Vec<Part<'q>> {
    let kind = question.id.kind.as_ref();
    let path = question.path.cloned();
    // Policies follow from what others say, too.
    let Some(workload) = question.owner.filter(|_| kind != "NetworkPolicy") else {
        return vec![Part { only: None, path, with_existence: true }];
    };
    let only = |depth| Some(Only { workload, kind, depth });
    if kind == "ConfigMap" {
        return vec![Part { only: only(Depth::Contents), path, with_existence: true }];
    }
    let sum = config_sum(kind).filter(|sum| path.as_ref().is_none_or(|path| path.overlaps(sum)));
    let is_sum = sum.is_some() && path == sum;
    let shape = (!is_sum).then(|| Part { only: only(Depth::Shape), path, with_existence: true });
    let sum = sum.map(|sum| Part { only: only(Depth::Contents), path: Some(sum), with_existence: is_sum });
    shape.into_iter().chain(sum).collect()
}

/// Where objects of a kind say what was in the configuration that their pods read.
fn config_sum(kind: &str) -> Option<Path> {
    let template: &[&str] = match kind {
        "CronJob" => &["spec", "jobTemplate", "spec", "template"],
        "Deployment" | "StatefulSet" | "DaemonSet" | "Rollout" | "Job" => &["spec", "template"],
        _ => return None,
    };
    let keys = template.iter().chain(&["metadata", "annotations", CONFIG_SUM]);
    Some(Path(keys.map(|key| Step::Key((*key).to_owned())).collect()))
}

/// So many leaves of a whole document are asked about together at first.
const TOGETHER: usize = 16;
/// So few are asked about one by one: most have an effect by then.
const FEW: usize = 4;

struct Search<'s, 't, 'm, 'p> {
    sight: &'s Sight<'t, 'm, 'p>,
    question: &'s Question<'s>,
    /// The field that is meant, if not the whole document.
    path: Option<&'s Path>,
    /// Whether it matters what the document is there for.
    with_existence: bool,
}

impl Search<'_, '_, '_, '_> {
    /// What is asked about together. Of one field: likely leaves alone, and those that decide what objects there are, for
    /// without the document nothing shows; then needed ones; then all others. Of a whole document: leaves of other
    /// workloads, then those nearby.
    fn groups<'l>(&self, all: &[&'l Candidate]) -> Vec<Vec<&'l Candidate>> {
        let (near, far): (Vec<&Candidate>, Vec<&Candidate>) = all.iter().partition(|one| self.is_near(&one.leaf));
        match self.path {
            Some(path) => {
                let is_alone = |one: &&Candidate| one.decides_kind() || is_likely(&one.leaf, path);
                let (alone, together): (Vec<_>, Vec<_>) = near.into_iter().partition(is_alone);
                let (needed, others): (Vec<_>, Vec<_>) = together.into_iter().partition(|one| one.is_needed());
                let alone = alone.into_iter().map(|one| vec![one]);
                alone.chain([needed, far.into_iter().chain(others).collect()]).collect()
            }
            None => [far].into_iter().chain(near.chunks(TOGETHER).map(<[&Candidate]>::to_vec)).collect(),
        }
    }

    /// Whether a leaf stands in the table of the workload itself, or in none of a workload.
    fn is_near(&self, leaf: &Leaf) -> bool {
        leaf.workload().is_none_or(|id| Some(id) == self.question.owner)
    }

    fn group(&self, group: &[&Candidate], found: &mut Vec<Cause>) {
        match group {
            [] => {}
            [one] => found.extend(self.cause(one)),
            _ if !self.matters(group) => {}
            few if self.path.is_none() && few.len() <= FEW => {
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
        let (needed, others): (Vec<&Candidate>, Vec<&Candidate>) = group.iter().partition(|one| one.is_needed());
        let removed = |some: &[&Candidate]| -> bool {
            self.shows(&some.iter().map(|one| (&one.leaf.path, &Alteration::Remove)).collect::<Vec<_>>())
        };
        let rounds = group.iter().map(|one| one.ways.len()).max().unwrap_or_default();
        self.shows(&changed(0))
            || removed(&others)
            || (1..rounds).any(|round| self.shows(&changed(round)))
            || needed.iter().any(|one| removed(&[one]))
    }

    fn shows(&self, altered: &[(&FieldPath, &Alteration)]) -> bool {
        if altered.is_empty() {
            return false;
        }
        self.sight.altered(altered).effects.iter().any(|effect| self.is_asked_about(effect))
    }

    fn is_asked_about(&self, effect: &Effect) -> bool {
        effect.id == *self.question.id
            && match &effect.on {
                On::Fields(paths) => paths.iter().any(|path| self.is_asked(path)),
                On::Existence => self.with_existence,
                On::Absence => false,
            }
    }

    fn is_asked(&self, path: &Path) -> bool {
        self.path.is_none_or(|asked| asked.overlaps(path))
    }

    /// What one leaf decides. Of one field, the first effect says that it does.
    fn cause(&self, one: &Candidate) -> Option<Cause> {
        let is_of_field = |found: &Dependents| found.values().any(|of_it| !of_it.fields.is_empty());
        let is_enough = |found: &Dependents| self.path.is_some() && is_of_field(found);
        let is_asked = |effect: &Effect| self.is_asked_about(effect);
        let mut found = dependents_until(self.sight, one, is_asked, is_enough);
        let Dependent { mut fields, existence } = found.remove(self.question.id)?;
        fields.retain(|path| self.is_asked(path));
        (existence || !fields.is_empty()).then(|| Cause { leaf: one.leaf.clone(), fields, existence })
    }
}
