//! Monitors of Prometheus: the Services and pods they select, and the ports they ask.

use serde_json::Value as Json;

use crate::check::object::get;
use crate::check::{At, Item};

use super::ports::{Open, Port};
use super::selector::Selector;
use super::world::{World, list};

pub fn find(world: &World<'_>) {
    for item in world.objects.iter().filter(|item| item.group() == "monitoring.coreos.com") {
        match item.kind() {
            "ServiceMonitor" => of_services(world, item),
            "PodMonitor" => of_pods(world, item),
            _ => {}
        }
    }
}

/// Where a monitor looks; none if it looks where others may be.
fn namespaces<'o>(world: &World<'o>, item: &'o Item<'o>) -> Option<Vec<Option<&'o str>>> {
    let selector = item.get(&["spec", "namespaceSelector"]);
    let names: Vec<Option<&str>> = list(get(selector, &["matchNames"])).map(|(_, name)| name.as_str()).collect();
    if get(selector, &["any"]).as_bool() == Some(true) {
        return Some(world.own.iter().copied().collect());
    }
    let all = if names.is_empty() { vec![item.namespace()] } else { names };
    all.iter().any(|name| world.is_own(*name)).then_some(all)
}

fn selects_nothing<'o>(world: &World<'o>, item: &'o Item<'o>, selector: &Selector<'_>, what: &str) {
    let message = format!("`{}` is for {what} with `{selector}`, and there are none where it looks", item.words);
    let at = At::object(item, &["spec", "selector"]);
    world.fault("dangling-selector", at, message, format!("select labels that {what} have"));
}

fn of_services<'o>(world: &World<'o>, item: &'o Item<'o>) {
    let Some(selector) = Selector::of(item.get(&["spec", "selector"])) else { return };
    let Some(namespaces) = namespaces(world, item) else { return };
    let services = namespaces.iter().flat_map(|namespace| world.services.select(*namespace, &selector));
    let services: Vec<&Item<'_>> = services.copied().collect();
    if services.is_empty() {
        return selects_nothing(world, item, &selector, "Services");
    }
    for (position, endpoint) in list(item.get(&["spec", "endpoints"])) {
        let ports = || services.iter().flat_map(|service| list(service.get(&["spec", "ports"]))).map(|(_, port)| port);
        if let Some(name) = get(endpoint, &["port"]).as_str() {
            if ports().any(|port| get(port, &["name"]).as_str() == Some(name)) {
                continue;
            }
            let words = &services[0].words;
            let at = At::object(item, &["spec", "endpoints", &position, "port"]);
            if ports().any(|port| get(port, &["name"]).is_null()) {
                let message =
                    format!("`{}` asks the port `{name}`, and the ports of `{words}` have no names", item.words);
                world.fault("servicemonitor-port-unnamed", at, message, "name the port of the Service");
            } else {
                let message = format!("`{}` asks the port `{name}`, which `{words}` does not have", item.words);
                world.fault("metrics-port-missing", at, message, super::services::open_words(services[0]));
            }
        } else if let Some(target) = Port::of(get(endpoint, &["targetPort"])) {
            let pods = services.iter().flat_map(|service| {
                world.pods.select(service.namespace(), &Selector::plain(service.get(&["spec", "selector"])))
            });
            let opens: Vec<Open<'_>> = pods.map(|running| Open::of(&running.containers)).collect();
            asks_closed(world, item, &position, &target, &opens);
        }
    }
}

fn asks_closed<'o>(world: &World<'o>, item: &'o Item<'o>, position: &str, port: &Port<'_>, opens: &[Open<'_>]) {
    let list = if item.kind() == "PodMonitor" { "podMetricsEndpoints" } else { "endpoints" };
    if let Some(first) = opens.first()
        && !opens.iter().any(|open| open.has(port))
    {
        let message = format!("`{}` asks the port `{port}`, which no container there has", item.words);
        let at = At::object(item, &["spec", list, position]);
        world.fault("metrics-port-missing", at, message, first.words());
    }
}

fn of_pods<'o>(world: &World<'o>, item: &'o Item<'o>) {
    let Some(selector) = Selector::of(item.get(&["spec", "selector"])) else { return };
    let Some(namespaces) = namespaces(world, item) else { return };
    let pods = namespaces.iter().flat_map(|namespace| world.pods.select(*namespace, &selector));
    let opens: Vec<Open<'_>> = pods.map(|running| Open::of(&running.containers)).collect();
    if opens.is_empty() {
        return selects_nothing(world, item, &selector, "pods");
    }
    for (position, endpoint) in list(item.get(&["spec", "podMetricsEndpoints"])) {
        let named = ["port", "portNumber", "targetPort"].map(|field| get(endpoint, &[field]));
        if let Some(port) = named.into_iter().find(|port| *port != &Json::Null).and_then(Port::of) {
            asks_closed(world, item, &position, &port, &opens);
        }
    }
}
