//! Faults within `[patches]` that can be told without the objects.

use crate::diagnostic::FieldPath;
use crate::model::workload::Target;

use super::Check;

impl Check<'_, '_> {
    pub(super) fn patches(&mut self) {
        let environment = self.environment;
        for (name, patch) in &environment.patches {
            let at = FieldPath::new(["patches", name]);
            self.require(patch.target.is_some(), &at, "target", "such as `target = \"Deployment/web\"`");
            let present = [patch.merge.is_some(), patch.json.is_some(), patch.from.is_some()];
            self.one_of(&at, &present, &["merge", "json", "from"]);
            self.file_references(&at, patch.from.as_deref(), None);
            if let Some(id) = &patch.namespace {
                self.namespace(&at.then("namespace"), id);
                if patch.target.as_ref().is_some_and(|target| target.of() == Target::Compose) {
                    let message = "a Compose file has no namespaces".to_owned();
                    self.key_fault(&at.then("namespace"), "unused-key", message, "remove it");
                }
            }
        }
    }
}
