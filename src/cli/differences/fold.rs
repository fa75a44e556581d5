//! Fields that change alike in many objects, which are told once.

use std::collections::{BTreeMap, BTreeSet};

use super::{Difference, Told, ToldField};

/// In so many objects a change is told once for all of them.
const MANY: usize = 3;

/// One field as it changes in many objects: the first of them, and all their names.
pub struct Repeated<'t> {
    pub field: &'t ToldField<'t>,
    pub names: Vec<String>,
}

/// What is told of all objects together, and which fields those are.
pub struct Folded<'t> {
    pub repeated: Vec<Repeated<'t>>,
    known: BTreeSet<String>,
}

impl<'t> Folded<'t> {
    pub fn of(difference: &'t Difference<'t>) -> Self {
        let mut by_key: BTreeMap<String, Vec<(&Told<'_>, &ToldField<'_>)>> = BTreeMap::new();
        let mut order = Vec::new();
        for told in &difference.told {
            for field in &told.fields {
                let key = key(field);
                let found = by_key.entry(key.clone()).or_default();
                if found.is_empty() {
                    order.push(key);
                }
                found.push((told, field));
            }
        }
        by_key.retain(|_, found| found.len() >= MANY);
        let mut folded = Self { repeated: Vec::new(), known: BTreeSet::new() };
        for key in order {
            let Some(found) = by_key.get(&key) else { continue };
            let names = found.iter().map(|(told, _)| difference.name_of(told)).collect();
            folded.known.insert(key);
            folded.repeated.push(Repeated { field: found[0].1, names });
        }
        folded
    }

    pub fn holds(&self, field: &ToldField<'_>) -> bool {
        self.known.contains(&key(field))
    }
}

/// Whatever is shown of a field.
fn key(told: &ToldField<'_>) -> String {
    let field = told.field;
    format!("{:?}", (&field.path, field.before, field.after, &told.classes, &told.causes))
}
