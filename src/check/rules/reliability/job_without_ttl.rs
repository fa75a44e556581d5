//! Jobs that stay when they are done.

use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

pub const RULE: Rule = Rule {
    name: "job-without-ttl",
    finds: "a finished job that nobody deletes",
    why: "Its pods and their logs are kept, and with each release another one: the name of a changed job is another. kube-linter
finds the same. It does no harm for long, so that this is allowed unless `[lints]` say otherwise.",
    instead: "Set `keep`, such as `keep = \"1d\"`.",
    levels: Levels::always(Level::Allow),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    // A CronJob keeps so many by itself.
    for pod in checked.objects.pods().filter(|pod| pod.item.kind() == "Job") {
        let field = ["spec", "ttlSecondsAfterFinished"];
        if !pod.item.get(&field).is_number() {
            let at = At::object(pod.item, &field).from(&["keep"]);
            found.push(at, format!("`{}` is kept when it is done", pod.item.words), "add `keep`");
        }
    }
}
