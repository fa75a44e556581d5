//! Pods that their own namespace warns of.

use crate::check::pod_security::{Mode, Subject, violations};
use crate::check::{Checked, Found, Levels, Rule};
use crate::diagnostic::FieldPath;
use crate::model::lint::Level;

use super::admission::{at, standard};

pub const RULE: Rule = Rule {
    name: "pss-warning",
    finds: "a pod that does not meet the Pod Security Standard that its namespace warns of or audits",
    why: "The namespace says that it wants to become stricter: the API server admits such a pod, prints a warning with
each apply, and notes it in its log. As soon as the level is enforced, the pod is refused.",
    instead: "Mend the pod, or ask for no more than what is enforced: `pod-security.warn = \"baseline\"`.",
    levels: Levels::staged(Level::Allow, Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for pod in checked.objects.pods() {
        let subject = Subject::of(pod.json);
        let of_mode =
            |mode| standard(checked, &pod, mode).map(|standard| violations(standard.level, standard.version, &subject));
        let refused = of_mode(Mode::Enforce).unwrap_or_default();
        let mut told: Vec<FieldPath> = refused.into_iter().map(|violation| violation.field).collect();
        for (mode, does) in [(Mode::Warn, "warns of"), (Mode::Audit, "logs")] {
            for violation in of_mode(mode).unwrap_or_default() {
                if told.contains(&violation.field) {
                    continue;
                }
                let namespace = pod.namespace().unwrap_or_default();
                let words = &pod.item.words;
                let message = format!("`{namespace}` {does} the pods of `{words}`: {}", violation.what);
                found.push(at(&pod, &violation), message, format!("mend that (`{}`)", violation.check));
                told.push(violation.field);
            }
        }
    }
}
