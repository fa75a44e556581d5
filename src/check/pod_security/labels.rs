//! What a namespace asks of the pods in it, by its labels.

use serde_json::Value as Json;

use crate::check::object::get;
use crate::model::platform::PodSecurityLevel as Level;

use super::Version;

/// What happens to a pod that does not meet a standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// It is refused.
    Enforce,
    /// Who makes it is warned.
    Warn,
    /// It is noted in the server's log.
    Audit,
}

impl Mode {
    pub const ALL: [Self; 3] = [Self::Enforce, Self::Warn, Self::Audit];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Enforce => "enforce",
            Self::Warn => "warn",
            Self::Audit => "audit",
        }
    }

    pub fn label(self) -> String {
        format!("pod-security.kubernetes.io/{}", self.as_str())
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standard {
    pub level: Level,
    pub version: Version,
}

/// The standards of a namespace; `None` where no label says anything, so that the cluster decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    pub enforce: Option<Standard>,
    pub warn: Option<Standard>,
    pub audit: Option<Standard>,
}

impl Policy {
    pub fn of(&self, mode: Mode) -> Option<Standard> {
        match mode {
            Mode::Enforce => self.enforce,
            Mode::Warn => self.warn,
            Mode::Audit => self.audit,
        }
    }
}

/// Reads a Namespace's labels as the server does: who misspells what is enforced gets the strictest, and of what is
/// only told nothing.
pub fn policy(namespace: &Json) -> Policy {
    let labels = get(namespace, &["metadata", "labels"]);
    let read = |mode: Mode, misspelt: Level| {
        let label = mode.label();
        let level = level(labels.get(&label)?.as_str()?).unwrap_or(misspelt);
        let version = labels.get(format!("{label}-version")).and_then(Json::as_str);
        let version = version.and_then(Version::parse).unwrap_or(Version::LATEST);
        Some(Standard { level, version })
    };
    let enforce = read(Mode::Enforce, Level::Restricted);
    // Who enforces a level is warned of it, too.
    let warn = read(Mode::Warn, Level::Privileged).or(enforce);
    Policy { enforce, warn, audit: read(Mode::Audit, Level::Privileged) }
}

/// A level as labels spell it.
pub fn level(label: &str) -> Option<Level> {
    [Level::Privileged, Level::Baseline, Level::Restricted].into_iter().find(|level| level.as_str() == label)
}
