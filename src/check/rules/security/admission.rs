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
    let key = match violation.field.keys().last().map(String::as_str) {
        Some("allowPrivilegeEscalation") => "escalation",
        Some("add") => "add",
        Some("drop") => "drop",
        Some("privileged") => "privileged",
        Some("runAsNonRoot") => "non-root",
        Some("runAsUser") => "user",
        Some("type") if violation.check.starts_with("seccomp") => "seccomp",
        _ => "",
    };
    match container(pod, violation) {
        Some((container, below)) if !key.is_empty() => {
            from_security(At::container(&container, &words(&below)), &container, key)
        }
        Some((container, below)) => from(At::container(&container, &words(&below)), violation),
        None => {
            let at = At::object(pod.item, &pod.field(&words(violation.field.keys())));
            if key.is_empty() { from(at, violation) } else { at.from(&["security", key]).from(&["security"]) }
        }
    }
}

/// The key of `security` that decides a field of a container's context; where there is no context at all, it is
/// `enabled` before all others.
pub fn from_security<'p>(at: At<'p>, container: &Container<'p>, key: &str) -> At<'p> {
    let is_off = container.get(&["securityContext"]).is_null();
    let at = if is_off { at.from(&["security", "enabled"]) } else { at };
    at.from(&["security", key]).from(&["security", "preset"]).from(&["security"])
}

/// Keys of the model below a workload's table that decide what is no part of a security context.
fn from<'p>(at: At<'p>, violation: &Violation) -> At<'p> {
    match (violation.check, violation.field.keys().last().map(String::as_str)) {
        ("hostNamespaces", Some("hostPID")) => at.from(&["host-pid"]),
        ("hostNamespaces", _) => at.from(&["host-network"]),
        ("hostPorts", _) => at.from(&["host-ports"]).from(&["ports"]),
        ("hostPathVolumes" | "restrictedVolumes", _) => at.from(&["volumes"]),
        ("hostProbesAndHostLifecycle", _) => match violation.field.keys().get(3).map(String::as_str) {
            Some("livenessProbe") => at.from(&["liveness"]),
            Some("readinessProbe") => at.from(&["readiness"]),
            Some("startupProbe") => at.from(&["startup"]),
            _ => at.from(&["pre-stop"]).from(&["post-start"]),
        },
        _ => at.from(&["extra"]),
    }
}

fn words(keys: &[String]) -> Vec<&str> {
    keys.iter().map(String::as_str).collect()
}
