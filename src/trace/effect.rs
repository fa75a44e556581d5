//! What an alteration does to one document.

use crate::diff::{Change, Id, Path};

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Effect {
    /// As the layers come to it; of what is new, as the alteration does.
    pub id: Id,
    pub on: On,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum On {
    /// These fields differ, or all that is in them.
    Fields(Vec<Path>),
    /// It is gone.
    Existence,
    /// It was not there.
    Absence,
}

impl Effect {
    pub fn of(change: &Change<'_>) -> Option<Self> {
        let on = match (change.before, change.after) {
            (Some(_), Some(_)) => On::Fields(change.fields.iter().map(|field| field.path.clone()).collect()),
            (Some(_), None) => On::Existence,
            (None, _) => On::Absence,
        };
        let document = change.before.or(change.after)?;
        Some(Self { id: document.id.clone(), on })
    }
}
