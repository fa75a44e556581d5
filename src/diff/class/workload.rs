//! Workloads whose pods run until they are replaced: what replaces them, and what the server refuses.

use serde_json::Value as Json;

use super::Class;
use super::leaf::Leaf;
use super::{pod, selection};

/// A new template replaces the pods, unless the Deployment is paused.
pub fn deployment(leaf: &Leaf<'_>) -> Vec<Class> {
    match leaf.keys()[..] {
        ["spec", "replicas"] => vec![Class::Capacity],
        ["spec", "selector", ..] => vec![Class::Refused],
        ["spec", "template", ref rest @ ..] => {
            restarting(rest, leaf, leaf.new.pointer("/spec/paused") != Some(&Json::Bool(true)))
        }
        _ => Vec::new(),
    }
}

/// All but some fields of its spec are immutable. Whether a new template replaces pods is the update strategy's to say:
/// with `OnDelete` nothing happens until somebody deletes them, and those below the partition stay as they are.
pub fn stateful_set(leaf: &Leaf<'_>) -> Vec<Class> {
    match leaf.keys()[..] {
        ["spec", "replicas"] => scaled(leaf),
        ["spec", "template", ref rest @ ..] => restarting(rest, leaf, updates_pods(leaf.new)),
        // Those with the numbers that are left out are deleted, and others made.
        ["spec", "ordinals", ..] => vec![Class::Restart],
        [
            "spec",
            "updateStrategy" | "persistentVolumeClaimRetentionPolicy" | "minReadySeconds" | "revisionHistoryLimit",
            ..,
        ] => Vec::new(),
        ["spec", "podManagementPolicy"] if !leaf.differs("OrderedReady") => Vec::new(),
        // What the server writes there itself, whatever is asked for.
        ["spec", "volumeClaimTemplates", "[]", "apiVersion" | "kind" | "status", ..] => Vec::new(),
        ["spec", "volumeClaimTemplates", "[]", "spec", "volumeMode"] if !leaf.differs("Filesystem") => Vec::new(),
        ["spec", ..] => vec![Class::Refused],
        _ => Vec::new(),
    }
}

/// Fewer pods may take the claims of those that go with them.
fn scaled(leaf: &Leaf<'_>) -> Vec<Class> {
    let count = |side: Option<&Json>| side.and_then(Json::as_i64).unwrap_or(1);
    let deletes = leaf.new.pointer("/spec/persistentVolumeClaimRetentionPolicy/whenScaled") == Some(&"Delete".into());
    let claims = leaf.new.pointer("/spec/volumeClaimTemplates").is_some();
    let loses = deletes && claims && count(leaf.after) < count(leaf.before);
    [Class::Capacity].into_iter().chain(loses.then_some(Class::LosesData)).collect()
}

fn updates_pods(stateful_set: &Json) -> bool {
    let at = |pointer: &str| stateful_set.pointer(pointer);
    let partition = at("/spec/updateStrategy/rollingUpdate/partition").and_then(Json::as_i64).unwrap_or(0);
    // Without a number of replicas, an autoscaler may know it.
    let all_below = at("/spec/replicas").and_then(Json::as_i64).is_some_and(|replicas| partition >= replicas);
    let partitioned = partition > 0 && all_below;
    !is_on_delete(stateful_set) && !partitioned
}

fn is_on_delete(workload: &Json) -> bool {
    workload.pointer("/spec/updateStrategy/type") == Some(&"OnDelete".into())
}

pub fn daemon_set(leaf: &Leaf<'_>) -> Vec<Class> {
    match leaf.keys()[..] {
        ["spec", "selector", ..] => vec![Class::Refused],
        ["spec", "template", ref rest @ ..] => restarting(rest, leaf, !is_on_delete(leaf.new)),
        _ => Vec::new(),
    }
}

/// It makes pods by a new template only when others are gone.
pub fn replica_set(leaf: &Leaf<'_>) -> Vec<Class> {
    match leaf.keys()[..] {
        ["spec", "replicas"] => vec![Class::Capacity],
        ["spec", "selector", ..] => vec![Class::Refused],
        ["spec", "template", ref rest @ ..] => restarting(rest, leaf, false),
        _ => Vec::new(),
    }
}

/// The definition of the resource has a rule that its selector stays while there is one; the server holds to that as to
/// its own.
pub fn rollout(leaf: &Leaf<'_>) -> Vec<Class> {
    match leaf.keys()[..] {
        ["spec", "replicas"] => vec![Class::Capacity],
        ["spec", "selector", ..] if leaf.stays(2) => vec![Class::Refused],
        ["spec", "template", ref rest @ ..] => restarting(rest, leaf, true),
        ["spec", "selector" | "workloadRef" | "restartAt", ..] => vec![Class::Restart],
        _ => Vec::new(),
    }
}

/// Of a pod that runs, little may change: the image of a container, which restarts that container.
pub fn pod(leaf: &Leaf<'_>) -> Vec<Class> {
    let keys = leaf.keys();
    match keys[..] {
        ["metadata", "labels", key] => selection::relabelled(key, leaf),
        ["spec", "containers" | "initContainers", "[]", "image"] if leaf.stays(3) => vec![Class::Restart],
        ["spec", "activeDeadlineSeconds"] => Vec::new(),
        ["spec", "tolerations", ..] if leaf.before.is_none() => Vec::new(),
        ["spec", ..] => [Class::Refused].into_iter().chain(pod::changed(&keys, leaf)).collect(),
        _ => Vec::new(),
    }
}

fn restarting(rest: &[&str], leaf: &Leaf<'_>, replaces: bool) -> Vec<Class> {
    replaces.then_some(Class::Restart).into_iter().chain(pod::changed(rest, leaf)).collect()
}
