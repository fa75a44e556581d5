//! Why two environments render differently: each thing in which their layers differ is undone on one side, and what that
//! changes is due to it.

use std::collections::{BTreeMap, BTreeSet};

use crate::compile::Merged;
use crate::diagnostic::{FieldPath, Place, Report};
use crate::diff::{Change, Field, Id, Path};
use crate::load::{Entry, Node, Value};
use crate::model::workload::Target;

use super::alteration::set;
use super::effect::{Effect, On};
use super::tracer::{Tracer, for_each};

/// Something that two environments have not in common, and where each says it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// A value of the layers, or a whole table.
    Field { path: FieldPath, before: Option<Said>, after: Option<Said> },
    /// What the environments are called, which templates and placeholders may say: where each has its layer.
    Name { before: Place, after: Place },
    /// Files that layers name, or that are taken in as they are.
    Files,
}

/// Where layers say something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Said {
    /// Of a table, its name.
    pub place: Place,
    pub is_table: bool,
}

/// What each reason changes.
#[derive(Debug, Default)]
pub struct Reasons {
    /// By document of the side after; of what it has no more, of the side before.
    fields: BTreeMap<Id, Vec<(Path, Reason)>>,
    /// Why a document came, or went.
    existence: BTreeMap<Id, Vec<Reason>>,
}

impl Reasons {
    /// Why a document changed as a whole, or one field of it.
    pub fn of(&self, change: &Change<'_>, field: Option<&Field<'_>>) -> Vec<&Reason> {
        let Some(document) = change.after.or(change.before) else { return Vec::new() };
        let mut found: Vec<&Reason> = match field {
            Some(field) => {
                let of_document = self.fields.get(&document.id).into_iter().flatten();
                of_document.filter(|(path, _)| path.overlaps(&field.path)).map(|(_, reason)| reason).collect()
            }
            None => self.existence.get(&document.id).into_iter().flatten().collect(),
        };
        found.sort();
        found.dedup();
        found
    }

    /// Every reason that changes anything, once.
    pub fn all(&self) -> BTreeSet<&Reason> {
        let fields = self.fields.values().flatten().map(|(_, reason)| reason);
        fields.chain(self.existence.values().flatten()).collect()
    }

    fn add(&mut self, effect: Effect, reason: &Reason) {
        match effect.on {
            On::Fields(paths) => {
                let paths = paths.into_iter().map(|path| (path, reason.clone()));
                self.fields.entry(effect.id).or_default().extend(paths);
            }
            On::Existence | On::Absence => self.existence.entry(effect.id).or_default().push(reason.clone()),
        }
    }
}

/// Why `after` renders otherwise than `before`. `at` is where the one after was asked for.
pub fn reasons<'p>(before: &Merged<'p>, after: &Merged<'p>, targets: &[Target], at: Place) -> Reasons {
    let found = differing(before.tree(), after.tree());
    let mut reasons = Reasons::default();
    for target in targets {
        let tracer = |merged| Tracer::new(merged, *target, at, &mut Report::default());
        // Both were rendered to be compared.
        let (Some(old), Some(new)) = (tracer(before), tracer(after)) else { continue };
        // Undone on the side after, a reason shows what needs it; done on the side before, what it is enough for.
        let undone = for_each(&found, |difference| new.effects_of(difference.undone(after)));
        let done = for_each(&found, |difference| old.effects_of(difference.done(before)));
        let mut of_others = Vec::new();
        if before.name() != after.name() {
            of_others.push((
                new.effects_of(after.called(before.name())),
                Reason::Name { before: before.top(), after: after.top() },
            ));
        }
        of_others.push((new.effects_of(after.with_files_of(before)), Reason::Files));
        let named = || found.iter().map(|difference| difference.reason.clone());
        let of_fields = undone.into_iter().zip(named()).chain(done.into_iter().zip(named()));
        for (effects, reason) in of_fields.chain(of_others) {
            effects.into_iter().for_each(|effect| reasons.add(effect, &reason));
        }
    }
    reasons
}

/// One difference between two trees, with both values.
struct Difference<'n> {
    path: FieldPath,
    before: Option<&'n Node<'n>>,
    after: Option<&'n Node<'n>>,
    reason: Reason,
}

fn differing<'n>(before: &'n Node<'n>, after: &'n Node<'n>) -> Vec<Difference<'n>> {
    let mut found = Vec::new();
    compare(before, after, &FieldPath::default(), &mut found);
    found
}

fn compare<'n>(before: &'n Node<'n>, after: &'n Node<'n>, path: &FieldPath, found: &mut Vec<Difference<'n>>) {
    let mut push = |path: FieldPath, before: Option<(&'n Node<'n>, Said)>, after: Option<(&'n Node<'n>, Said)>| {
        let reason =
            Reason::Field { path: path.clone(), before: before.map(|(_, at)| at), after: after.map(|(_, at)| at) };
        found.push(Difference {
            path,
            before: before.map(|(node, _)| node),
            after: after.map(|(node, _)| node),
            reason,
        });
    };
    match (&before.value, &after.value) {
        (Value::Table(old), Value::Table(new)) => {
            let mut both = Vec::new();
            for (key, entry) in &old.entries {
                match new.get(key) {
                    Some(new) => both.push((key, &entry.node, new)),
                    None => push(path.then(key.as_ref()), Some((&entry.node, said(&entry.node, entry.key))), None),
                }
            }
            for (key, entry) in new.entries.iter().filter(|(key, _)| !old.entries.contains_key(*key)) {
                push(path.then(key.as_ref()), None, Some((&entry.node, said(&entry.node, entry.key))));
            }
            both.into_iter().for_each(|(key, old, new)| compare(old, new, &path.then(key.as_ref()), found));
        }
        _ if is_same(before, after) => {}
        _ => push(path.clone(), Some((before, said(before, before.place))), Some((after, said(after, after.place)))),
    }
}

fn said(node: &Node<'_>, key: Place) -> Said {
    let is_table = node.table().is_some_and(|table| !table.entries.is_empty());
    Said { place: if is_table { key } else { node.place }, is_table }
}

fn is_same(one: &Node<'_>, other: &Node<'_>) -> bool {
    match (&one.value, &other.value) {
        (Value::Table(one), Value::Table(other)) => {
            one.entries.len() == other.entries.len()
                && one
                    .entries
                    .iter()
                    .all(|(key, entry)| other.get(key).is_some_and(|other| is_same(&entry.node, other)))
        }
        (Value::List(one), Value::List(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| is_same(one, other))
        }
        (Value::String(one), Value::String(other)) => one == other,
        (Value::Integer(one), Value::Integer(other)) => one == other,
        (Value::Float(one), Value::Float(other)) => one.to_bits() == other.to_bits(),
        (Value::Boolean(one), Value::Boolean(other)) => one == other,
        _ => false,
    }
}

impl Difference<'_> {
    /// The environment after with the value of the one before.
    fn undone<'p>(&self, after: &Merged<'p>) -> Merged<'p> {
        after.altered(with(after.tree(), &self.path, self.before))
    }

    /// The environment before with the value of the one after.
    fn done<'p>(&self, before: &Merged<'p>) -> Merged<'p> {
        before.altered(with(before.tree(), &self.path, self.after))
    }
}

/// A tree in which a path holds this value; with none, nothing.
fn with<'s>(tree: &Node<'s>, path: &FieldPath, node: Option<&Node<'_>>) -> Node<'s> {
    let mut tree = tree.clone();
    match node {
        Some(node) => {
            let place = tree.place;
            set(&mut tree, path.keys(), &of_no_layer(&node.value, place));
        }
        None => drop(tree.remove(path.keys())),
    }
    tree
}

/// The same value, whose own places would be places in texts of others.
fn of_no_layer<'s>(value: &Value<'_>, place: Place) -> Value<'s> {
    let node = |node: &Node<'_>| Node::new(of_no_layer(&node.value, place), place);
    match value {
        Value::Table(table) => {
            let entry = |entry: &Entry<'_>| Entry { key: place, node: node(&entry.node) };
            let entries = table.entries.iter().map(|(key, one)| (key.clone().into_owned().into(), entry(one)));
            Value::table(entries.collect())
        }
        Value::List(items) => Value::list(items.iter().map(node)),
        Value::String(text) => Value::String(text.clone().into_owned().into()),
        Value::Integer(number) => Value::Integer(*number),
        Value::Float(number) => Value::Float(*number),
        Value::Boolean(boolean) => Value::Boolean(*boolean),
        Value::Date => Value::Date,
    }
}
