//! Secrets and ConfigMaps that pods name, and their keys.

use serde_json::Value as Json;

use crate::check::object::get;
use crate::check::{At, Container};
use crate::diagnostic::FieldPath;

use super::contents::Keys;
use super::world::{Running, World, at, list, name, within};

/// What holds keys.
#[derive(Clone, Copy)]
pub enum Holder {
    Secret,
    ConfigMap,
}

impl Holder {
    pub fn kind(self) -> &'static str {
        match self {
            Holder::Secret => "Secret",
            Holder::ConfigMap => "ConfigMap",
        }
    }

    fn rule(self) -> &'static str {
        match self {
            Holder::Secret => "secret-key-missing",
            Holder::ConfigMap => "configmap-key-missing",
        }
    }
}

impl<'o> World<'o> {
    /// What there is of a name.
    pub fn keys(&self, holder: Holder, namespace: Option<&str>, of: &str) -> Option<&Keys> {
        match holder {
            Holder::Secret => self.secrets.get(&name(namespace, of)).or_else(|| self.known.elsewhere.get(of)),
            Holder::ConfigMap => self.config_maps.get(&name(namespace, of)),
        }
    }

    /// Follows a name, and keys of what bears it.
    pub fn follow(&self, holder: Holder, namespace: Option<&str>, of: &str, keys: &[(&str, At<'o>)], named: At<'o>) {
        let Some(item) = named.item else { return };
        let kind = holder.kind();
        let Some(there) = self.keys(holder, namespace, of) else {
            // Every namespace has this one from the start.
            if !(of.is_empty() || kind == "ConfigMap" && of == "kube-root-ca.crt") {
                let message = format!("`{}` names the {kind} `{of}`, which is not{}", item.words, within(namespace));
                self.fault("dangling-reference", named, message, "name one that is rendered, or render it");
            }
            return;
        };
        for (key, at) in keys {
            if !there.has(key) {
                let message = format!("`{}` takes `{key}` of the {kind} `{of}`, which has no such key", item.words);
                let names: Vec<&str> = there.names().take(8).collect();
                let label = match names.is_empty() {
                    true => "it has no keys".to_owned(),
                    false => format!("it has `{}`", names.join("`, `")),
                };
                self.fault(holder.rule(), at.clone(), message, label);
            }
        }
    }
}

pub fn find(world: &World<'_>) {
    for running in world.running() {
        for container in &running.containers {
            of_container(world, running, container);
        }
        of_volumes(world, running);
        for (position, secret) in list(running.pod.spec(&["imagePullSecrets"])) {
            if let Some(secret) = get(secret, &["name"]).as_str() {
                let at = at(running.item(), &running.field(&["imagePullSecrets", &position, "name"]));
                world.follow(Holder::Secret, running.namespace(), secret, &[], at);
            }
        }
    }
    of_accounts(world);
}

fn is_optional(json: &Json) -> bool {
    get(json, &["optional"]).as_bool() == Some(true)
}

fn of_container<'o>(world: &World<'o>, running: &Running<'o>, container: &Container<'o>) {
    let namespace = running.namespace();
    for (position, variable) in list(container.json.get("env").unwrap_or(&Json::Null)) {
        let called = get(variable, &["name"]).as_str().unwrap_or_default();
        for (field, holder) in [("secretKeyRef", Holder::Secret), ("configMapKeyRef", Holder::ConfigMap)] {
            let reference = get(variable, &["valueFrom", field]);
            let (Some(of), Some(key)) = (get(reference, &["name"]).as_str(), get(reference, &["key"]).as_str()) else {
                continue;
            };
            if !is_optional(reference) {
                let at = |last: &str| {
                    At::container(container, &["env", &position, "valueFrom", field, last]).from(&["env", called])
                };
                world.follow(holder, namespace, of, &[(key, at("key"))], at("name"));
            }
        }
    }
    for (position, source) in list(container.json.get("envFrom").unwrap_or(&Json::Null)) {
        for (field, holder) in [("secretRef", Holder::Secret), ("configMapRef", Holder::ConfigMap)] {
            let reference = get(source, &[field]);
            if let Some(of) = get(reference, &["name"]).as_str()
                && !is_optional(reference)
            {
                let at = At::container(container, &["envFrom", &position, field, "name"]).from(&["env-from"]);
                world.follow(holder, namespace, of, &[], at);
            }
        }
    }
}

fn of_volumes<'o>(world: &World<'o>, running: &Running<'o>) {
    for (position, volume) in list(running.pod.spec(&["volumes"])) {
        let volume_at = running.field(&["volumes", &position]);
        let called = get(volume, &["name"]).as_str().unwrap_or_default();
        of_files(world, running, volume, "secretName", &volume_at, called);
        for (position, source) in list(get(volume, &["projected", "sources"])) {
            of_files(world, running, source, "name", &volume_at.join(&["projected", "sources", &position]), called);
        }
        for (driver, field) in [("csi", "nodePublishSecretRef"), ("flexVolume", "secretRef"), ("rbd", "secretRef")] {
            if let Some(of) = get(volume, &[driver, field, "name"]).as_str() {
                let at = at(running.item(), &volume_at.join(&[driver, field, "name"]));
                world.follow(Holder::Secret, running.namespace(), of, &[], at);
            }
        }
    }
}

/// A Secret or a ConfigMap as files, in a volume or in a source of a projected one.
fn of_files<'o>(
    world: &World<'o>,
    running: &Running<'o>,
    source: &Json,
    secret_name: &str,
    path: &FieldPath,
    volume: &str,
) {
    let kinds = [("secret", secret_name, Holder::Secret), ("configMap", "name", Holder::ConfigMap)];
    for (field, name_field, holder) in kinds {
        let reference = get(source, &[field]);
        let Some(of) = get(reference, &[name_field]).as_str() else { continue };
        if is_optional(reference) {
            continue;
        }
        let at = |keys: &[&str]| {
            at(running.item(), &path.then(field).join(keys)).from(&["volumes", volume]).from(&["files"])
        };
        let keys = list(get(reference, &["items"]))
            .filter_map(|(position, item)| Some((get(item, &["key"]).as_str()?, at(&["items", &position, "key"]))));
        world.follow(holder, running.namespace(), of, &keys.collect::<Vec<_>>(), at(&[name_field]));
    }
}

/// What accounts hand to their pods.
fn of_accounts(world: &World<'_>) {
    for account in world.objects.of_kind("ServiceAccount").filter(|item| item.group().is_empty()) {
        for field in ["imagePullSecrets", "secrets"] {
            for (position, secret) in list(account.get(&[field])) {
                if let Some(of) = get(secret, &["name"]).as_str() {
                    let at = At::object(account, &[field, &position, "name"]);
                    world.follow(Holder::Secret, account.namespace(), of, &[], at);
                }
            }
        }
    }
}
