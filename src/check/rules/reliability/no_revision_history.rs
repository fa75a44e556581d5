//! Roll-outs that cannot be taken back.

use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

pub const RULE: Rule = Rule {
    name: "no-revision-history",
    finds: "a controller that keeps no earlier version",
    why: "`kubectl rollout undo` has nothing to go back to, and an Argo Rollout that aborts neither.",
    instead: "Leave `revision-history` out, which keeps ten, or keep one at least.",
    levels: Levels::staged(Level::Allow, Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for pod in checked.objects.pods() {
        if pod.item.get(&["spec", "revisionHistoryLimit"]).as_i64() == Some(0) {
            let at = At::object(pod.item, &["spec", "revisionHistoryLimit"]).from(&["revision-history"]);
            found.push(at, format!("`{}` keeps no version to go back to", pod.item.words), "1 or more");
        }
    }
}
