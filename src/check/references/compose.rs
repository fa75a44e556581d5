//! The same for a Compose file: services, networks, volumes, configs and secrets that services name, and hosts.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use crate::check::At;
use crate::check::object::get;

use super::address::{addresses, is_unknown, without_variables};
use super::world::{Fault, list};

/// Keys of a service that name things declared at the top.
const DECLARED: [&str; 3] = ["networks", "configs", "secrets"];

pub fn faults<'o>(compose: &Json) -> Vec<Fault<'o>> {
    let mut faults = Vec::new();
    for (name, service) in get(compose, &["services"]).as_object().into_iter().flatten() {
        of_services(compose, name, service, &mut faults);
        of_declared(compose, name, service, &mut faults);
        of_hosts(compose, name, service, &mut faults);
    }
    faults
}

fn dangling(at: At<'static>, message: String) -> Fault<'static> {
    Fault { rule: "dangling-reference", at, message, label: "name one that the file declares".to_owned() }
}

/// The names in a list of names, or of mappings, or in the keys of a mapping.
fn names(json: &Json) -> Vec<&str> {
    match json {
        Json::Object(all) => all.keys().map(String::as_str).collect(),
        Json::Array(all) => {
            all.iter().filter_map(|one| one.as_str().or_else(|| get(one, &["source"]).as_str())).collect()
        }
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => Vec::new(),
    }
}

fn of_services(compose: &Json, name: &str, service: &Json, faults: &mut Vec<Fault<'static>>) {
    let mut named: Vec<(&str, &str)> =
        names(get(service, &["depends_on"])).into_iter().map(|other| ("depends_on", other)).collect();
    for field in ["links", "volumes_from"] {
        let others = names(get(service, &[field])).into_iter();
        named.extend(others.map(|other| (field, other.split(':').next().unwrap_or_default())));
    }
    for field in ["network_mode", "pid", "ipc"] {
        let other = get(service, &[field]).as_str().and_then(|mode| mode.strip_prefix("service:"));
        named.extend(other.map(|other| (field, other)));
    }
    for (field, other) in named {
        if get(compose, &["services", other]).is_null() && other != "container" {
            let message = format!("`compose/{name}` names the service `{other}`, which the file does not have");
            faults.push(dangling(At::compose(name, &[field]), message));
        }
    }
}

fn of_declared(compose: &Json, name: &str, service: &Json, faults: &mut Vec<Fault<'static>>) {
    for field in DECLARED {
        for called in names(get(service, &[field])) {
            let is_default = (field, called) == ("networks", "default");
            if get(compose, &[field]).get(called).is_none() && !is_default {
                let kind = field.trim_end_matches('s');
                let message = format!("`compose/{name}` names the {kind} `{called}`, which the file does not declare");
                faults.push(dangling(At::compose(name, &[field]), message));
            }
        }
    }
    for (_, volume) in list(get(service, &["volumes"])) {
        let source = match volume.as_str() {
            Some(short) => short.split_once(':').map(|(source, _)| source),
            None if get(volume, &["type"]).as_str() == Some("volume") => get(volume, &["source"]).as_str(),
            None => None,
        };
        let is_path = |source: &&str| source.starts_with(['.', '/', '~', '$']) || source.contains(['/', '\\']);
        let Some(source) = source.filter(|source| !is_path(source)) else { continue };
        if get(compose, &["volumes"]).get(source).is_none() {
            let message = format!("`compose/{name}` names the volume `{source}`, which the file does not declare");
            faults.push(dangling(At::compose(name, &["volumes"]), message));
        }
    }
}

/// The networks that a service is in; none named is the default one.
fn networks(service: &Json) -> BTreeSet<&str> {
    match get(service, &["networks"]) {
        Json::Null => BTreeSet::from(["default"]),
        named => names(named).into_iter().collect(),
    }
}

/// Whether a service is called so by itself, by an alias or by its container.
fn is_called(service: &Json, host: &str) -> bool {
    let aliases = get(service, &["networks"]).as_object().into_iter().flatten();
    let mut aliases = aliases.flat_map(|(_, network)| list(get(network, &["aliases"])));
    ["hostname", "container_name"].iter().any(|field| get(service, &[field]).as_str() == Some(host))
        || aliases.any(|(_, alias)| alias.as_str() == Some(host))
}

fn of_hosts(compose: &Json, name: &str, service: &Json, faults: &mut Vec<Fault<'static>>) {
    // What shares another's network knows hosts as that one does, or as the machine does.
    if !get(service, &["network_mode"]).is_null() {
        return;
    }
    let services = get(compose, &["services"]).as_object();
    let hosts: Vec<&str> = list(get(service, &["extra_hosts"]))
        .filter_map(|(_, host)| host.as_str())
        .filter_map(|host| host.split([':', '=']).next())
        .collect();
    let variables = get(service, &["environment"]).as_object().into_iter().flatten();
    let mut texts: Vec<(&str, &str, &str)> =
        variables.filter_map(|(variable, value)| Some(("environment", variable.as_str(), value.as_str()?))).collect();
    for field in ["command", "entrypoint"] {
        texts.extend(list(get(service, &[field])).filter_map(|(_, text)| Some((field, "", text.as_str()?))));
    }
    for (field, variable, text) in texts {
        let text = without_variables(&text.replace("$$", "$"), &|_| true);
        for address in addresses(variable, &text).into_iter().filter(|address| address.certain) {
            let host = address.host;
            let is_plain = !is_unknown(host) && !host.contains('.') && !matches!(host, "localhost" | "host");
            if !is_plain || hosts.contains(&host) {
                continue;
            }
            let by_name = services.and_then(|services| services.get(host));
            let by_alias = || services.and_then(|services| services.values().find(|service| is_called(service, host)));
            let at = match variable {
                "" => At::compose(name, &[field]).from(&[field]),
                variable => At::compose(name, &[field, variable]).from(&["env", variable]),
            };
            let mut fault = |message: String, label: &str| {
                let label = label.to_owned();
                faults.push(Fault { rule: "unknown-host", at: at.clone(), message, label });
            };
            match by_name.or_else(by_alias) {
                None => fault(
                    format!("`compose/{name}` connects to `{host}`, and there is no service of that name"),
                    "name a service, or the full name of a host elsewhere",
                ),
                Some(other) if networks(other).is_disjoint(&networks(service)) => fault(
                    format!("`compose/{name}` connects to `{host}`, with which it shares no network"),
                    "put both into one network",
                ),
                Some(_) => {}
            }
        }
    }
}
