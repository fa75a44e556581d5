//! Host names in variables, commands and files: which Service each is, and whether that has the port.

use crate::check::object::get;
use crate::check::{At, Item};

use super::address::{Address, addresses, is_unknown, without_variables};
use super::expansion::texts;
use super::ports::{Open, Port};
use super::selector::Selector;
use super::services::open_words;
use super::world::{Running, World, list};

/// Fields of custom objects that hold an address.
const FIELDS: [(&str, &[&str]); 2] = [
    ("SecretStore", &["spec", "provider", "vault", "server"]),
    ("ClusterSecretStore", &["spec", "provider", "vault", "server"]),
];

pub fn find(world: &World<'_>) {
    for running in world.running() {
        let aliases: Vec<&str> = list(running.pod.spec(&["hostAliases"]))
            .flat_map(|(_, alias)| list(get(alias, &["hostnames"])))
            .filter_map(|(_, name)| name.as_str())
            .chain(running.pod.spec(&["hostname"]).as_str())
            .collect();
        for container in &running.containers {
            for (name, text, at) in texts(container) {
                of_text(world, running.item(), (name, text), &aliases, &at);
            }
        }
    }
    for kind in ["ConfigMap", "Secret"] {
        let core = world.objects.of_kind(kind).filter(|item| item.group().is_empty());
        for item in core {
            for field in ["data", "stringData"] {
                // Those of Secrets are written in base64.
                if (kind, field) == ("Secret", "data") {
                    continue;
                }
                for (key, text) in item.get(&[field]).as_object().into_iter().flatten() {
                    if let Some(text) = text.as_str() {
                        of_text(world, item, (key, text), &[], &At::object(item, &[field, key]));
                    }
                }
            }
        }
    }
    for (kind, field) in FIELDS {
        for item in world.objects.of_kind(kind) {
            if let Some(text) = item.get(field).as_str() {
                of_text(world, item, ("", text), &[], &At::object(item, field));
            }
        }
    }
    for item in world.objects.of_kind("AnalysisTemplate") {
        for (position, metric) in list(item.get(&["spec", "metrics"])) {
            let field = ["provider", "prometheus", "address"];
            if let Some(text) = get(metric, &field).as_str() {
                let keys: Vec<&str> = ["spec", "metrics", &position].iter().chain(&field).copied().collect();
                of_text(world, item, ("", text), &[], &At::object(item, &keys));
            }
        }
    }
}

fn of_text<'o>(world: &World<'o>, item: &'o Item<'o>, (name, text): (&str, &str), aliases: &[&str], at: &At<'o>) {
    // Most texts hold no address.
    if !text.contains(':') && text.contains(char::is_whitespace) {
        return;
    }
    let text = without_variables(text, &|name| world.variables.contains(name));
    for address in addresses(name, &text) {
        if !aliases.contains(&address.host) && (address.port.is_some() || address.host != item.name()) {
            of_address(world, item, &address, at);
        }
    }
}

/// What a host is, as seen from a namespace.
enum Seen<'o> {
    Service(&'o Item<'o>),
    /// It lives elsewhere, or nobody can know.
    Foreign,
    /// There is one of that name in this other namespace.
    OtherNamespace(&'o str),
    Unknown,
}

fn of_address<'o>(world: &World<'o>, item: &'o Item<'o>, address: &Address<'_>, at: &At<'o>) {
    let host = address.host.replace('\u{1}', "…");
    match seen(world, item.namespace(), address) {
        Seen::Foreign => {}
        Seen::Service(service) => of_port(world, item, service, address, at),
        Seen::OtherNamespace(other) => {
            let message = format!("`{}` connects to `{host}`, and that Service is in `{other}`", item.words);
            let label = format!("write `{host}.{other}.svc.cluster.local`");
            world.fault("cross-namespace-short-name", at.clone(), message, label);
        }
        Seen::Unknown => {
            let message = format!("`{}` connects to `{host}`, and there is no Service of that name", item.words);
            world.fault("unknown-host", at.clone(), message, "name a Service, or the full name of a host elsewhere");
        }
    }
}

fn seen<'o>(world: &World<'o>, namespace: Option<&'o str>, address: &Address<'_>) -> Seen<'o> {
    let host = address.host.strip_suffix('.').unwrap_or(address.host);
    let host = host.strip_suffix(".cluster.local").unwrap_or(host);
    let (host, is_service) = host.strip_suffix(".svc").map_or((host, false), |host| (host, true));
    let labels: Vec<&str> = host.split('.').collect();
    let found = |namespace, name| world.service(namespace, name).map(Seen::Service);
    let seen = match labels.as_slice() {
        // What else is called so in a foreign namespace, nobody knows here.
        [_] if !world.is_own(namespace) => Seen::Foreign,
        [name] if is_unknown(name) || matches!(*name, "localhost" | "kubernetes") => Seen::Foreign,
        [name] => found(namespace, name).unwrap_or_else(|| elsewhere(world, name)),
        // `shop.library`, or the pod `shop-0.shops`.
        [first, second] => match found(namespace, second).filter(|_| !is_service) {
            Some(service) => service,
            None if is_unknown(second) || is_unknown(first) && !is_service => of_pod(world, namespace, first, second),
            None => in_namespace(world, second, first, is_service),
        },
        [_, name, other] if !is_unknown(other) => in_namespace(world, other, name, is_service),
        _ => Seen::Foreign,
    };
    match seen {
        Seen::Unknown | Seen::OtherNamespace(_) if !address.certain => Seen::Foreign,
        Seen::Service(_) | Seen::Foreign | Seen::OtherNamespace(_) | Seen::Unknown => seen,
    }
}

/// A pod whose own name is put in later: the Service that gives it its name has to be there.
fn of_pod<'o>(world: &World<'o>, namespace: Option<&str>, first: &str, second: &str) -> Seen<'o> {
    let is_pod = is_unknown(first) && !is_unknown(second) && !world.is_own(Some(second));
    // `…shop.example` may be anything, `….shops` is a pod only where the second label alone is ours.
    let is_whole = first.chars().all(|letter| is_unknown(letter.encode_utf8(&mut [0; 4])));
    match is_pod && is_whole && namespace.is_none_or(|namespace| namespace != second) {
        true => Seen::Unknown,
        false => Seen::Foreign,
    }
}

fn in_namespace<'o>(world: &World<'o>, namespace: &str, name: &str, is_service: bool) -> Seen<'o> {
    match world.service(Some(namespace), name) {
        Some(service) => Seen::Service(service),
        None if is_unknown(name) => Seen::Foreign,
        None if world.is_own(Some(namespace)) => Seen::Unknown,
        None if is_service && is_unknown(namespace) => Seen::Foreign,
        None => Seen::Foreign,
    }
}

/// A short name that the namespace itself does not know.
fn elsewhere<'o>(world: &World<'o>, name: &str) -> Seen<'o> {
    let others = world.own.iter().filter_map(|namespace| *namespace);
    match others.into_iter().find(|other| world.service(Some(other), name).is_some()) {
        Some(other) => Seen::OtherNamespace(other),
        None => Seen::Unknown,
    }
}

fn of_port<'o>(world: &World<'o>, item: &'o Item<'o>, service: &'o Item<'o>, address: &Address<'_>, at: &At<'o>) {
    let Some(wanted) = address.port.map(u64::from) else { return };
    let mut ports = list(service.get(&["spec", "ports"])).map(|(_, port)| port).peekable();
    // An alias has the ports of what it stands for.
    if ports.peek().is_none() || get(&service.json, &["spec", "type"]).as_str() == Some("ExternalName") {
        return;
    }
    let is_headless = service.get(&["spec", "clusterIP"]).as_str() == Some("None");
    let is_listed = ports.any(|port| get(port, &["port"]).as_u64() == Some(wanted));
    // A headless name is that of the pods: their own ports answer.
    let selector = Selector::plain(service.get(&["spec", "selector"]));
    let behind = || world.pods.select(service.namespace(), &selector).into_iter();
    let answers = |running: &Running<'_>| Open::of(&running.containers).has(&Port::Number(wanted));
    let is_open = match is_headless && !selector.is_empty() {
        true => behind().any(answers),
        false => is_listed,
    };
    if !is_open {
        let (words, called) = (&item.words, service.name());
        let message = format!("`{words}` connects to port {wanted} of the Service `{called}`, which has none such");
        world.fault("url-port-mismatch", at.clone(), message, open_words(service));
    }
}
