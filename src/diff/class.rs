//! What a change does when it is applied.

use std::collections::BTreeSet;

use super::compare::{Change, Field};

/// Harmless first. A change may be of several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// No pod notices.
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
    /// What was stored is gone.
    LosesData,
}

/// The classes of one field of a change; of what was added or removed as a whole, with none.
pub fn classes(_change: &Change<'_>, _field: Option<&Field<'_>>) -> BTreeSet<Class> {
    BTreeSet::new()
}
