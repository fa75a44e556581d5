//! How pods meet the standards of their namespaces: what several rules of this family ask.

use crate::check::pod_security::{
    Mode, Policy, Standard, Subject, Version, Violation, level_of, policy, violations_of,
};
use crate::check::{At, Checked, Container, Found, Pod};
use crate::diagnostic::FieldPath;
use crate::model::platform::PodSecurityLevel as Level;

/// What a pod's namespace asks of it, as the environment's cluster understands it. A namespace that is not made here
/// asks what the model says of all.
pub fn standard(checked: &Checked<'_>, pod: &Pod<'_>, mode: Mode) -> Option<Standard> {
    let namespace = pod.namespace()?;
    let written = match checked.objects.find("Namespace", None, namespace) {
        Some(made) => policy(&made.json),
        None => elsewhere(checked),
    };
    let standard = written.of(mode)?;
    let version = standard.version.in_cluster(checked.environment.platform.kubernetes);
    Some(Standard { version, ..standard })
}

fn elsewhere(checked: &Checked<'_>) -> Policy {
    let said = checked.environment.security.pod_security.as_ref().filter(|said| said.enabled);
    let latest = |level| Standard { level, version: Version::LATEST };
    Policy {
        enforce: said.and_then(|said| said.enforce).map(latest),
        warn: said.and_then(|said| said.warn).map(latest),
        audit: said.and_then(|said| said.audit).map(latest),
    }
}

/// What a check of the standards has against pods, though their namespaces admit them. Of a privileged container that
/// alone is told, for all else follows from it.
pub fn unenforced(checked: &Checked<'_>, found: &mut Found<'_, '_>, check: &str, advice: &str) {
    let newest = Version::LATEST.in_cluster(checked.environment.platform.kubernetes);
    for pod in checked.objects.pods() {
        let subject = Subject::of(pod.json);
        let violations = violations_of(check, newest, &subject);
        if violations.is_empty() || is_enforced(checked, &pod, check) {
            continue;
        }
        for violation in violations {
            if check == "privileged" || !of_privileged(&pod, &violation) {
                let message = format!("in `{}`, {}", pod.item.words, violation.what);
                found.push(at(&pod, &violation), message, advice);
            }
        }
    }
}

/// Whether the pod's namespace refuses what a check is about.
pub fn is_enforced(checked: &Checked<'_>, pod: &Pod<'_>, check: &str) -> bool {
    let enforced = standard(checked, pod, Mode::Enforce).map_or(Level::Privileged, |standard| standard.level);
    level_of(check) <= enforced
}

fn of_privileged(pod: &Pod<'_>, violation: &Violation) -> bool {
    container(pod, violation).is_some_and(|(container, _)| is_privileged(&container))
}

pub fn is_privileged(container: &Container<'_>) -> bool {
    container.get(&["securityContext", "privileged"]).as_bool() == Some(true)
}

/// The container that a violation is in, and the field below it.
fn container<'p>(pod: &Pod<'p>, violation: &Violation) -> Option<(Container<'p>, Vec<String>)> {
    let keys = violation.field.keys();
    let whole = FieldPath::new(pod.path.iter().copied().chain(keys.iter().map(String::as_str)));
    let container = pod.containers().into_iter().find(|container| whole.starts_with(&container.path))?;
    let below = whole.keys()[container.path.keys().len()..].to_vec();
    Some((container, below))
}

/// Where a violation is, and which keys of the model decide it.
pub fn at<'p>(pod: &Pod<'p>, violation: &Violation) -> At<'p> {
    let at = match container(pod, violation) {
        Some((container, below)) => At::container(&container, &words(&below)),
        None => At::object(pod.item, &pod.field(&words(violation.field.keys()))),
    };
    let decided = decided_by(violation);
    decided.iter().fold(at, |at, keys| at.from(keys))
}

fn words(keys: &[String]) -> Vec<&str> {
    keys.iter().map(String::as_str).collect()
}

/// Keys of the model below a workload's table, the nearest first.
fn decided_by(violation: &Violation) -> &'static [&'static [&'static str]] {
    let last = violation.field.keys().last().map_or("", String::as_str);
    match (violation.check, last) {
        ("hostNamespaces", "hostPID") => &[&["host-pid"]],
        ("hostNamespaces", _) => &[&["host-network"]],
        ("hostPorts", _) => &[&["host-ports"], &["ports"]],
        ("hostPathVolumes" | "restrictedVolumes", _) => &[&["volumes"]],
        ("privileged", _) => &[&["security", "privileged"], &["security"]],
        ("allowPrivilegeEscalation", _) => &[&["security", "escalation"], &["security", "preset"], &["security"]],
        (_, "add") => &[&["security", "add"], &["security"]],
        (_, "drop") => &[&["security", "drop"], &["security", "preset"], &["security"]],
        ("runAsNonRoot", _) => &[&["security", "non-root"], &["security", "preset"], &["security"]],
        ("runAsUser", _) => &[&["security", "user"], &["security"]],
        ("seccompProfile_baseline" | "seccompProfile_restricted", _) => {
            &[&["security", "seccomp"], &["security", "preset"], &["security"]]
        }
        _ => &[&["extra"]],
    }
}
