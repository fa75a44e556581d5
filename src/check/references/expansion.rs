//! `$(NAME)` in variables, commands and arguments: what no variable defines stays as it is written.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use crate::check::object::get;
use crate::check::{At, Container};

use super::sources::Holder;
use super::world::{Running, World, list};

pub fn find(world: &World<'_>) {
    for running in world.running() {
        for container in &running.containers {
            of_container(world, running, container);
        }
    }
}

fn of_container<'o>(world: &World<'o>, running: &Running<'o>, container: &Container<'o>) {
    let Some(mut defined) = from_sources(world, running, container) else { return };
    for (position, variable) in list(container.get(&["env"])) {
        let name = get(variable, &["name"]).as_str().unwrap_or_default();
        if let Some(value) = get(variable, &["value"]).as_str() {
            let at = At::container(container, &["env", &position, "value"]).from(&["env", name]);
            // A variable may use those before it.
            undefined(world, running, value, &defined, &at);
        }
        defined.insert(name.to_owned());
    }
    for field in ["command", "args"] {
        for (position, text) in list(container.get(&[field])) {
            if let Some(text) = text.as_str() {
                let at = At::container(container, &[field, &position]).from(&[field]);
                undefined(world, running, text, &defined, &at);
            }
        }
    }
}

/// The variables that whole ConfigMaps and Secrets bring; none if nobody knows them all.
fn from_sources(world: &World<'_>, running: &Running<'_>, container: &Container<'_>) -> Option<BTreeSet<String>> {
    let mut defined = BTreeSet::new();
    for (_, source) in list(container.get(&["envFrom"])) {
        let prefix = get(source, &["prefix"]).as_str().unwrap_or_default();
        for (field, holder) in [("secretRef", Holder::Secret), ("configMapRef", Holder::ConfigMap)] {
            let Some(of) = get(source, &[field, "name"]).as_str() else { continue };
            let keys = world.keys(holder, running.namespace(), of).filter(|keys| !keys.is_open())?;
            defined.extend(keys.names().map(|key| format!("{prefix}{key}")));
        }
    }
    Some(defined)
}

fn undefined<'o>(world: &World<'o>, running: &Running<'o>, text: &str, defined: &BTreeSet<String>, at: &At<'o>) {
    for name in names(text) {
        if !defined.contains(name) && !is_of_a_service(world, running, name) {
            let words = &running.item().words;
            let message = format!("`{words}` uses `$({name})`, and no variable before it is called so");
            world.fault("env-undefined", at.clone(), message, "define it first, or write `$$(` for the text itself");
        }
    }
}

/// Whether the kubelet sets a variable: it does for each Service of the namespace.
fn is_of_a_service(world: &World<'_>, running: &Running<'_>, variable: &str) -> bool {
    let stems = variable.match_indices("_SERVICE_").chain(variable.match_indices("_PORT"));
    let stems: Vec<&str> = stems.map(|(position, _)| &variable[..position]).collect();
    let is_called = |stem: &&str| {
        let name = stem.to_ascii_lowercase().replace('_', "-");
        *stem == "KUBERNETES" || world.service(running.namespace(), &name).is_some()
    };
    stems.iter().any(is_called)
}

/// The names in `$(NAME)`. Small letters are commands of a shell.
fn names(text: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find('$') {
        rest = &rest[start + 1..];
        if let Some(escaped) = rest.strip_prefix('$') {
            rest = escaped;
        } else if let Some(inside) = rest.strip_prefix('(')
            && let Some(end) = inside.find(')')
        {
            let name = &inside[..end];
            let legal = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
            if !name.is_empty() && name.bytes().all(legal) && !name.as_bytes()[0].is_ascii_digit() {
                names.push(name);
            }
        }
    }
    names
}

/// All texts of a container that processes see: variables, commands, arguments.
pub fn texts<'o>(container: &Container<'o>) -> Vec<(&'o str, &'o str, At<'o>)> {
    let json: &'o Json = container.json;
    let mut texts = Vec::new();
    for (position, variable) in list(json.get("env").unwrap_or(&Json::Null)) {
        let name = variable.get("name").and_then(Json::as_str).unwrap_or_default();
        if let Some(value) = variable.get("value").and_then(Json::as_str) {
            let at = At::container(container, &["env", &position, "value"]).from(&["env", name]);
            texts.push((name, value, at));
        }
    }
    for field in ["command", "args"] {
        for (position, text) in list(json.get(field).unwrap_or(&Json::Null)) {
            if let Some(text) = text.as_str() {
                texts.push(("", text, At::container(container, &[field, &position]).from(&[field])));
            }
        }
    }
    texts
}
