//! Brokers that send their clients where these cannot go.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::services::{published, services, variable};

pub const RULE: Rule = Rule {
    name: "kafka-listener-unreachable",
    finds: "a Kafka listener in Compose that tells its clients an address which they cannot reach",
    why: "A client asks any broker first, and then connects to the addresses that it is told. A listener that tells
`kafka:29092` is of no use to programs on the host, and one that tells `localhost:9092` leads a container to itself:
the first connection works, and everything after it fails.",
    instead: "`host-port` gives a broker a listener for the host; leave the other one unpublished. Containers take
`{kafka.bootstrap-servers}`.",
    levels: Levels::always(Level::Deny),
    find,
};

/// What a broker tells by one of its listeners.
struct Listener<'s> {
    name: &'s str,
    /// That it listens on.
    port: u16,
    host: &'s str,
    told: u16,
}

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    let names: BTreeSet<&str> = services(checked).map(|(name, _)| name).collect();
    let mut for_host: BTreeMap<String, &str> = BTreeMap::new();
    for (broker, service) in services(checked) {
        let listeners = listeners(service);
        for port in published(service) {
            let Some(listener) = listeners.iter().find(|listener| listener.port == port.container) else { continue };
            let is_inside = names.contains(listener.host);
            if is_inside || port.host.is_some_and(|host| is_this_host(listener.host) && host != listener.told) {
                let Listener { name, host, told, .. } = listener;
                let key = port_name(checked, broker, port.container).unwrap_or_default();
                let at = At::compose(broker, &["ports", &port.index.to_string()]).from(&["publish", key]);
                let at = if is_inside { at.from(&["publish"]) } else { at.from(&["host-port"]) };
                let message = format!("`compose/{broker}` publishes `{name}`, which sends clients to `{host}:{told}`");
                found.push(at, message, "publish a listener for the host: `host-port`");
            }
        }
        let told = listeners.iter().filter(|listener| is_this_host(listener.host));
        for_host.extend(told.map(|listener| (format!("{broker}:{}", listener.port), listener.name)));
    }
    if for_host.is_empty() {
        return;
    }
    for (client, service) in services(checked) {
        for (name, value) in service.get("environment").and_then(Json::as_object).into_iter().flatten() {
            let addresses = value.as_str().unwrap_or_default().split(',').map(str::trim);
            for (address, listener) in addresses.filter_map(|address| Some((address, for_host.get(address)?))) {
                let at = At::compose(client, &["environment", name]).from(&["env", name]).from(&["needs"]);
                let message = format!(
                    "`{name}` of `compose/{client}` names `{address}`, whose listener `{listener}` is for the host"
                );
                found.push(at, message, "take `bootstrap-servers` of the broker");
            }
        }
    }
}

/// What the model calls a port of the broker.
fn port_name<'c>(checked: &'c Checked<'_>, broker: &str, port: u16) -> Option<&'c str> {
    let workload = checked.plan.workloads.iter().find(|workload| workload.name() == broker)?;
    let named = workload.container().ports.iter().find(|named| named.port == port)?;
    Some(&named.name)
}

fn is_this_host(host: &str) -> bool {
    matches!(host, "localhost" | "127.0.0.1" | "[::1]")
}

fn listeners(service: &Json) -> Vec<Listener<'_>> {
    let own: BTreeMap<&str, u16> = addresses(service, "KAFKA_LISTENERS").map(|(name, _, port)| (name, port)).collect();
    let told = addresses(service, "KAFKA_ADVERTISED_LISTENERS");
    let of = |(name, host, told)| Listener { name, port: own.get(name).copied().unwrap_or(told), host, told };
    told.map(of).collect()
}

/// `NAME://host:port,…`
fn addresses<'s>(service: &'s Json, name: &str) -> impl Iterator<Item = (&'s str, &'s str, u16)> {
    variable(service, name).unwrap_or_default().split(',').filter_map(|listener| {
        let (name, address) = listener.trim().split_once("://")?;
        let (host, port) = address.rsplit_once(':')?;
        Some((name, host, port.parse().ok()?))
    })
}
