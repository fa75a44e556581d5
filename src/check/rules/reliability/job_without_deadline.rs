//! Jobs that may hang.

use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

pub const RULE: Rule = Rule {
    name: "job-without-deadline",
    finds: "a job without a deadline",
    why: "One that hangs is never ended: it keeps its place, and the runs of a CronJob that forbids several at a time are left
out from then on. How long a job may take is nobody's guess, so that this is allowed unless `[lints]` say otherwise.",
    instead: "Set `deadline`.",
    levels: Levels::always(Level::Allow),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for pod in checked.objects.pods().filter(|pod| !pod.stays()) {
        let template: &[&str] = if pod.item.kind() == "CronJob" { &["spec", "jobTemplate"] } else { &[] };
        let field = [template, &["spec", "activeDeadlineSeconds"]].concat();
        if !pod.item.get(&field).is_number() {
            let at = At::object(pod.item, &field).from(&["deadline"]);
            found.push(at, format!("`{}` may take for ever", pod.item.words), "add `deadline`");
        }
    }
}
