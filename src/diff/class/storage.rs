//! Claims, volumes and their classes: what is stored, and when it goes. A claim that is refused has to be deleted first,
//! and what it holds goes with it, so that a change of its spec loses data too.

use serde_json::Value as Json;

use super::leaf::Leaf;
use super::pod::template;
use super::{Class, Context};
use crate::diff::document::Document;
use crate::model::scalar::Quantity;

/// Kinds of volumes of a pod that outlive it.
const PERSISTENT: [&str; 3] = ["persistentVolumeClaim", "hostPath", "nfs"];

/// Whether what a pod stores in the volume of that name is there for the next pod.
pub fn is_persistent(workload: &Json, name: &str) -> bool {
    let is_named = |pointer: &str, element: &Json| element.pointer(pointer) == Some(&name.into());
    let list = |json: &Json, pointer: &str| json.pointer(pointer).and_then(Json::as_array).cloned().unwrap_or_default();
    let volumes = list(template(workload), "/spec/volumes");
    let claims = list(workload, "/spec/volumeClaimTemplates");
    let outlives = |volume: &Json| PERSISTENT.iter().any(|kind| volume.get(kind).is_some());
    volumes.iter().any(|volume| is_named("/name", volume) && outlives(volume))
        || claims.iter().any(|claim| is_named("/metadata/name", claim))
}

/// Whether a value of a volume says that what was stored so far is looked for elsewhere. `rest` are the keys below it.
pub fn is_elsewhere(rest: &[&str], leaf: &Leaf<'_>) -> bool {
    leaf.before.is_some()
        && matches!(rest, ["persistentVolumeClaim", "claimName"] | ["hostPath", "path"] | ["nfs", "server" | "path"])
}

/// A PersistentVolumeClaim.
pub fn claim(leaf: &Leaf<'_>) -> Vec<Class> {
    match leaf.keys()[..] {
        ["spec", "resources", "requests", "storage"] => resized(leaf),
        ["spec", "volumeAttributesClassName"] => vec![Class::Capacity],
        // Bound by whoever finds it unset.
        ["spec", "volumeName"] if leaf.before.is_none() => Vec::new(),
        ["spec", "volumeMode"] if !leaf.differs("Filesystem") => Vec::new(),
        ["spec", ..] => vec![Class::Refused, Class::LosesData],
        _ => Vec::new(),
    }
}

/// Storage grows where its class lets it, and never shrinks.
fn resized(leaf: &Leaf<'_>) -> Vec<Class> {
    let amount = |side: Option<&Json>| Quantity::parse(side?.as_str()?).ok().map(|quantity| quantity.value());
    match (amount(leaf.before), amount(leaf.after)) {
        (Some(old), Some(new)) if new > old && may_grow(leaf) => vec![Class::Capacity],
        (Some(old), Some(new)) if new > old => vec![Class::Refused],
        (Some(old), Some(new)) if old.total_cmp(&new).is_eq() => Vec::new(),
        _ => vec![Class::Refused, Class::LosesData],
    }
}

/// A class that is none of ours is taken for one that does.
fn may_grow(leaf: &Leaf<'_>) -> bool {
    let name = leaf.new.pointer("/spec/storageClassName").and_then(Json::as_str);
    let class = name.and_then(|name| leaf.context.storage_class(name));
    class.is_none_or(|class| class.json.get("allowVolumeExpansion") == Some(&Json::Bool(true)))
}

/// A claim that is deleted takes its volume with it, unless that is kept: which nobody knows who has the claim only.
pub fn went(_: &Document, _: &Context<'_>) -> Vec<Class> {
    vec![Class::LosesData]
}

/// A PersistentVolume. What it is a volume of cannot change.
pub fn volume(leaf: &Leaf<'_>) -> Vec<Class> {
    match leaf.keys()[..] {
        ["spec", "capacity", ..] => vec![Class::Capacity],
        ["spec", "persistentVolumeReclaimPolicy"] if leaf.becomes(&"Delete".into()) => vec![Class::LosesData],
        ["spec", "volumeMode"] if !leaf.differs("Filesystem") => Vec::new(),
        ["spec", "nodeAffinity", ..] if leaf.old.pointer("/spec/nodeAffinity").is_none() => Vec::new(),
        [
            "spec",
            "persistentVolumeReclaimPolicy"
            | "accessModes"
            | "claimRef"
            | "mountOptions"
            | "storageClassName"
            | "volumeAttributesClassName",
            ..,
        ] => Vec::new(),
        ["spec", ..] => vec![Class::Refused],
        _ => Vec::new(),
    }
}

/// One that was made by hand is kept, unless it says otherwise.
pub fn volume_went(document: &Document, _: &Context<'_>) -> Vec<Class> {
    let deletes = document.json.pointer("/spec/persistentVolumeReclaimPolicy") == Some(&"Delete".into());
    if deletes { vec![Class::LosesData] } else { Vec::new() }
}

pub fn class(leaf: &Leaf<'_>) -> Vec<Class> {
    let refused = match leaf.keys()[..] {
        ["provisioner"] | ["parameters", ..] => true,
        ["reclaimPolicy"] => leaf.differs("Delete"),
        ["volumeBindingMode"] => leaf.differs("Immediate"),
        _ => false,
    };
    if refused { vec![Class::Refused] } else { Vec::new() }
}

/// The claims of a StatefulSet stay when it goes, unless it says otherwise.
pub fn stateful_set_went(document: &Document, _: &Context<'_>) -> Vec<Class> {
    let at = |pointer: &str| document.json.pointer(pointer);
    let deletes = at("/spec/persistentVolumeClaimRetentionPolicy/whenDeleted") == Some(&"Delete".into());
    if deletes && at("/spec/volumeClaimTemplates").is_some() { vec![Class::LosesData] } else { Vec::new() }
}

/// All that is in a namespace goes with it.
pub fn namespace_went(document: &Document, context: &Context<'_>) -> Vec<Class> {
    if context.has_stored(&document.id.name) { vec![Class::LosesData] } else { Vec::new() }
}
