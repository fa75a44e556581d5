//! Mounts and the volumes behind them, and the keys that a `subPath` picks.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::check::object::get;
use crate::check::{At, Container};

use super::sources::Holder;
use super::world::{Running, World, at, list};

pub fn find(world: &World<'_>) {
    for running in world.running() {
        let mut volumes: BTreeMap<&str, (&Json, String, bool)> = BTreeMap::new();
        for (position, volume) in list(running.pod.spec(&["volumes"])) {
            if let Some(name) = get(volume, &["name"]).as_str() {
                volumes.insert(name, (volume, position, false));
            }
        }
        let claims = list(running.item().get(&["spec", "volumeClaimTemplates"]));
        let claims: Vec<&str> = claims.filter_map(|(_, claim)| get(claim, &["metadata", "name"]).as_str()).collect();
        for container in &running.containers {
            for field in ["volumeMounts", "volumeDevices"] {
                for (position, mount) in list(container.get(&[field])) {
                    let Some(name) = get(mount, &["name"]).as_str() else { continue };
                    if let Some((volume, _, used)) = volumes.get_mut(name) {
                        *used = true;
                        of_sub_path(world, running, container, (&position, mount), volume);
                    } else if !claims.contains(&name) {
                        let words = &running.item().words;
                        let message = format!("`{words}` mounts the volume `{name}`, which it does not have");
                        let at = At::container(container, &[field, &position, "name"]).from(&["mounts"]);
                        world.fault("dangling-reference", at, message, "name one of its volumes");
                    }
                }
            }
        }
        for (name, (_, position, used)) in volumes {
            if !used {
                let message = format!("no container of `{}` mounts the volume `{name}`", running.item().words);
                let at = at(running.item(), &running.field(&["volumes", &position])).from(&["volumes", name]);
                world.fault("volume-unused", at, message, "mount it, or remove it");
            }
        }
    }
}

/// A `subPath` that is no file of the volume makes an empty folder where a file is wanted.
fn of_sub_path<'o>(
    world: &World<'o>,
    running: &Running<'o>,
    container: &Container<'o>,
    (position, mount): (&str, &Json),
    volume: &Json,
) {
    let Some(wanted) = get(mount, &["subPath"]).as_str().filter(|path| !path.is_empty()) else { return };
    let kinds = [("secret", "secretName", Holder::Secret), ("configMap", "name", Holder::ConfigMap)];
    for (field, name_field, holder) in kinds {
        let source = get(volume, &[field]);
        let Some(of) = get(source, &[name_field]).as_str() else { continue };
        if get(source, &["optional"]).as_bool() == Some(true) {
            continue;
        }
        let Some(keys) = world.keys(holder, running.namespace(), of) else { continue };
        let items = get(source, &["items"]);
        let is_there = match items.as_array().is_some_and(|items| !items.is_empty()) {
            true => list(items).any(|(_, item)| {
                let path = get(item, &["path"]).as_str().unwrap_or_default();
                path == wanted || path.strip_prefix(wanted).is_some_and(|rest| rest.starts_with('/'))
            }),
            false => keys.has(wanted),
        };
        if !is_there {
            let kind = holder.kind();
            let words = &running.item().words;
            let message = format!("`{words}` mounts `{wanted}` of the {kind} `{of}`, which is no file there");
            let rule = match holder {
                Holder::Secret => "secret-key-missing",
                Holder::ConfigMap => "configmap-key-missing",
            };
            let at = At::container(container, &["volumeMounts", position, "subPath"]).from(&["files"]);
            world.fault(rule, at, message, "name one of its keys");
        }
    }
}
