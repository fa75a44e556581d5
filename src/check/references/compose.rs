//! The same for a Compose file: services, networks, volumes, configs and secrets that services name, and hosts.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use crate::check::At;
use crate::check::object::get;
use crate::plan::Plan;

use super::address::{Address, addresses, is_unknown, without_variables};
use super::world::{Fault, list};

/// Keys of a service that name things declared at the top.
const DECLARED: [&str; 3] = ["networks", "configs", "secrets"];

/// The ports of each service, by its name. What listens needs no word in the file: the model knows.
type Ports = BTreeMap<String, BTreeSet<u16>>;

pub fn faults<'o>(compose: &Json, plan: &Plan<'_>) -> Vec<Fault<'o>> {
    let mut faults = Vec::new();
    let mut ports = Ports::new();
    for workload in &plan.workloads {
        for container in workload.pod.containers() {
            let numbers = container.ports.iter().map(|port| port.port);
            ports.entry(workload.service_of(container)).or_default().extend(numbers);
        }
    }
    for (name, service) in get(compose, &["services"]).as_object().into_iter().flatten() {
        of_services(compose, name, service, &mut faults);
        of_declared(compose, name, service, &mut faults);
        of_hosts(compose, &ports, (name, service), &mut faults);
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
    let named = get(service, &["networks"]);
    if named.is_null() { BTreeSet::from(["default"]) } else { names(named).into_iter().collect() }
}

/// Whether a service is called so by itself, by an alias or by its container.
fn is_called(service: &Json, host: &str) -> bool {
    let aliases = get(service, &["networks"]).as_object().into_iter().flatten();
    let mut aliases = aliases.flat_map(|(_, network)| list(get(network, &["aliases"])));
    ["hostname", "container_name"].iter().any(|field| get(service, &[field]).as_str() == Some(host))
        || aliases.any(|(_, alias)| alias.as_str() == Some(host))
}

fn of_hosts(compose: &Json, ports: &Ports, (name, service): (&str, &Json), faults: &mut Vec<Fault<'static>>) {
    // What shares another's network knows hosts as that one does, or as the machine does.
    if !get(service, &["network_mode"]).is_null() {
        return;
    }
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
        let at = match variable {
            "" => At::compose(name, &[field]).from(&[field]),
            variable => At::compose(name, &[field, variable]).from(&["env", variable]),
        };
        let text = without_variables(&text.replace("$$", "$"), &|_| true);
        for address in addresses(variable, &text).into_iter().filter(|address| address.certain) {
            let host = address.host;
            let is_plain = !is_unknown(host) && !host.contains('.') && !matches!(host, "localhost" | "host");
            if is_plain && !hosts.contains(&host) {
                of_address(compose, ports, (name, service), &address, &at, faults);
            }
        }
    }
}

fn of_address(
    compose: &Json,
    ports: &Ports,
    (name, service): (&str, &Json),
    address: &Address<'_>,
    at: &At<'static>,
    faults: &mut Vec<Fault<'static>>,
) {
    let host = address.host;
    let services = || get(compose, &["services"]).as_object().into_iter().flatten();
    let by_name = get(compose, &["services"]).as_object().and_then(|services| services.get_key_value(host));
    let found = by_name.or_else(|| services().find(|(_, service)| is_called(service, host)));
    let (rule, message, label) = match found {
        None => (
            "unknown-host",
            format!("`compose/{name}` connects to `{host}`, and there is no service of that name"),
            "name a service, or the full name of a host elsewhere".to_owned(),
        ),
        Some((_, other)) if networks(other).is_disjoint(&networks(service)) => (
            "unknown-host",
            format!("`compose/{name}` connects to `{host}`, with which it shares no network"),
            "put both into one network".to_owned(),
        ),
        Some((other, _)) => {
            let open = ports.get(other).filter(|open| !open.is_empty());
            let (Some(open), Some(port)) = (open, address.port) else { return };
            if open.contains(&port) {
                return;
            }
            let words: Vec<String> = open.iter().map(ToString::to_string).collect();
            (
                "url-port-mismatch",
                format!("`compose/{name}` connects to port {port} of `{host}`, which listens elsewhere"),
                format!("it has {}", words.join(", ")),
            )
        }
    };
    faults.push(Fault { rule, at: at.clone(), message, label });
}
