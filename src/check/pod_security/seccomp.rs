//! Which system calls a pod may make.

use serde_json::Value as Json;

use super::standard::Broken;
use super::subject::{Subject, text};
use crate::diagnostic::FieldPath;

const FIELD: &[&str] = &["securityContext", "seccompProfile", "type"];

/// Before it was a field, the profile was an annotation of the pod, or of each of its containers.
const OF_POD: &str = "seccomp.security.alpha.kubernetes.io/pod";
const OF_CONTAINER: &str = "container.seccomp.security.alpha.kubernetes.io/";

pub fn annotations(subject: &Subject<'_>, broken: &mut Broken) {
    let containers = subject.containers();
    let known = |name: &str| containers.iter().any(|container| text(container.json, &["name"]) == name);
    for (key, profile) in subject.annotations() {
        let is_profile = key == OF_POD || key.strip_prefix(OF_CONTAINER).is_some_and(known);
        let allowed = matches!(profile, "runtime/default" | "docker/default") || profile.starts_with("localhost/");
        if is_profile && !allowed {
            let field = FieldPath::new(["metadata", "annotations", key]);
            broken.pod(field, format!("the annotation `{key}` is `{profile}`"));
        }
    }
}

/// `seccompProfile_baseline`: none is fine, but not one that allows everything.
pub fn unconfined(subject: &Subject<'_>, broken: &mut Broken) {
    for part in subject.parts() {
        let profile = part.context(&["seccompProfile"]);
        if !profile.is_null() && !is_confining(profile) {
            let does = format!("has the seccomp profile `{}`", text(profile, &["type"]));
            broken.push(&part, FIELD, &does);
        }
    }
}

/// `seccompProfile_restricted`: each container has one, of its own or its pod's.
pub fn unset(subject: &Subject<'_>, broken: &mut Broken) {
    unconfined(subject, broken);
    // What the pod's own profile is has been told.
    let inherited = !subject.pod().context(&["seccompProfile"]).is_null();
    for container in subject.containers() {
        if !inherited && container.context(&["seccompProfile"]).is_null() {
            broken.push(&container, FIELD, "has no seccomp profile");
        }
    }
}

fn is_confining(profile: &Json) -> bool {
    matches!(text(profile, &["type"]), "RuntimeDefault" | "Localhost")
}
