//! What a rule reports, and where: the object and its field, and the line of the layers that is to be changed.

use crate::diagnostic::{FieldPath, Place};

use super::object::{Item, spot};
use super::pod::Container;
use super::{Checked, Rule};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Name of the rule.
    pub rule: &'static str,
    pub message: String,
    /// What to do, said at the caret.
    pub label: String,
    pub place: Place,
    /// Where the place is inside something that has no lines of its own.
    pub help: Option<String>,
    /// The field of the model, if it is known.
    pub path: Option<FieldPath>,
    /// The object, as `Kind/name`; a service of a Compose file as `compose/name`.
    pub object: Option<String>,
    pub namespace: Option<String>,
    /// The field of the object.
    pub field: FieldPath,
}

/// Where a finding is.
#[derive(Clone)]
pub struct At<'c> {
    pub(super) item: Option<&'c Item<'c>>,
    pub(super) field: FieldPath,
    /// Keys below the workload's table, or the container's; of several the first that somebody set. Without an object
    /// they are whole paths of the model.
    pub(super) keys: Vec<FieldPath>,
    /// Keys of the container below the workload's table.
    pub(super) table: FieldPath,
    /// A service of the Compose file.
    pub(super) compose: Option<String>,
    /// What decides it where none of the keys is set.
    pub(super) general: Option<FieldPath>,
}

impl<'c> At<'c> {
    /// A field of an object. In the model it is the workload's table, or one of the keys given by `from`.
    pub fn object(item: &'c Item<'c>, field: &[&str]) -> Self {
        Self {
            item: Some(item),
            field: FieldPath::new(field.iter().copied()),
            keys: Vec::new(),
            table: FieldPath::default(),
            compose: None,
            general: None,
        }
    }

    /// A field of a container.
    pub fn container(container: &Container<'c>, field: &[&str]) -> Self {
        Self { field: container.path.join(field), table: container.keys(), ..Self::object(container.item, &[]) }
    }

    /// A field of the model alone.
    pub fn model(path: FieldPath) -> Self {
        Self {
            item: None,
            field: FieldPath::default(),
            keys: vec![path],
            table: FieldPath::default(),
            compose: None,
            general: None,
        }
    }

    /// A service of the Compose file, by its name.
    pub fn compose(service: &str, field: &[&str]) -> Self {
        let field = FieldPath::new(field.iter().copied());
        Self {
            item: None,
            field,
            keys: Vec::new(),
            table: FieldPath::default(),
            compose: Some(service.to_owned()),
            general: None,
        }
    }

    /// The keys of the model that decide it, below the workload's table or the container's. Said again, these are
    /// taken where nobody set the former. For an object without a workload, and for none, they are whole paths.
    #[must_use]
    pub fn from(mut self, keys: &[&str]) -> Self {
        self.keys.push(FieldPath::new(keys.iter().copied()));
        self
    }

    /// What decides it for all workloads, where none of the keys is set: a whole path of the model.
    #[must_use]
    pub fn general(mut self, keys: &[&str]) -> Self {
        self.general = Some(FieldPath::new(keys.iter().copied()));
        self
    }
}

/// Takes what one rule finds.
pub struct Found<'f, 'c> {
    checked: &'f Checked<'c>,
    rule: &'static Rule,
    pub(super) findings: Vec<Finding>,
}

impl<'f, 'c> Found<'f, 'c> {
    pub(super) fn of(checked: &'f Checked<'c>, rule: &'static Rule) -> Self {
        Self { checked, rule, findings: Vec::new() }
    }

    /// The references that break this rule.
    pub fn references(&mut self) {
        let checked = self.checked;
        for fault in checked.references.iter().filter(|fault| fault.rule == self.rule.name) {
            self.push(fault.at.clone(), &fault.message, &fault.label);
        }
    }

    /// What is wrong, and what to do.
    pub fn push(&mut self, at: At<'_>, message: impl Into<String>, label: impl Into<String>) {
        let spot = spot(&at, self.checked);
        self.findings.push(Finding {
            rule: self.rule.name,
            message: message.into(),
            label: label.into(),
            place: spot.place,
            help: spot.help,
            path: spot.path,
            object: at.item.map(|item| item.words.clone()).or(at.compose.map(|name| format!("compose/{name}"))),
            namespace: at.item.and_then(|item| item.object.namespace.clone()),
            field: at.field,
        });
    }
}
