//! Jobs that wait for their sidecars.

use crate::check::{At, Checked, Found, Group, Levels, Rule};
use crate::model::lint::Level;

pub const RULE: Rule = Rule {
    name: "job-never-ends",
    finds: "a job with a sidecar, on a cluster that does not know sidecars",
    why: "Below Kubernetes 1.29 a sidecar is a container like any other, and a job is done when all its containers are.
A sidecar never is.",
    instead: "Set `platform.kubernetes` to 1.29 or later, or do without the sidecar.",
    levels: Levels::always(Level::Deny),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for pod in checked.objects.pods().filter(|pod| !pod.stays()) {
        let sidecars = pod.item.workload.map_or(&[][..], |workload| workload.pod.sidecars.as_slice());
        for container in pod.containers() {
            let beside = sidecars.iter().any(|sidecar| sidecar.name == container.name);
            if beside && container.group == Group::Container {
                let message = format!("`{}` is done when `{}` is, which never ends", pod.item.words, container.name);
                found.push(At::container(&container, &[]), message, "set `platform.kubernetes` to 1.29 or later");
            }
        }
    }
}
