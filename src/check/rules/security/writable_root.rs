//! Containers whose image can be changed while they run.

use crate::check::object::table;
use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;
use crate::plan::workload::{Role, Workload};

use super::admission::{from_security, is_privileged};

pub const RULE: Rule = Rule {
    name: "writable-root",
    finds: "a container that may write to its root file system",
    why:
        "Who breaks into it can change the program itself, and what the program writes fills the node's disk and is gone
with the pod. kube-linter (`no-read-only-root-fs`) and kube-score hold it for a fault. Components are left alone: stores
and brokers write where their images were built to.",
    instead: "Leave `security.read-only` out, and name the folders that it writes to in `security.writable`.",
    levels: Levels::in_prod(Level::Allow, Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for pod in checked.objects.pods() {
        let on_windows = pod.spec(&["os", "name"]).as_str() == Some("windows");
        if on_windows || pod.item.workload.is_some_and(|workload| is_of_kind(checked, workload)) {
            continue;
        }
        for container in pod.containers().iter().filter(|container| !is_privileged(container)) {
            if container.get(&["securityContext", "readOnlyRootFilesystem"]).as_bool() == Some(true) {
                continue;
            }
            let message =
                format!("in `{}`, the container `{}` may change its own files", pod.item.words, container.name);
            let at = At::container(container, &["securityContext", "readOnlyRootFilesystem"]);
            let at = from_security(at, container, "read-only");
            found.push(at, message, "name the folders that it writes to in `security.writable`");
        }
    }
}

/// Whether it is a component, or a job that a component's kind made and no layer declares.
fn is_of_kind(checked: &Checked<'_>, workload: &Workload) -> bool {
    workload.role == Role::Component || checked.provenance.node(&table(workload)).is_none()
}
