//! The other direction: what nothing refers to.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use crate::check::At;
use crate::check::object::get;

use super::world::{World, list};

pub fn find(world: &World<'_>) {
    of_accounts(world);
    of_config_maps(world);
}

fn of_accounts(world: &World<'_>) {
    let mut used: BTreeSet<(Option<&str>, &str)> = BTreeSet::new();
    for running in world.running() {
        for field in ["serviceAccountName", "serviceAccount"] {
            used.extend(running.pod.spec(&[field]).as_str().map(|name| (running.namespace(), name)));
        }
    }
    // What runs elsewhere, or is made by an operator, gets in by a binding or by name.
    for kind in ["RoleBinding", "ClusterRoleBinding"] {
        for item in world.objects.of_kind(kind).filter(|item| item.manifest.is_some()) {
            for (_, subject) in list(item.get(&["subjects"])) {
                let namespace = get(subject, &["namespace"]).as_str().or(item.namespace());
                used.extend(get(subject, &["name"]).as_str().map(|name| (namespace, name)));
            }
        }
    }
    for item in world.objects.of_kind("ServiceAccount").filter(|item| item.group().is_empty()) {
        if item.name() != "default" && !used.contains(&(item.namespace(), item.name())) {
            let message = format!("no pod runs as `{}`", item.words);
            let at = At::object(item, &["metadata", "name"]);
            world.fault("service-account-unused", at, message, "let a workload run as it, or remove it");
        }
    }
}

/// A ConfigMap whose keys are taken one by one says by that which are meant.
fn of_config_maps(world: &World<'_>) {
    let mut taken: BTreeMap<(Option<&str>, &str), BTreeSet<&str>> = BTreeMap::new();
    let mut whole: BTreeSet<(Option<&str>, &str)> = BTreeSet::new();
    for running in world.running() {
        let namespace = running.namespace();
        for container in &running.containers {
            for (_, variable) in list(container.json.get("env").unwrap_or(&Json::Null)) {
                let reference = get(variable, &["valueFrom", "configMapKeyRef"]);
                if let (Some(of), Some(key)) = (get(reference, &["name"]).as_str(), get(reference, &["key"]).as_str()) {
                    taken.entry((namespace, of)).or_default().insert(key);
                }
            }
            for (_, source) in list(container.json.get("envFrom").unwrap_or(&Json::Null)) {
                whole.extend(get(source, &["configMapRef", "name"]).as_str().map(|of| (namespace, of)));
            }
        }
        for (_, volume) in list(running.pod.spec(&["volumes"])) {
            let projected = list(get(volume, &["projected", "sources"])).map(|(_, source)| source);
            for source in projected.chain([volume]) {
                let source = get(source, &["configMap"]);
                let Some(of) = get(source, &["name"]).as_str() else { continue };
                match get(source, &["items"]).as_array().filter(|items| !items.is_empty()) {
                    Some(items) => {
                        let keys = items.iter().filter_map(|item| get(item, &["key"]).as_str());
                        taken.entry((namespace, of)).or_default().extend(keys);
                    }
                    None => drop(whole.insert((namespace, of))),
                }
            }
        }
    }
    for item in world.objects.of_kind("ConfigMap").filter(|item| item.group().is_empty()) {
        let name = (item.namespace(), item.name());
        let Some(taken) = taken.get(&name).filter(|_| !whole.contains(&name)) else { continue };
        for key in item.get(&["data"]).as_object().into_iter().flatten().map(|(key, _)| key) {
            if !taken.contains(key.as_str()) {
                let message = format!("nothing takes `{key}` of `{}`, of which other keys are taken", item.words);
                let at = At::object(item, &["data", key]);
                world.fault("configmap-key-unused", at, message, "take it, or remove it");
            }
        }
    }
}
