//! An environment rendered again and again with something else in its layers: what then differs depends on that.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::thread;

use crate::compile::Merged;
use crate::diagnostic::{FieldPath, Place, Report};
use crate::diff::{Document, compare, documents};
use crate::emit::{Artifact, Form, Object};
use crate::model::workload::Target;
use crate::model::{Before, Environment, Provenance};
use crate::output::Rendered;

use super::alteration::{Alteration, altered};
use super::effect::Effect;
use super::leaf::{Candidate, candidates};

pub struct Tracer<'m, 'p> {
    merged: &'m Merged<'p>,
    target: Target,
    at: Place,
    base: Rendered,
    provenance: Provenance<'m>,
    /// What the base was rendered from.
    typed: (Environment, Provenance<'m>),
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
        let base = merged.render(&[target], Form::Json, at, report)?;
        let (_, provenance) = merged.typed(target, &mut Report::default());
        let typed = merged.typed(merged.typed_for(target), &mut Report::default());
        Some(Self { merged, target, at, base, provenance, typed })
    }

    /// The environment's own namespace.
    pub fn namespace(&self) -> Option<&str> {
        self.base.namespace.as_deref()
    }

    /// What the layers come to as they are.
    pub fn documents(&self) -> Vec<Document> {
        documents(&self.base.objects, self.base.compose.as_ref(), &self.base.files)
    }

    /// The same of the objects that are called so, and of all that is no object.
    pub fn documents_called(&self, name: &str) -> Vec<Document> {
        let objects = self.base.objects.iter().filter(|object| object.name == name).map(Document::of_object);
        objects.chain(documents(&[], self.base.compose.as_ref(), &self.base.files)).collect()
    }

    pub fn provenance(&self) -> &Provenance<'m> {
        &self.provenance
    }

    pub fn candidates(&self) -> Vec<Candidate> {
        candidates(&self.provenance)
    }

    /// What differs with these leaves altered; given a workload, in what belongs to it alone.
    pub fn effects(&self, alterations: &[(&FieldPath, &Alteration)], owner: Option<&str>) -> Altered {
        self.altered(self.merged.altered(altered(self.merged.tree(), alterations)), owner)
    }

    /// What differs in another environment.
    pub fn effects_of(&self, other: Merged<'p>, owner: Option<&str>) -> Vec<Effect> {
        self.altered(other, owner).effects
    }

    /// What a leaf does, one alteration after the other, until it is enough. What is refused shows what the leaf does
    /// only where all is: else it would show what follows from its being refused.
    pub fn effects_of_leaf(
        &self,
        one: &Candidate,
        owner: Option<&str>,
        mut is_enough: impl FnMut(&[Effect]) -> bool,
    ) -> Vec<Effect> {
        let (mut valid, mut refused) = (None, Vec::new());
        for way in &one.ways {
            let altered = self.effects(&[(&one.leaf.path, way)], owner);
            if !altered.is_valid {
                refused.extend(altered.effects);
                continue;
            }
            let found: &mut Vec<Effect> = valid.get_or_insert_default();
            found.extend(altered.effects);
            if is_enough(found) {
                break;
            }
        }
        valid.unwrap_or(refused)
    }

    fn altered(&self, other: Merged<'p>, owner: Option<&str>) -> Altered {
        let mut report = Report::default();
        let (environment, provenance) = &self.typed;
        let before = Before { environment, provenance };
        let other = other.attempt(self.target, owner, before, self.at, &mut report);
        let (before, after) = (Texts::of(&self.base, owner), Texts::of(&other, owner));
        let (before, after) = (before.without(&after), after.without(&before));
        let effects = compare(&before, &after).iter().filter_map(Effect::of).collect();
        Altered { effects, is_valid: !report.has_errors() }
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

type Name<'r> = (&'r str, &'r str, Option<&'r str>, &'r str);

/// Everything that was emitted, by what it is called.
struct Texts<'r> {
    rendered: &'r Rendered,
    objects: BTreeMap<Name<'r>, &'r Object>,
    files: BTreeMap<&'r str, &'r str>,
}

impl<'r> Texts<'r> {
    fn of(rendered: &'r Rendered, owner: Option<&str>) -> Self {
        let owned = rendered.objects.iter().filter(|object| owner.is_none() || object.owner.as_deref() == owner);
        let objects = owned.map(|object| (name(object), object)).collect();
        let files = rendered.files.iter().map(|file| (file.path.as_str(), file.text.as_str())).collect();
        Self { rendered, objects, files }
    }

    /// The documents that the other has not, or not so.
    fn without(&self, other: &Texts<'_>) -> Vec<Document> {
        let differs = |object: &&Object| other.objects.get(&name(object)).is_none_or(|other| other.text != object.text);
        let objects = self.objects.values().copied().filter(differs).map(Document::of_object);
        let compose = self.rendered.compose.as_ref().filter(|file| Some(*file) != other.rendered.compose.as_ref());
        let differs = |file: &&Artifact| other.files.get(file.path.as_str()) != Some(&file.text.as_str());
        let files = self.rendered.files.iter().filter(differs).map(Document::of_file);
        objects.chain(documents(&[], compose, &[])).chain(files).collect()
    }
}

fn name(object: &Object) -> Name<'_> {
    (&object.api_version, &object.kind, object.namespace.as_deref(), &object.name)
}
