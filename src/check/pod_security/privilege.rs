//! Containers that are no cage, and processes that gain rights.

use super::standard::Broken;
use super::subject::Subject;

pub fn privileged(subject: &Subject<'_>, broken: &mut Broken) {
    for container in subject.containers() {
        if container.context(&["privileged"]).as_bool() == Some(true) {
            broken.push(&container, &["securityContext", "privileged"], "runs privileged");
        }
    }
}

/// `windowsHostProcess`: no process of the node itself.
pub fn host_process(subject: &Subject<'_>, broken: &mut Broken) {
    for part in subject.parts() {
        if part.context(&["windowsOptions", "hostProcess"]).as_bool() == Some(true) {
            let field = ["securityContext", "windowsOptions", "hostProcess"];
            broken.push(&part, &field, "runs as a process of its Windows node");
        }
    }
}

/// `allowPrivilegeEscalation`: it has to be said that there is none.
pub fn escalation(subject: &Subject<'_>, broken: &mut Broken) {
    for container in subject.containers() {
        if container.context(&["allowPrivilegeEscalation"]).as_bool() != Some(false) {
            let field = ["securityContext", "allowPrivilegeEscalation"];
            broken.push(&container, &field, "may escalate its privileges");
        }
    }
}
