//! Pods that their own namespace warns of.

use crate::check::pod_security::{Mode, Subject, violations};
use crate::check::{Checked, Found, Levels, Rule};
use crate::model::lint::Level;
use crate::model::platform::PodSecurityLevel;

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
        let enforced = standard(checked, &pod, Mode::Enforce).map_or(PodSecurityLevel::Privileged, |found| found.level);
        for (mode, does) in [(Mode::Warn, "warns of"), (Mode::Audit, "logs")] {
            let Some(wanted) = standard(checked, &pod, mode).filter(|wanted| wanted.level > enforced) else { continue };
            let violations = violations(wanted.level, wanted.version, &subject);
            let Some(first) = violations.first() else { continue };
            let what: Vec<&str> = violations.iter().map(|violation| violation.what.as_str()).collect();
            let (what, words, level) = (what.join(", "), &pod.item.words, wanted.level.as_str());
            let namespace = pod.namespace().unwrap_or_default();
            let message = format!("`{namespace}` {does} the pods of `{words}`, which do not meet `{level}`: {what}");
            found.push(at(&pod, first), message, "mend that, or ask for less");
            break;
        }
    }
}
