//! Whom the processes of a pod run as.

use super::standard::Broken;
use super::subject::Subject;

/// `runAsNonRoot`: it has to be said, for the pod or for each container.
pub fn may_be_root(subject: &Subject<'_>, broken: &mut Broken) {
    const FIELD: &[&str] = &["securityContext", "runAsNonRoot"];
    let pod = subject.pod();
    let inherited = pod.context(&["runAsNonRoot"]).as_bool();
    if inherited == Some(false) {
        broken.push(&pod, FIELD, "may run as root");
    }
    for container in subject.containers() {
        // What the pod says has been told of already.
        let own = container.context(&["runAsNonRoot"]).as_bool();
        if own == Some(false) || own.or(inherited).is_none() {
            broken.push(&container, FIELD, "may run as root");
        }
    }
}

/// Root of a pod with users of its own is nobody on the node.
pub fn may_be_root_of_node(subject: &Subject<'_>, broken: &mut Broken) {
    if !subject.has_own_users() {
        may_be_root(subject, broken);
    }
}

/// `runAsUser`: what says that it is not root must not run as root.
pub fn is_root(subject: &Subject<'_>, broken: &mut Broken) {
    for part in subject.parts() {
        if part.context(&["runAsUser"]).as_i64() == Some(0) {
            broken.push(&part, &["securityContext", "runAsUser"], "runs as root");
        }
    }
}

pub fn is_root_of_node(subject: &Subject<'_>, broken: &mut Broken) {
    if !subject.has_own_users() {
        is_root(subject, broken);
    }
}
