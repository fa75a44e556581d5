//! Compose: `up` makes the container of a service anew when anything of the service changes that it compares.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::leaf::{Leaf, values};
use super::{Class, Context};
use crate::diff::document::Document;
use crate::diff::path::Path;

/// One value of a service.
pub fn service(leaf: &Leaf<'_>) -> Vec<Class> {
    let more = match leaf.keys()[..] {
        // Compose compares all of a service but these. `up` builds no image that is there.
        ["scale"] | ["deploy", "replicas"] => return vec![Class::Capacity],
        ["build" | "depends_on" | "profiles" | "pull_policy", ..] => return Vec::new(),
        [extension, ..] if extension.starts_with("x-") => return Vec::new(),
        ["deploy", "resources", ..]
        | ["cpus" | "cpu_shares" | "cpu_quota" | "mem_limit" | "mem_reservation" | "memswap_limit" | "pids_limit"] => {
            vec![Class::Capacity]
        }
        ["networks", ..] if leaf.stays(2) => Vec::new(),
        ["ports" | "networks" | "links" | "external_links", ..] => attached(leaf),
        ["network_mode"] => rerouted(leaf),
        [
            "privileged"
            | "cap_add"
            | "cap_drop"
            | "security_opt"
            | "user"
            | "userns_mode"
            | "pid"
            | "ipc"
            | "uts"
            | "cgroup"
            | "cgroup_parent"
            | "devices"
            | "device_cgroup_rules"
            | "group_add"
            | "read_only",
            ..,
        ] => vec![Class::Privilege],
        ["volumes", ..] => mounted(leaf),
        _ => Vec::new(),
    };
    [Class::Restart].into_iter().chain(more).collect()
}

/// A port of the machine or a network that came opens; one that went closes.
fn attached(leaf: &Leaf<'_>) -> Vec<Class> {
    let opens = leaf.after.map(|_| Class::OpensNetwork);
    opens.into_iter().chain(leaf.before.map(|_| Class::ClosesNetwork)).collect()
}

/// In the network of the machine, all ports are those of the machine.
fn rerouted(leaf: &Leaf<'_>) -> Vec<Class> {
    let is_host = |side: Option<&Json>| side == Some(&"host".into());
    match (is_host(leaf.before), is_host(leaf.after)) {
        (false, true) => vec![Class::OpensNetwork, Class::Privilege],
        (true, false) => vec![Class::ClosesNetwork, Class::Privilege],
        (true, true) | (false, false) => vec![Class::OpensNetwork, Class::ClosesNetwork],
    }
}

fn mounted(leaf: &Leaf<'_>) -> Vec<Class> {
    let (old, new) = (mounts(leaf.old), mounts(leaf.new));
    // One field of a mount that stays, or the mount that made way for another at its target.
    let here = |mounts: &BTreeMap<String, String>, side: &Json| {
        let mut element = leaf.path.clone();
        element.0.truncate(2);
        let (target, _) = element.find(side).and_then(mount)?;
        Some((target.clone(), mounts.get(&target)?.clone()))
    };
    let lost = here(&old, leaf.old).is_some_and(|(target, source)| {
        leaf.before.is_some() && new.get(&target).is_some_and(|other| *other != source && is_stored(&source))
    });
    let reaches = [here(&old, leaf.old), here(&new, leaf.new)];
    let reaches_machine = reaches.iter().flatten().any(|(_, source)| source.starts_with('/'));
    let found = reaches_machine.then_some(Class::Privilege).into_iter();
    found.chain(lost.then_some(Class::LosesData)).collect()
}

/// A volume by its name, or a folder of the machine; nothing is stored in what has no source.
fn is_stored(source: &str) -> bool {
    !source.is_empty()
}

/// What is mounted where, by target.
fn mounts(service: &Json) -> BTreeMap<String, String> {
    let volumes = service.get("volumes").and_then(Json::as_array);
    volumes.into_iter().flatten().filter_map(mount).collect()
}

/// Target and source of `source:target:mode`, or of the long form.
fn mount(volume: &Json) -> Option<(String, String)> {
    if let Some(text) = volume.as_str() {
        let mut parts = text.split(':');
        let first = parts.next()?.to_owned();
        return Some(match parts.next() {
            Some(target) => (target.to_owned(), first),
            None => (first, String::new()),
        });
    }
    let text = |key: &str| volume.get(key).and_then(Json::as_str).map(str::to_owned);
    let is_memory = text("type").as_deref() == Some("tmpfs");
    Some((text("target")?, text("source").filter(|_| !is_memory).unwrap_or_default()))
}

/// All of the file but its services. A named volume has the name of the project before its own, if it says no other.
pub fn rest(leaf: &Leaf<'_>) -> Vec<Class> {
    match leaf.keys()[..] {
        ["name"] => {
            let volumes = leaf.old.get("volumes").and_then(Json::as_object);
            let is_prefixed = |volume: &Json| volume.get("name").is_none() && volume.get("external").is_none();
            let loses = volumes.is_some_and(|volumes| volumes.values().any(is_prefixed));
            [Class::Replace].into_iter().chain(loses.then_some(Class::LosesData)).collect()
        }
        ["volumes", ..] if !leaf.stays(2) => volume_whole(leaf),
        // One that is not as it was is made anew, once somebody has said yes.
        ["volumes", ..] => vec![Class::LosesData],
        ["networks", ..] if !leaf.stays(2) => vec![Class::Replace],
        // The network is made anew, and so are the containers in it.
        ["networks", ..] => vec![Class::Restart],
        // What is in them counts for no container that is there: Compose compares the services only.
        ["secrets" | "configs", ..] if !leaf.stays(2) => vec![Class::Replace],
        _ => Vec::new(),
    }
}

fn volume_whole(leaf: &Leaf<'_>) -> Vec<Class> {
    let gone = leaf.after.is_none();
    [Class::Replace].into_iter().chain(gone.then_some(Class::LosesData)).collect()
}

/// A service that came: what it publishes, and may do.
pub fn came(document: &Document, _: &Context<'_>) -> Vec<Class> {
    let of = |path: &Path, value: &Json| match path.keys()[..] {
        ["ports", "[]"] | ["ports", "[]", "published"] => vec![Class::OpensNetwork],
        ["network_mode"] if value == "host" => vec![Class::OpensNetwork, Class::Privilege],
        ["privileged"] if value == true => vec![Class::Privilege],
        ["pid" | "ipc"] if value == "host" => vec![Class::Privilege],
        ["cap_add" | "devices", "[]", ..] => vec![Class::Privilege],
        _ => Vec::new(),
    };
    let machine = mounts(&document.json).values().any(|source| source.starts_with('/'));
    let found = values(&document.json).into_iter().flat_map(|(path, value)| of(&path, value));
    found.chain(machine.then_some(Class::Privilege)).collect()
}

pub fn went(document: &Document, _: &Context<'_>) -> Vec<Class> {
    let publishes = document.json.get("ports").and_then(Json::as_array).is_some_and(|ports| !ports.is_empty());
    if publishes { vec![Class::ClosesNetwork] } else { Vec::new() }
}
