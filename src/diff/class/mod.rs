//! What a change does when it is applied, by what Kubernetes, Compose and the operators whose objects we emit document.
//!
//! A file a family of kinds; `kind.rs` says which kind belongs to which. What is not known to have an effect is of
//! class `no-effect`: of a kind that nobody here knows, nothing but that it came or went is sure.

mod compose;
mod config;
mod context;
mod ingress;
mod job;
mod kind;
mod leaf;
mod pod;
mod policy;
mod privilege;
mod selection;
mod service;
mod storage;
mod workload;

use std::collections::BTreeSet;
use std::fmt;

use super::compare::{Change, Field};
use super::document::Document;
pub use context::Context;
use leaf::leaves;
use policy::Traffic;

/// Harmless first. A change may be of several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// No pod that runs notices: nothing that is known here happens by this alone. A ConfigMap's data are of this class:
    /// files change later, variables not before a restart, and our checksums, which are fields themselves, restart.
    NoEffect,
    /// More or less may run, or be used.
    Capacity,
    /// Pods are replaced by others, one after the other.
    Restart,
    /// An object is there that was not, or no longer.
    Replace,
    /// Somebody may connect who could not.
    OpensNetwork,
    /// Somebody may no longer connect who could.
    ClosesNetwork,
    /// Somebody may do more, or less, than before.
    Privilege,
    /// The API server takes it for no object that is there: it must be deleted first.
    Refused,
    /// What was stored is gone, or where nobody looks for it.
    LosesData,
}

impl Class {
    /// Harmless first.
    pub const ALL: [Self; 9] = [
        Self::NoEffect,
        Self::Capacity,
        Self::Restart,
        Self::Replace,
        Self::OpensNetwork,
        Self::ClosesNetwork,
        Self::Privilege,
        Self::Refused,
        Self::LosesData,
    ];

    /// As `--fail-on` takes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoEffect => "no-effect",
            Self::Capacity => "capacity",
            Self::Restart => "restart",
            Self::Replace => "replace",
            Self::OpensNetwork => "opens-network",
            Self::ClosesNetwork => "closes-network",
            Self::Privilege => "privilege",
            Self::Refused => "refused",
            Self::LosesData => "loses-data",
        }
    }

    /// For people, after the name of what is changed.
    pub const fn about(self) -> &'static str {
        match self {
            Self::NoEffect => "no pod that runs notices",
            Self::Capacity => "more or less may run, or be used",
            Self::Restart => "pods or containers are replaced by others",
            Self::Replace => "an object is added, removed or renamed",
            Self::OpensNetwork => "somebody may connect who could not",
            Self::ClosesNetwork => "somebody may no longer connect who could",
            Self::Privilege => "somebody may do more, or less",
            Self::Refused => "the API server refuses it: the object must be deleted first",
            Self::LosesData => "what was stored is gone",
        }
    }
}

impl fmt::Display for Class {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// The classes of a change: never none, and `NoEffect` only alone.
pub struct Classes {
    /// Of the object as a whole and of all its fields.
    pub whole: BTreeSet<Class>,
    /// Of each field, in the order of the change.
    pub fields: Vec<BTreeSet<Class>>,
}

pub fn classes(change: &Change<'_>, context: &Context<'_>) -> Classes {
    let mut fields = Vec::new();
    let mut whole: BTreeSet<Class> = match (change.before, change.after) {
        (Some(before), Some(after)) => {
            let renamed = before.id.name != after.id.name || before.id.namespace != after.id.namespace;
            let traffic = Traffic::default();
            let of = |field| of_field(field, [before, after], renamed, (context, &traffic));
            fields.extend(change.fields.iter().map(|field| of(field).into_iter().collect::<BTreeSet<_>>()));
            let whole = if renamed { moved(before, after, context) } else { Vec::new() };
            fields.iter().flatten().copied().chain(whole).collect()
        }
        (None, Some(after)) => came(after, context).collect(),
        (Some(before), None) => went(before, context).collect(),
        (None, None) => BTreeSet::new(),
    };
    for classes in fields.iter_mut().chain([&mut whole]) {
        if classes.is_empty() {
            classes.insert(Class::NoEffect);
        }
    }
    Classes { whole, fields }
}

fn came(document: &Document, context: &Context<'_>) -> impl Iterator<Item = Class> {
    [Class::Replace].into_iter().chain((kind::of(document).came)(document, context))
}

fn went(document: &Document, context: &Context<'_>) -> impl Iterator<Item = Class> {
    [Class::Replace].into_iter().chain((kind::of(document).went)(document, context))
}

/// What has another name is made anew and what bore the old one is deleted.
fn moved(before: &Document, after: &Document, context: &Context<'_>) -> Vec<Class> {
    went(before, context).chain(came(after, context)).collect()
}

fn of_field(
    field: &Field<'_>,
    sides: [&Document; 2],
    renamed: bool,
    (context, traffic): (&Context<'_>, &Traffic),
) -> Vec<Class> {
    let changed = kind::of(sides[1]).changed;
    let mut found = Vec::new();
    for leaf in leaves(field, sides, context, traffic) {
        match leaf.keys()[..] {
            ["metadata", "name" | "namespace"] => found.extend(moved(sides[0], sides[1], context)),
            ["apiVersion" | "kind" | "status", ..] => {}
            _ => found.extend(changed(&leaf)),
        }
    }
    if renamed {
        // It is made anew, so nothing of it is an update that could be refused.
        let made = |class: &mut Class| {
            if *class == Class::Refused {
                *class = Class::Replace;
            }
        };
        found.iter_mut().for_each(made);
    }
    found
}
