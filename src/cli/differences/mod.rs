//! What differs, told: for people, for a pull request, and for programs.

mod block;
mod cause;
mod danger;
mod drift;
mod effect;
mod fold;
mod gist;
mod json;
mod markdown;
mod name;
mod paint;
mod summary;
mod text;
mod value;

use std::collections::{BTreeMap, BTreeSet};

use crate::diff::{Change, Class, Classes, Context, Document, FILE, Field, classes};

pub use cause::{Cause, CauseLine};
pub use drift::Drifted;
use fold::Folded;
pub use json::json;
pub use markdown::{Local, markdown};
pub use name::names;
pub use summary::summary;
pub use text::text;

/// What differs of one environment, or between two.
pub struct Difference<'d> {
    /// `prod`, or `staging → prod`.
    pub name: String,
    pub presence: Presence,
    pub told: Vec<Told<'d>>,
    pub files: Vec<Drifted>,
    /// Namespaces that need not be named.
    pub namespaces: BTreeSet<String>,
}

/// On which sides an environment is there at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    Both,
    Added,
    Removed,
}

/// A change, what it does, and what causes it.
pub struct Told<'d> {
    pub change: &'d Change<'d>,
    /// Of the object as a whole and of all its fields.
    pub classes: BTreeSet<Class>,
    /// Of the object as a whole.
    pub causes: Vec<Cause>,
    pub fields: Vec<ToldField<'d>>,
}

pub struct ToldField<'d> {
    pub field: &'d Field<'d>,
    pub classes: BTreeSet<Class>,
    pub causes: Vec<Cause>,
    /// What stands there is nobody's to see.
    pub is_secret: bool,
    /// It follows from another change.
    pub is_echo: bool,
}

/// What became of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    Added,
    Removed,
    Changed,
    /// It is there under another name, so it is another object to whoever applies it.
    Renamed,
}

impl Fate {
    pub fn as_str(self) -> &'static str {
        match self {
            Fate::Added => "added",
            Fate::Removed => "removed",
            Fate::Changed => "changed",
            Fate::Renamed => "renamed",
        }
    }

    pub fn sign(self) -> char {
        match self {
            Fate::Added => '+',
            Fate::Removed => '-',
            Fate::Changed | Fate::Renamed => '~',
        }
    }
}

/// Each change with its classes, and with what `causes` says of it as a whole and of each of its fields.
pub fn told<'d>(
    changes: &'d [Change<'d>],
    context: &Context<'_>,
    causes: impl Fn(&Change<'d>, Option<&Field<'d>>) -> Vec<Cause>,
) -> Vec<Told<'d>> {
    let tell = |change: &'d Change<'d>| {
        let Classes { whole, fields } = classes(change, context);
        let field = |(field, classes): (&'d Field<'d>, BTreeSet<Class>)| ToldField {
            field,
            classes,
            causes: causes(change, Some(field)),
            is_secret: is_secret(change, field),
            is_echo: field.echo,
        };
        let fields = change.fields.iter().zip(fields).map(field).collect();
        Told { change, classes: whole, causes: causes(change, None), fields }
    };
    changes.iter().map(tell).collect()
}

impl<'d> Told<'d> {
    /// Without what is said by that it came or went.
    fn told_classes(&self) -> BTreeSet<Class> {
        let is_plain = matches!(self.change.fate(), Fate::Added | Fate::Removed);
        self.classes.iter().copied().filter(|class| !is_plain || *class != Class::Replace).collect()
    }

    /// The field that says what it is called now, which is told along with the object.
    fn naming(&self) -> Option<&ToldField<'d>> {
        let is_renamed = self.change.fate() == Fate::Renamed;
        self.fields.iter().find(|told| is_renamed && told.field.path.keys() == ["metadata", "name"])
    }

    /// What its own line tells: what came of it as a whole, and why.
    fn head(&self) -> (BTreeSet<Class>, Vec<&Cause>) {
        let mut classes = self.whole_classes();
        classes.extend(self.naming().iter().flat_map(|field| field.classes.iter().copied()));
        let causes = self.causes.iter().chain(self.naming().into_iter().flat_map(|field| &field.causes));
        (classes, causes.collect())
    }

    /// The fields that stand below it.
    fn body<'t>(&'t self, folded: &Folded<'_>) -> Vec<&'t ToldField<'d>> {
        let naming = self.naming().map(|field| &field.field.path);
        let is_told = |told: &&ToldField<'_>| Some(&told.field.path) != naming && !folded.holds(told);
        self.fields.iter().filter(is_told).collect()
    }

    /// Those of its classes that no field tells.
    fn whole_classes(&self) -> BTreeSet<Class> {
        let of_fields: BTreeSet<Class> = self.fields.iter().flat_map(|field| field.classes.iter().copied()).collect();
        self.told_classes().difference(&of_fields).copied().collect()
    }
}

/// Values of Secrets are shown to nobody.
fn is_secret(change: &Change<'_>, field: &Field<'_>) -> bool {
    let is_value = field.path.keys().first().is_some_and(|key| matches!(*key, "data" | "stringData"));
    is_value && change.document().is_secret()
}

impl Document {
    fn is_secret(&self) -> bool {
        self.id.kind == "Secret" && self.id.group.is_empty()
    }

    /// As kubectl spells it: `deployment.apps/web`. A file is called by its path.
    fn kubectl_name(&self) -> String {
        if self.id.kind == FILE {
            return self.id.name.clone();
        }
        let kind = self.id.kind.to_lowercase();
        match self.id.group.as_str() {
            "" => format!("{kind}/{}", self.id.name),
            group => format!("{kind}.{group}/{}", self.id.name),
        }
    }
}

impl<'d> Change<'d> {
    /// As it is after, or else as it was.
    fn document(&self) -> &'d Document {
        self.after.or(self.before).expect("a change is of a document")
    }

    fn fate(&self) -> Fate {
        match (self.before, self.after) {
            (None, _) => Fate::Added,
            (_, None) => Fate::Removed,
            (Some(before), Some(after)) => {
                let is_same = |one: &Document, other: &Document| one.kubectl_name() == other.kubectl_name();
                if is_same(before, after) { Fate::Changed } else { Fate::Renamed }
            }
        }
    }
}

impl Difference<'_> {
    pub fn is_none(&self) -> bool {
        self.presence == Presence::Both && self.told.is_empty() && self.files.is_empty()
    }

    pub fn classes(&self) -> BTreeSet<Class> {
        self.told.iter().flat_map(|told| told.classes.iter().copied()).collect()
    }

    fn told_classes(&self) -> BTreeSet<Class> {
        self.told.iter().flat_map(Told::told_classes).collect()
    }

    /// By owner: the platform first, then workloads by name; what is no object or service last.
    fn by_owner(&self) -> BTreeMap<Owner, Vec<&Told<'_>>> {
        let mut owners: BTreeMap<Owner, Vec<&Told<'_>>> = BTreeMap::new();
        for told in &self.told {
            owners.entry(Owner::of(told.change)).or_default().push(told);
        }
        owners
    }

    /// Name of an object, with its namespace where that tells something.
    fn name_of(&self, told: &Told<'_>) -> String {
        let document = told.change.document();
        match &document.id.namespace {
            Some(namespace) if !self.namespaces.contains(namespace) => {
                format!("{} in {namespace}", document.kubectl_name())
            }
            Some(_) | None => document.kubectl_name(),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Owner {
    Platform,
    Workload(String),
    Files,
}

impl Owner {
    fn of(change: &Change<'_>) -> Self {
        let owner = [change.after, change.before].into_iter().flatten().find_map(|document| document.owner.clone());
        match owner {
            Some(owner) => Owner::Workload(owner),
            None if change.document().id.kind == FILE => Owner::Files,
            None => Owner::Platform,
        }
    }

    fn name(&self) -> &str {
        match self {
            Owner::Platform => "platform",
            Owner::Workload(name) => name,
            Owner::Files => "files",
        }
    }
}
