//! What AppArmor and SELinux are told of a pod.

use super::standard::{Broken, Revision};
use super::subject::{Subject, text};
use crate::diagnostic::FieldPath;

/// Before it was a field, the profile of each container was an annotation.
const APP_ARMOR: &str = "container.apparmor.security.beta.kubernetes.io/";

pub fn app_armor(subject: &Subject<'_>, broken: &mut Broken) {
    for part in subject.parts() {
        let profile = part.context(&["appArmorProfile"]);
        let kind = text(profile, &["type"]);
        if !profile.is_null() && !matches!(kind, "RuntimeDefault" | "Localhost") {
            let field = ["securityContext", "appArmorProfile", "type"];
            broken.push(&part, &field, &format!("has the AppArmor profile `{kind}`"));
        }
    }
    for (key, profile) in subject.annotations() {
        let allowed = profile.is_empty() || profile == "runtime/default" || profile.starts_with("localhost/");
        if let (Some(container), false) = (key.strip_prefix(APP_ARMOR), allowed) {
            let field = FieldPath::new(["metadata", "annotations", key]);
            broken.pod(field, format!("the container `{container}` has the AppArmor profile `{profile}`"));
        }
    }
}

/// `seLinuxOptions`: some types, and neither a user nor a role.
pub const SE_LINUX: &[Revision] = &[
    Revision::since(0, |subject, broken| se_linux(subject, broken, 4)),
    Revision::since(31, |subject, broken| se_linux(subject, broken, TYPES.len())),
];

/// In the order in which they came to be allowed.
const TYPES: [&str; 5] = ["", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"];

fn se_linux(subject: &Subject<'_>, broken: &mut Broken, known: usize) {
    for part in subject.parts() {
        for key in ["type", "user", "role"] {
            let value = text(part.context(&["seLinuxOptions"]), &[key]);
            let allowed = if key == "type" { &TYPES[..known] } else { &TYPES[..1] };
            if !allowed.contains(&value) {
                let field = ["securityContext", "seLinuxOptions", key];
                broken.push(&part, &field, &format!("sets the SELinux {key} `{value}`"));
            }
        }
    }
}
