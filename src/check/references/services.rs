//! Services and the pods behind them.

use serde_json::Value as Json;

use crate::check::object::get;
use crate::check::{At, Item};

use super::ports::{Open, Port};
use super::selector::Selector;
use super::world::{Running, World, list, within};

pub fn find(world: &World<'_>) {
    for service in world.services.iter() {
        if get(&service.json, &["spec", "type"]).as_str() == Some("ExternalName") {
            continue;
        }
        let selector = Selector::plain(service.get(&["spec", "selector"]));
        if selector.is_empty() {
            of_endpoints(world, service);
            continue;
        }
        let pods = world.pods.select(service.namespace(), &selector);
        if pods.is_empty() {
            let message = format!("`{}` is for pods with `{selector}`, and there are none", service.words);
            let at = At::object(service, &["spec", "selector"]);
            world.fault("service-without-workload", at, message, "select labels that pods have, or remove it");
            continue;
        }
        of_ports(world, service, &pods);
    }
}

/// A Service that selects nothing wants its endpoints made, by whoever watches it: only what is odd is told.
fn of_endpoints<'o>(world: &World<'o>, service: &'o Item<'o>) {
    let is_empty_selector = service.get(&["spec", "selector"]).as_object().is_some_and(|selector| !selector.is_empty());
    if is_empty_selector {
        let message = format!("`{}` selects no label that a pod may have", service.words);
        let at = At::object(service, &["spec", "selector"]);
        world.fault("service-without-workload", at, message, "select labels that pods have");
    }
}

fn of_ports<'o>(world: &World<'o>, service: &'o Item<'o>, pods: &[&Running<'o>]) {
    let opens: Vec<Open<'_>> = pods.iter().map(|running| Open::of(&running.containers)).collect();
    let is_headless = service.get(&["spec", "clusterIP"]).as_str() == Some("None");
    for (position, port) in list(service.get(&["spec", "ports"])) {
        let field = if get(port, &["targetPort"]).is_null() { "port" } else { "targetPort" };
        let target = get(port, &[field]);
        let Some(target) = Port::of(target) else { continue };
        if opens.iter().any(|open| open.has(&target)) {
            continue;
        }
        let message = format!("`{}` sends to the port `{target}`, which no container behind it has", service.words);
        let at = At::object(service, &["spec", "ports", &position, field]).from(&["ports"]).from(&["port"]);
        // Names in DNS do not ask for ports.
        if !(is_headless && field == "port") {
            world.fault("target-port-missing", at, message, opens[0].words());
        }
    }
}

impl<'o> World<'o> {
    /// Follows a Service and, if one is named, its port.
    pub fn follow_service(&self, namespace: Option<&str>, name: &str, port: &Json, at: &dyn Fn(&[&str]) -> At<'o>) {
        self.follow_service_as("dangling-reference", namespace, name, port, at);
    }

    /// The same, under another rule where the Service is missing. `at` takes `service` or `port`.
    pub fn follow_service_as(
        &self,
        rule: &'static str,
        namespace: Option<&str>,
        name: &str,
        port: &Json,
        at: &dyn Fn(&[&str]) -> At<'o>,
    ) {
        let named = at(&["service"]);
        let Some(item) = named.item else { return };
        let Some(service) = self.service(namespace, name) else {
            if self.is_own(namespace) {
                let message =
                    format!("`{}` sends to the Service `{name}`, which is not{}", item.words, within(namespace));
                self.fault(rule, named, message, "name one that is rendered");
            }
            return;
        };
        let Some(port) = Port::of(port) else { return };
        let ports: Vec<&Json> = list(service.get(&["spec", "ports"])).map(|(_, port)| port).collect();
        let is_there = ports.iter().any(|open| match &port {
            Port::Name(name) => get(open, &["name"]).as_str() == Some(name),
            Port::Number(number) => get(open, &["port"]).as_u64() == Some(*number),
        });
        if !is_there && !ports.is_empty() {
            let message =
                format!("`{}` sends to the port `{port}` of the Service `{name}`, which has none such", item.words);
            self.fault("service-port-missing", at(&["port"]), message, open_words(service));
        }
    }
}

/// `it has 8080 (http)`
pub fn open_words(service: &Item<'_>) -> String {
    let ports = list(service.get(&["spec", "ports"])).filter_map(|(_, port)| {
        let number = get(port, &["port"]).as_u64()?;
        Some(get(port, &["name"]).as_str().map_or(number.to_string(), |name| format!("{number} (`{name}`)")))
    });
    let ports: Vec<String> = ports.collect();
    if ports.is_empty() { "it has none".to_owned() } else { format!("it has {}", ports.join(", ")) }
}
