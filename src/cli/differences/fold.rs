//! Fields that change alike in many objects, which are told once.

use std::collections::{BTreeMap, BTreeSet};

use crate::diff::{Class, Path};

use super::{Difference, Told, ToldField};

/// In so many objects, or at so many paths, a change is told once for all of them.
const MANY: usize = 3;
/// So many objects are named; of more, the number.
const NAMED: usize = 5;

/// One field as it changes in many objects.
pub struct Repeated<'t> {
    /// As it changes in the first of them.
    pub field: &'t ToldField<'t>,
    /// Its path, or its last key alone where it stands at several.
    pub path: String,
    /// What it does in any of them.
    pub classes: BTreeSet<Class>,
    paths: usize,
    names: Vec<String>,
}

/// What is told of all objects together, and which fields those are.
pub struct Folded<'t> {
    pub repeated: Vec<Repeated<'t>>,
    known: BTreeSet<String>,
}

type Found<'t> = Vec<(&'t Told<'t>, &'t ToldField<'t>)>;

impl<'t> Folded<'t> {
    pub fn of(difference: &'t Difference<'t>) -> Self {
        let fields = || difference.told.iter().flat_map(|told| told.fields.iter().map(move |field| (told, field)));
        let mut folded = Self { repeated: Vec::new(), known: BTreeSet::new() };
        for (_, found) in grouped(fields(), by_value) {
            let paths: BTreeSet<String> = found.iter().map(|(_, field)| field.field.path.to_string()).collect();
            if paths.len() >= MANY {
                let last = found[0].1.field.path.0.iter().last().cloned();
                let path = Path(last.into_iter().collect()).to_string();
                folded.add(path, paths.len(), &found);
            }
        }
        let rest: Found<'t> = fields().filter(|(_, field)| !folded.holds(field)).collect();
        for (_, found) in grouped(rest.into_iter(), by_path) {
            folded.add(found[0].1.field.path.to_string(), 1, &found);
        }
        folded
    }

    pub fn holds(&self, field: &ToldField<'_>) -> bool {
        self.known.contains(&by_path(field))
    }

    /// Unless it is of few objects.
    fn add(&mut self, path: String, paths: usize, found: &Found<'t>) {
        let mut known = BTreeSet::new();
        let names = found.iter().map(|(told, _)| told.change.document().id.to_string());
        let names: Vec<String> = names.filter(|name| known.insert(name.clone())).collect();
        if names.len() >= MANY {
            self.known.extend(found.iter().map(|(_, field)| by_path(field)));
            let classes = found.iter().flat_map(|(_, field)| field.classes.iter().copied()).collect();
            self.repeated.push(Repeated { field: found[0].1, path, classes, paths, names });
        }
    }
}

impl Repeated<'_> {
    /// `42 objects, at 13 paths: service/web, deployment/web and 40 more`
    pub fn objects(&self) -> String {
        let named = self.names.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
        let paths = if self.paths > 1 { format!(", at {} paths", self.paths) } else { String::new() };
        let more = self.names.len().saturating_sub(NAMED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        format!("{} objects{paths}: {named}{more}", self.names.len())
    }
}

/// Fields by their key, in the order of their first.
fn grouped<'t>(
    fields: impl Iterator<Item = (&'t Told<'t>, &'t ToldField<'t>)>,
    key: impl Fn(&ToldField<'_>) -> String,
) -> Vec<(String, Found<'t>)> {
    let mut groups: Vec<(String, Found<'t>)> = Vec::new();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for (told, field) in fields {
        let key = key(field);
        let index = *known.entry(key.clone()).or_insert(groups.len());
        if index == groups.len() {
            groups.push((key, Vec::new()));
        }
        groups[index].1.push((told, field));
    }
    groups
}

/// Whatever is shown of a field but for what it does.
fn by_path(told: &ToldField<'_>) -> String {
    format!("{}\n{}", told.field.path, effect(told))
}

/// The same but for where it stands.
fn by_value(told: &ToldField<'_>) -> String {
    format!("{:?}\n{}", told.field.path.0.iter().last(), effect(told))
}

fn effect(told: &ToldField<'_>) -> String {
    let values = (!told.is_echo).then_some((told.field.before, told.field.after));
    format!("{:?}", (values, &told.causes))
}
