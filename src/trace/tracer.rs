//! An environment rendered again and again with something else in its layers: what then differs depends on that.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::thread;

use crate::compile::{Attempt, Earlier, Merged};
use crate::diagnostic::{FieldPath, Place, Report};
use crate::diff::{Document, documents};
use crate::model::Provenance;
use crate::model::workload::Target;
use crate::output::Rendered;
use crate::plan::Only;

use super::alteration::{Alteration, altered};
use super::base::Base;
use super::effect::Effect;
use super::leaf::{Candidate, candidates};

pub struct Tracer<'m, 'p> {
    /// What the base was rendered from.
    earlier: Earlier<'m, 'p>,
    base: Base,
}

/// What comes of an alteration.
pub struct Altered {
    pub effects: Vec<Effect>,
    /// Whether nothing is wrong with it.
    pub is_valid: bool,
}

impl<'m, 'p> Tracer<'m, 'p> {
    /// `at` is where the environment was asked for. None where anything is wrong with it.
    pub fn new(merged: &'m Merged<'p>, target: Target, at: Place, report: &mut Report) -> Option<Self> {
        let (earlier, rendered) = Earlier::of(merged, target, at, report)?;
        Some(Self { earlier, base: Base::new(rendered) })
    }

    /// The environment's own namespace.
    pub fn namespace(&self) -> Option<&str> {
        self.base.rendered.namespace.as_deref()
    }

    /// What the layers come to as they are.
    pub fn documents(&self) -> Vec<Document> {
        self.base.documents()
    }

    /// The same of the objects that are called so, and of all that is no object.
    pub fn documents_called(&self, name: &str) -> Vec<Document> {
        let Rendered { objects, compose, files, .. } = &self.base.rendered;
        let objects = objects.iter().filter(|object| object.name == name).map(Document::of_object);
        objects.chain(documents(&[], compose.as_ref(), files)).collect()
    }

    pub fn provenance(&self) -> &Provenance<'m> {
        self.earlier.provenance()
    }

    pub fn candidates(&self) -> Vec<Candidate> {
        candidates(self.provenance())
    }

    /// What differs in another environment.
    pub fn effects_of(&self, other: Merged<'p>) -> Vec<Effect> {
        let after = self.attempt(&other, None, None, &mut Report::default());
        self.base.effects(&after.rendered, None, &[])
    }

    pub(super) fn base(&self) -> &Base {
        &self.base
    }

    /// What another environment comes to, or what is in `only`; of its workloads, those `among` which matter.
    pub(super) fn attempt(
        &self,
        other: &Merged<'p>,
        only: Option<Only<'_>>,
        among: Option<&BTreeSet<String>>,
        report: &mut Report,
    ) -> Attempt {
        other.attempt(&self.earlier, only, among, report)
    }

    /// The environment with these leaves altered.
    pub(super) fn with(&self, alterations: &[(&FieldPath, &Alteration)]) -> Merged<'p> {
        self.merged().altered(altered(self.merged().tree(), alterations))
    }

    pub(super) fn target(&self) -> Target {
        self.earlier.target
    }

    pub(super) fn merged(&self) -> &'m Merged<'p> {
        self.earlier.merged
    }
}

/// Does the same for every item, on all cores; the answers are in the order of the items.
pub fn for_each<T: Sync, A: Send>(items: &[T], work: impl Fn(&T) -> A + Sync) -> Vec<A> {
    let open = Mutex::new(items.iter().enumerate());
    let done = Mutex::new(Vec::with_capacity(items.len()));
    let worker = || {
        loop {
            let next = open.lock().expect("no thread panics with the list").next();
            let Some((index, item)) = next else { return };
            let answer = work(item);
            done.lock().expect("no thread panics with what was found").push((index, answer));
        }
    };
    thread::scope(|scope| {
        for _ in 1..thread::available_parallelism().map_or(1, usize::from).min(items.len()) {
            scope.spawn(worker);
        }
        worker();
    });
    let mut done = done.into_inner().expect("all threads are done");
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, answer)| answer).collect()
}
