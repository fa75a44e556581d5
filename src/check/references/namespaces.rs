//! The namespaces that objects stand in.

use crate::check::At;

use super::world::World;

/// Namespaces of every cluster.
pub const BUILT_IN: [&str; 4] = ["default", "kube-node-lease", "kube-public", "kube-system"];

pub fn find(world: &World<'_>) {
    for item in world.objects.iter() {
        let Some(namespace) = item.namespace() else { continue };
        let is_there = world.namespaces.contains_key(namespace)
            || world.known.namespaces.contains(namespace)
            || BUILT_IN.contains(&namespace);
        if !is_there {
            let message = format!(
                "`{}` stands in the namespace `{namespace}`, which nothing makes and nothing speaks of",
                item.words
            );
            let label = "name one that is rendered, or declare it in `[namespaces]` with `create = false`";
            world.fault("namespace-missing", At::object(item, &["metadata", "namespace"]), message, label);
        }
    }
}
