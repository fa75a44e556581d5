//! What differs when a leaf is altered, and whether `explain` says so: nothing else, and nothing less.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use platgen::compile::{Earlier, Merged};
use platgen::diagnostic::{FieldPath, Report};
use platgen::diff::{Document, Id, Path, Step, compare, documents};
use platgen::emit::{Form, Object};
use platgen::load::Node;
use platgen::output::Rendered;
use platgen::trace::{Candidate, Cause, Dependent, Dependents, Question, Tracer, causes, dependents};

use super::platforms::{AT, Unit};
use super::tally::Tally;
use super::ways::{applied, ways};

pub struct Judge<'u, 'p> {
    unit: &'u Unit<'p>,
    tracer: Tracer<'u, 'p>,
    base: Rendered,
    /// What that comes from.
    earlier: Earlier<'u, 'p>,
    candidates: Vec<Candidate>,
    by_path: BTreeMap<FieldPath, usize>,
    renderings: Cell<usize>,
}

/// What alterations of a leaf that compile do, by document.
#[derive(Clone, Default)]
struct Seen {
    valid: usize,
    by_document: BTreeMap<Id, Dependent>,
}

/// Alterations of a leaf that compile, at most: one takes it out.
const ENOUGH: usize = 2;
/// A search takes many renderings: it is made for each so manieth leaf of a sample.
const SEARCHED: usize = 5;
const SEED: usize = 5;
/// Renderings that are made a second time, from scratch: each so manieth.
const COMPARED: usize = 25;
/// A whole document takes hundreds: each so manieth of a full run.
const DOCUMENTS: usize = 40;
const FIRST: usize = 7;

impl<'u, 'p> Judge<'u, 'p> {
    /// None: the environment has faults.
    pub fn new(unit: &'u Unit<'p>) -> Option<Self> {
        let tracer = Tracer::new(&unit.merged, unit.target, AT, &mut Report::default())?;
        let (earlier, base) = Earlier::of(&unit.merged, unit.target, AT, &mut Report::default())?;
        let candidates = tracer.candidates();
        let by_path = candidates.iter().enumerate().map(|(at, one)| (one.leaf.path.clone(), at)).collect();
        Some(Self { unit, tracer, base, earlier, candidates, by_path, renderings: Cell::new(0) })
    }

    /// Every leaf, those that kinds bring along too, and every document.
    pub fn all(&self) -> Tally {
        let mut tally = Tally::default();
        for path in self.unit.leaves.iter().map(|(_, path)| path).filter(|path| !self.by_path.contains_key(*path)) {
            tally.missed.insert(self.line(path, "is no leaf"));
        }
        let mut told = Vec::new();
        for candidate in &self.candidates {
            told.push((&candidate.leaf.path, self.compared(candidate, &mut tally).1));
        }
        for document in self.tracer.documents().into_iter().skip(FIRST).step_by(DOCUMENTS) {
            tally.searches += 1;
            let id = &document.id;
            let expected: BTreeSet<&FieldPath> =
                told.iter().filter(|(_, told)| told.contains_key(id)).map(|(path, _)| *path).collect();
            let found = self.causes(&document, None);
            let found: BTreeSet<&FieldPath> = found.iter().map(|cause| &cause.leaf.path).collect();
            let line = |path: &&FieldPath| self.line(path, &format!("of the whole {id}"));
            tally.missed.extend(expected.difference(&found).map(line));
            tally.wrong.extend(found.difference(&expected).map(line));
        }
        tally
    }

    /// The leaves that were drawn; of every fifth a field that it decides, and a leaf that does not decide that.
    pub fn sample(&self) -> Tally {
        let mut tally = Tally::default();
        for (number, path) in &self.unit.leaves {
            let Some(at) = self.by_path.get(path) else {
                tally.missed.insert(self.line(path, "is no leaf"));
                continue;
            };
            let (seen, _) = self.compared(&self.candidates[*at], &mut tally);
            if number % SEARCHED == 0 {
                self.search(number / SEARCHED, path, &seen, &mut tally);
            }
        }
        tally
    }

    /// What of a leaf is seen, and what `explain` says of it.
    fn compared(&self, candidate: &Candidate, tally: &mut Tally) -> (Seen, Dependents) {
        let path = &candidate.leaf.path;
        let seen = self.seen(path);
        let told = dependents(&self.tracer, candidate);
        self.add(tally, &seen);
        for (id, what) in missed(&seen.by_document, &told) {
            tally.missed.insert(self.line(path, &format!("decides {id} {what}")));
        }
        if !missed(&told, &seen.by_document).is_empty() {
            for (id, what) in missed(&told, &self.proven(candidate, seen.clone()).by_document) {
                tally.wrong.insert(self.line(path, &format!("does not decide {id} {what}")));
            }
        }
        (seen, told)
    }

    /// Asks what decides a field that a leaf was seen to decide.
    fn search(&self, number: usize, path: &FieldPath, seen: &Seen, tally: &mut Tally) {
        let documents = self.tracer.documents();
        let decided: Vec<(&Document, Path)> = documents
            .iter()
            .filter_map(|document| Some((document, seen.by_document.get(&document.id)?)))
            .flat_map(|(document, of)| asked_for(document, of).into_iter().map(move |field| (document, field)))
            .collect();
        let draw = |count: usize| (number * 7919 + SEED) % count;
        if decided.is_empty() {
            return;
        }
        let (document, field) = &decided[draw(decided.len())];
        let found = self.causes(document, Some(field));
        let (named, others): (Vec<&Candidate>, Vec<&Candidate>) =
            self.candidates.iter().partition(|one| found.iter().any(|cause| cause.leaf == one.leaf));
        tally.searches += 1;
        if !named.iter().any(|one| one.leaf.path == *path) {
            tally
                .missed
                .insert(self.line(path, &format!("decides {} {field}, which a search does not find", document.id)));
        }
        let decides = |seen: &Seen| seen.by_document.get(&document.id).is_some_and(|of| is_in(field, of));
        let surely = |seen: &Seen| seen.by_document.get(&document.id).is_some_and(|of| is_surely_in(field, of));
        if !named.is_empty() {
            let one = named[draw(named.len())];
            if !decides(&self.proven(one, self.seen(&one.leaf.path))) {
                tally.wrong.insert(self.line(&one.leaf.path, &format!("does not decide {} {field}", document.id)));
            }
        }
        if !others.is_empty() {
            let other = &others[draw(others.len())].leaf.path;
            if surely(&self.seen(other)) {
                tally.missed.insert(self.line(other, &format!("decides {} {field}", document.id)));
            }
        }
    }

    fn add(&self, tally: &mut Tally, seen: &Seen) {
        tally.leaves += 1;
        tally.valid += seen.valid;
        tally.rigid += usize::from(seen.valid == 0);
        tally.fields += seen.by_document.values().map(|of| of.fields.len()).sum::<usize>();
    }

    fn line(&self, path: &FieldPath, what: &str) -> String {
        format!("{}: {path} {what}", self.unit.shown)
    }

    fn causes(&self, document: &Document, path: Option<&Path>) -> Vec<Cause> {
        causes(&self.tracer, &Question::of(document, path))
    }

    fn seen(&self, path: &FieldPath) -> Seen {
        let mut seen = Seen::default();
        let tree = self.unit.merged.tree();
        let Some(leaf) = tree.find(path.keys()).or_else(|| self.tracer.provenance().node(path)) else { return seen };
        for other in ways(tree, path, leaf) {
            if seen.valid == ENOUGH {
                break;
            }
            self.see(other, &mut seen);
        }
        seen
    }

    /// What is seen, and what the tracer's own alterations do: of those that compile, unless none ever does.
    fn proven(&self, candidate: &Candidate, mut seen: Seen) -> Seen {
        for way in &candidate.ways {
            self.see(applied(self.unit.merged.tree(), &candidate.leaf.path, way), &mut seen);
        }
        if seen.valid == 0 {
            seen.by_document = dependents(&self.tracer, candidate);
        }
        seen
    }

    /// The quick way, which is to come to the same as the verb `render`: each so manieth time it is asked whether it does.
    fn rendered(&self, altered: &Merged<'p>) -> Option<Rendered> {
        let Unit { target, shown, .. } = self.unit;
        let mut report = Report::default();
        let attempt = altered.attempt(&self.earlier, None, None, &mut report).rendered;
        let attempt = (!report.has_errors()).then_some(attempt);
        self.renderings.set(self.renderings.get() + 1);
        if self.renderings.get().is_multiple_of(COMPARED) {
            let rendered = altered.render(&[*target], Form::Json, AT, &mut Report::default());
            let output = |one: &Rendered| {
                let objects = one.objects.iter().map(|object| (object.text.clone(), object.owner.clone()));
                (objects.collect::<Vec<_>>(), one.compose.clone(), one.files.clone())
            };
            assert_eq!(attempt.as_ref().map(output), rendered.as_ref().map(output), "{shown}");
        }
        attempt
    }

    /// What another tree renders differently, if it compiles.
    fn see(&self, tree: Node<'p>, seen: &mut Seen) {
        let Some(after) = self.rendered(&self.unit.merged.altered(tree)) else { return };
        seen.valid += 1;
        let (before, after) = (differing(&self.base, &after), differing(&after, &self.base));
        for change in compare(&before, &after) {
            let Some(document) = change.before else { continue };
            let of = seen.by_document.entry(document.id.clone()).or_default();
            of.existence |= change.after.is_none();
            of.fields.extend(change.fields.iter().map(|field| there(&field.path, document)));
        }
    }
}

/// The documents that another rendering has not, or not so.
fn differing(rendered: &Rendered, other: &Rendered) -> Vec<Document> {
    let is_same = |(one, other): &(&Object, &Object)| one.text == other.text;
    // Most alterations change little: what begins and what ends both is done with.
    let start = rendered.objects.iter().zip(&other.objects).take_while(is_same).count();
    let (own, others) = (&rendered.objects[start..], &other.objects[start..]);
    let end = own.iter().rev().zip(others.iter().rev()).take_while(is_same).count();
    let texts: BTreeSet<&str> = others[..others.len() - end].iter().map(|object| object.text.as_str()).collect();
    let objects = own[..own.len() - end].iter().filter(|object| !texts.contains(object.text.as_str()));
    let compose = rendered.compose.as_ref().filter(|file| Some(*file) != other.compose.as_ref());
    let files = rendered.files.iter().filter(|file| !other.files.contains(file)).cloned();
    objects.map(Document::of_object).chain(documents(&[], compose, &files.collect::<Vec<_>>())).collect()
}

/// What the one says, and the other does not.
fn missed(said: &BTreeMap<Id, Dependent>, by: &BTreeMap<Id, Dependent>) -> Vec<(Id, String)> {
    let mut missed = Vec::new();
    for (id, of) in said {
        let other = by.get(id).cloned().unwrap_or_default();
        if of.existence && !other.existence {
            missed.push((id.clone(), "at all".to_owned()));
        }
        let fields = of.fields.iter().filter(|field| !is_in(field, &other));
        missed.extend(fields.map(|field| (id.clone(), field.to_string())));
    }
    missed
}

/// Whether a field differs, or what it is in, or what is in it; all does where a document goes.
fn is_in(field: &Path, of: &Dependent) -> bool {
    let field = named(field);
    of.existence || of.fields.iter().map(named).any(|other| other.starts_with(&field) || field.starts_with(&other))
}

/// The same where no position in a list blurs it.
fn is_surely_in(field: &Path, of: &Dependent) -> bool {
    let is_exact = |path: &&Path| !path.0.iter().any(|step| matches!(step, Step::Index(_)));
    let fields = of.fields.iter().filter(is_exact).cloned().collect();
    is_in(field, &Dependent { fields, existence: of.existence })
}

/// What comes newly is a change of what it comes into: what it is called may be what the leaf says.
fn there(path: &Path, document: &Document) -> Path {
    let is_there = |length: &usize| Path(path.0[..*length].to_vec()).find(&document.json).is_some();
    let length = (1..=path.0.len()).take_while(is_there).last().unwrap_or(0);
    Path(path.0[..length.max(1).min(path.0.len())].to_vec())
}

/// A path as far as positions in lists do not matter.
fn named(path: &Path) -> Path {
    Path(path.0.iter().take_while(|step| !matches!(step, Step::Index(_))).cloned().collect())
}

/// The fields of a document that can be asked about, which are those that it has; any where it goes.
fn asked_for(document: &Document, of: &Dependent) -> Vec<Path> {
    let is_there = |field: &&Path| field.find(&document.json).is_some();
    let mut fields: Vec<Path> = of.fields.iter().filter(is_there).cloned().collect();
    if of.existence
        && let Some(key) = document.json.as_object().and_then(|fields| fields.keys().next_back())
    {
        fields.push(Path(vec![Step::Key(key.clone())]));
    }
    fields
}
