//! Pods that get requests before they can answer.

use crate::check::{At, Checked, Found, Group, Levels, Rule};
use crate::model::lint::Level;

use super::fleet::Fleet;

pub const RULE: Rule = Rule {
    name: "no-readiness-probe",
    finds: "a pod behind a Service of which no container has a readiness or a startup probe",
    why: "Such a pod counts as ready as soon as its processes run. Each roll-out and each new replica then answers with
errors until the program is up, and a pod that cannot serve goes on being asked. A roll-out of a version that never
comes up succeeds.",
    instead: "Say what answers when it can serve: `readiness = { http = \"/ready\" }`.",
    levels: Levels::staged(Level::Allow, Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    let fleet = Fleet::of(checked);
    for index in fleet.behind_services(checked) {
        let pod = &fleet.all[index].pod;
        let containers = pod.containers();
        let stays = |group: Group| matches!(group, Group::Container | Group::Sidecar);
        let is_asked = |container: &&crate::check::Container<'_>| {
            stays(container.group)
                && ["readinessProbe", "startupProbe"].iter().any(|probe| container.get(&[probe]).is_object())
        };
        if !pod.stays() || containers.iter().any(|container| is_asked(&container)) {
            continue;
        }
        if let Some(main) = containers.iter().find(|container| container.group == Group::Container) {
            let message = format!("`{}` gets requests as soon as it runs", pod.item.words);
            found.push(At::container(main, &[]).from(&["readiness"]), message, "add `readiness`");
        }
    }
}
