//! Pods that nobody starts anew when they hang.

use crate::check::{At, Checked, Found, Group, Levels, Rule};
use crate::model::lint::Level;

pub const RULE: Rule = Rule {
    name: "no-liveness-probe",
    finds: "a pod that stays, of which no container has a liveness probe",
    why: "A process that hangs without ending stays as it is. Many programs end when they cannot go on, and a liveness
probe that asks too much does more harm than none, so that this is allowed unless `[lints]` say otherwise.",
    instead: "Say what answers as long as the process is sound, whatever it leans on: `liveness = { http = \"/live\" }`.",
    levels: Levels::always(Level::Allow),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for pod in checked.objects.pods().filter(|pod| pod.stays()) {
        let containers = pod.containers();
        if containers.iter().any(|container| container.get(&["livenessProbe"]).is_object()) {
            continue;
        }
        if let Some(main) = containers.iter().find(|container| container.group == Group::Container) {
            let message = format!("`{}` stays as it is when it hangs", pod.item.words);
            found.push(At::container(main, &[]).from(&["liveness"]), message, "add `liveness`");
        }
    }
}
