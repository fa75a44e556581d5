//! Pods that their own namespace refuses.

use crate::check::pod_security::{Mode, Subject, violations};
use crate::check::{Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::admission::{at, standard};

pub const RULE: Rule = Rule {
    name: "pss-violation",
    finds: "a pod that does not meet the Pod Security Standard that its namespace enforces",
    why:
        "The API server refuses such a pod. The Deployment that makes it is accepted all the same, so an apply succeeds
and nothing starts: only the events of its ReplicaSet say why. All checks of the levels `baseline` and `restricted` are
held, as the environment's version of Kubernetes has them.",
    instead: "Take back what breaks the standard, or let the namespace enforce a looser one:
`namespaces.main.pod-security.enforce = \"baseline\"`.",
    levels: Levels::always(Level::Deny),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for pod in checked.objects.pods() {
        let Some(enforced) = standard(checked, &pod, Mode::Enforce) else { continue };
        let level = enforced.level.as_str();
        for violation in violations(enforced.level, enforced.version, &Subject::of(pod.json)) {
            let namespace = pod.namespace().unwrap_or_default();
            let words = &pod.item.words;
            let message =
                format!("`{namespace}` enforces `{level}` and refuses the pods of `{words}`: {}", violation.what);
            found.push(at(&pod, &violation), message, format!("meet `{level}`, or loosen it (`{}`)", violation.check));
        }
    }
}
