//! How checks make up the standard of a level and version.

use crate::diagnostic::FieldPath;
use crate::model::platform::PodSecurityLevel as Level;

use super::subject::{Part, Subject};
use super::{CHECKS, Version};

/// Something that a level has against a pod.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Kubernetes' own name of the check.
    pub check: &'static str,
    /// What is wrong, as a clause: "the container `app` runs privileged".
    pub what: String,
    /// From the pod: `spec.containers.0.securityContext.privileged`.
    pub field: FieldPath,
}

/// What a level of some version has against a pod: nothing, if it would be admitted.
pub fn violations(level: Level, version: Version, subject: &Subject<'_>) -> Vec<Violation> {
    let held = |of: Level| {
        let checks = CHECKS.iter().filter(move |check| check.level == of);
        checks.filter_map(move |check| Some((check.id, check.revision(version)?)))
    };
    let (baseline, restricted) = match level {
        Level::Privileged => return Vec::new(),
        Level::Baseline => (held(Level::Baseline), Vec::new()),
        Level::Restricted => (held(Level::Baseline), held(Level::Restricted).collect::<Vec<_>>()),
    };
    let replaced = |id: &str| restricted.iter().any(|(_, revision)| revision.in_place_of == Some(id));
    let checks = baseline.filter(|(id, _)| !replaced(id)).chain(restricted.iter().copied());
    checks.flat_map(|(id, revision)| revision.violations(id, subject)).collect()
}

/// What one check has against a pod, whatever asks for it.
///
/// # Panics
/// There must be a check of that name.
pub fn violations_of(check: &str, version: Version, subject: &Subject<'_>) -> Vec<Violation> {
    let check = named(check);
    check.revision(version).map(|revision| revision.violations(check.id, subject)).unwrap_or_default()
}

/// The loosest level that a check belongs to.
pub fn level_of(check: &str) -> Level {
    named(check).level
}

fn named(check: &str) -> &'static Check {
    CHECKS.iter().find(|known| known.id == check).expect("rules name checks that there are")
}

/// A check in all its revisions, oldest first.
pub(super) struct Check {
    pub id: &'static str,
    pub level: Level,
    pub revisions: &'static [Revision],
}

impl Check {
    fn revision(&self, version: Version) -> Option<&'static Revision> {
        self.revisions.iter().rfind(|revision| revision.since <= version)
    }
}

pub(super) struct Revision {
    since: Version,
    find: fn(&Subject<'_>, &mut Broken),
    /// The check of the baseline level that says nothing where this one does.
    in_place_of: Option<&'static str>,
    /// Whether pods of Windows are exempt: they may not even set the field.
    except_on_windows: bool,
}

impl Revision {
    pub const fn since(minor: u32, find: fn(&Subject<'_>, &mut Broken)) -> Self {
        Self { since: Version::minor(minor), find, in_place_of: None, except_on_windows: false }
    }

    pub const fn in_place_of(self, id: &'static str) -> Self {
        Self { in_place_of: Some(id), ..self }
    }

    pub const fn except_on_windows(self) -> Self {
        Self { except_on_windows: true, ..self }
    }

    fn violations(&self, check: &'static str, subject: &Subject<'_>) -> Vec<Violation> {
        let mut broken = Broken::default();
        if !(self.except_on_windows && subject.on_windows()) {
            (self.find)(subject, &mut broken);
        }
        broken.0.into_iter().map(|(field, what)| Violation { check, what, field }).collect()
    }
}

/// Takes what one check finds.
#[derive(Default)]
pub(super) struct Broken(Vec<(FieldPath, String)>);

impl Broken {
    /// A field below the part, and what the part does: "runs privileged".
    pub fn push(&mut self, part: &Part<'_>, field: &[&str], does: &str) {
        self.0.push((part.path.join(field), format!("{} {does}", part.words)));
    }

    /// A field of the pod, from its root.
    pub fn pod(&mut self, field: FieldPath, what: String) {
        self.0.push((field, what));
    }
}
