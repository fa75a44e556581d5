//! Classes that objects name. Most are the cluster's own: only where an environment makes some of a kind itself are
//! others of that kind doubtful.

use crate::check::object::get;
use crate::check::{At, Item};
use crate::diagnostic::FieldPath;

use super::world::{World, at, list};

pub fn find(world: &World<'_>) {
    for running in world.running() {
        for (field, group, kind) in [
            ("priorityClassName", "scheduling.k8s.io", "PriorityClass"),
            ("runtimeClassName", "node.k8s.io", "RuntimeClass"),
        ] {
            if let Some(class) = running.pod.spec(&[field]).as_str() {
                unknown(world, running.item(), &running.field(&[field]), (group, kind, class));
            }
        }
        for (position, claim) in list(running.item().get(&["spec", "volumeClaimTemplates"])) {
            if let Some(class) = get(claim, &["spec", "storageClassName"]).as_str() {
                let field = FieldPath::new(["spec", "volumeClaimTemplates", &position, "spec", "storageClassName"]);
                unknown(world, running.item(), &field, ("storage.k8s.io", "StorageClass", class));
            }
        }
    }
    for (of, field, group, kind) in [
        ("PersistentVolumeClaim", "storageClassName", "storage.k8s.io", "StorageClass"),
        ("Ingress", "ingressClassName", "networking.k8s.io", "IngressClass"),
    ] {
        for item in world.objects.of_kind(of) {
            if let Some(class) = item.get(&["spec", field]).as_str() {
                unknown(world, item, &FieldPath::new(["spec", field]), (group, kind, class));
            }
        }
    }
}

fn unknown<'o>(world: &World<'o>, item: &'o Item<'o>, field: &FieldPath, (group, kind, class): (&str, &str, &str)) {
    let is_built_in = class.is_empty() || class.starts_with("system-");
    let are_made_here = world.objects.of_kind(kind).any(|item| item.group() == group);
    if !are_made_here || is_built_in || world.find(group, kind, None, class).is_some() {
        return;
    }
    let message = format!("`{}` wants the {kind} `{class}`, and the environment makes others only", item.words);
    let at: At<'_> = at(item, field);
    world.fault("unknown-class", at, message, "name one that is rendered; allow it if the cluster has it");
}
