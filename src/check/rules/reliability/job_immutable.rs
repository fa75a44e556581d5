//! Jobs that can be applied once.

use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

pub const RULE: Rule = Rule {
    name: "job-immutable",
    finds: "a raw Job that is applied again under the same name",
    why:
        "A Job cannot be changed once it is there: with the next image the API refuses it, and the whole release stops.
As long as nothing changes, it does not run again either.",
    instead: "Declare it in `[jobs]`, where its name tells what it does, or make it a hook of what applies it.",
    levels: Levels::always(Level::Warn),
    find,
};

/// Who applies a hook deletes the earlier one.
const HOOKS: [&str; 2] = ["argocd.argoproj.io/hook", "helm.sh/hook"];

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for item in checked.objects.of_kind("Job").filter(|item| item.group() == "batch" && item.manifest.is_some()) {
        let annotations = item.get(&["metadata", "annotations"]);
        let is_gone = item.get(&["spec", "ttlSecondsAfterFinished"]).is_number();
        if is_gone || HOOKS.iter().any(|hook| annotations.get(*hook).is_some()) {
            continue;
        }
        let message = format!("`{}` cannot be applied again with another content", item.words);
        found.push(At::object(item, &["metadata", "name"]), message, "declare it in `[jobs]`");
    }
}
