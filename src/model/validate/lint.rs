//! Faults within `[lints]` that can be told without the rules.

use crate::diagnostic::FieldPath;
use crate::model::lint::Level;

use super::Check;

impl Check<'_, '_> {
    pub(super) fn lints(&mut self) {
        for (rule, lint) in &self.environment.lints {
            let at = FieldPath::new(["lints", rule]);
            self.require(lint.level.is_some(), &at, "level", "`allow`, `warn` or `deny`");
            let wants_reason = lint.level == Some(Level::Allow);
            let given = lint.reason.as_ref().is_some_and(|reason| !reason.trim().is_empty());
            self.require(given || !wants_reason, &at, "reason", "say why this is fine here");
        }
    }
}
