//! The changes that somebody should look at before they are applied, the gravest first.

use std::collections::BTreeMap;

use crate::diff::Class;

use super::value::{self, shown};
use super::{Difference, Fate, Presence, Told};

/// A dangerous change, and where it is made alike.
pub struct Danger {
    pub class: Class,
    pub objects: Vec<String>,
    pub change: Shown,
    /// The first line that causes it.
    pub cause: Option<String>,
    pub environments: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shown {
    /// Of the object as a whole: `added`, `removed`.
    Whole(&'static str),
    Line {
        path: String,
        before: Option<String>,
        after: Option<String>,
    },
    /// Too long for a line.
    Lines(String),
}

impl Danger {
    /// What is the same where it is made alike.
    fn key(&self) -> (Class, Shown, Option<String>) {
        (self.class, self.change.clone(), self.cause.clone())
    }
}

/// What is alike in several objects, or in the same objects of several environments, is one.
pub fn dangers(differences: &[&Difference<'_>]) -> Vec<Danger> {
    let mut of_each: Vec<Danger> = Vec::new();
    for difference in differences.iter().filter(|difference| difference.presence == Presence::Both) {
        let found = difference.told.iter().flat_map(|told| of_change(difference, told));
        of_each.extend(joined(found, Danger::key, |known, alike| known.objects.extend(alike.objects)));
    }
    let key = |danger: &Danger| (danger.key(), danger.objects.clone());
    let mut dangers = joined(of_each, key, |known, alike| known.environments.extend(alike.environments));
    dangers.sort_by_key(|danger| std::cmp::Reverse(danger.class));
    dangers
}

/// One of each key, in the order of the first.
fn joined<K: Ord>(
    all: impl IntoIterator<Item = Danger>,
    key: impl Fn(&Danger) -> K,
    join: impl Fn(&mut Danger, Danger),
) -> Vec<Danger> {
    let mut dangers: Vec<Danger> = Vec::new();
    let mut known = BTreeMap::new();
    for found in all {
        let index = *known.entry(key(&found)).or_insert(dangers.len());
        match dangers.get_mut(index) {
            Some(known) => join(known, found),
            None => dangers.push(found),
        }
    }
    dangers
}

fn of_change(difference: &Difference<'_>, told: &Told<'_>) -> Vec<Danger> {
    let danger = |class: Class, change: Shown, cause: Option<String>| Danger {
        class,
        objects: vec![difference.name_of(told)],
        change,
        cause,
        environments: vec![difference.name.clone()],
    };
    let mut dangers = Vec::new();
    // That something goes is worth a look, too.
    let classes = if told.change.fate() == Fate::Removed { told.classes.clone() } else { told.whole_classes() };
    let gravest = classes.into_iter().rfind(|class| class.is_dangerous());
    if let Some(class) = gravest {
        let cause = told.causes.first().map(|cause| cause.words(false));
        dangers.push(danger(class, Shown::Whole(told.change.fate().as_str()), cause));
    }
    for field in told.fields.iter().filter(|field| !field.is_echo) {
        let Some(class) = field.classes.iter().rfind(|class| class.is_dangerous()) else { continue };
        let path = field.field.path.to_string();
        let change = match shown(field) {
            value::Shown::Line { before, after } => Shown::Line { path, before, after },
            value::Shown::Lines(_) => Shown::Lines(path),
        };
        let cause = field.causes.first().map(|cause| cause.words(field.is_secret));
        dangers.push(danger(*class, change, cause));
    }
    dangers
}
