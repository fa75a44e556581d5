//! Services behind ingresses, routes, webhooks and APIs, and the certificates of ingresses.

use serde_json::Value as Json;

use crate::check::object::get;
use crate::check::{At, Item};
use crate::diagnostic::FieldPath;

use super::sources::Holder;
use super::world::{World, at, list};

pub fn find(world: &World<'_>) {
    for item in world.objects.iter() {
        match (item.group(), item.kind()) {
            ("networking.k8s.io", "Ingress") => of_ingress(world, item),
            ("traefik.io" | "traefik.containo.us", "IngressRoute" | "IngressRouteTCP" | "IngressRouteUDP") => {
                of_traefik(world, item);
            }
            ("gateway.networking.k8s.io", _) => of_gateway(world, item),
            ("admissionregistration.k8s.io", _) => {
                for (position, webhook) in list(item.get(&["webhooks"])) {
                    let path = FieldPath::new(["webhooks", &position, "clientConfig", "service"]);
                    of_reference(world, item, get(webhook, &["clientConfig", "service"]), &path);
                }
            }
            ("apiregistration.k8s.io", "APIService") => {
                of_reference(world, item, item.get(&["spec", "service"]), &FieldPath::new(["spec", "service"]));
            }
            ("apiextensions.k8s.io", "CustomResourceDefinition") => {
                let keys = ["spec", "conversion", "webhook", "clientConfig", "service"];
                of_reference(world, item, item.get(&keys), &FieldPath::new(keys));
            }
            _ => {}
        }
    }
}

fn of_ingress<'o>(world: &World<'o>, item: &'o Item<'o>) {
    let namespace = item.namespace();
    let mut backends = vec![(FieldPath::new(["spec", "defaultBackend"]), item.get(&["spec", "defaultBackend"]))];
    for (position, rule) in list(item.get(&["spec", "rules"])) {
        let path = FieldPath::new(["spec", "rules", &position, "http", "paths"]);
        for (position, entry) in list(get(rule, &["http", "paths"])) {
            backends.push((path.join(&[&position, "backend"]), get(entry, &["backend"])));
        }
    }
    for (path, backend) in backends {
        let Some(name) = get(backend, &["service", "name"]).as_str() else { continue };
        let ports = ["name", "number"].map(|key| (key, get(backend, &["service", "port", key])));
        let (port_key, port) = if ports[0].1.is_null() { ports[1] } else { ports[0] };
        let at = |part: &[&str]| {
            let keys: &[&str] = if part == ["port"] { &["service", "port", port_key] } else { &["service", "name"] };
            at(item, &path.join(keys))
        };
        world.follow_service(namespace, name, port, &at);
    }
    for (position, entry) in list(item.get(&["spec", "tls"])) {
        if let Some(secret) = get(entry, &["secretName"]).as_str() {
            let at = |keys: &[&str]| {
                let keys: Vec<&str> = ["spec", "tls", &position].iter().chain(keys).copied().collect();
                At::object(item, &keys)
            };
            let keys = ["tls.crt", "tls.key"].map(|key| (key, at(&["secretName"])));
            world.follow(Holder::Secret, namespace, secret, &keys, at(&["secretName"]));
        }
    }
}

fn of_traefik<'o>(world: &World<'o>, item: &'o Item<'o>) {
    for (position, route) in list(item.get(&["spec", "routes"])) {
        for (number, service) in list(get(route, &["services"])) {
            let path = FieldPath::new(["spec", "routes", &position, "services", &number]);
            if get(service, &["kind"]).as_str().is_none_or(|kind| kind == "Service") {
                of_reference(world, item, service, &path);
            }
        }
        for (number, middleware) in list(get(route, &["middlewares"])) {
            let Some(name) = get(middleware, &["name"]).as_str().filter(|name| !name.contains('@')) else { continue };
            let namespace = get(middleware, &["namespace"]).as_str().or(item.namespace());
            if world.is_own(namespace) && world.find(item.group(), "Middleware", namespace, name).is_none() {
                let message = format!("`{}` goes through the Middleware `{name}`, which is not rendered", item.words);
                let at = At::object(item, &["spec", "routes", &position, "middlewares", &number, "name"]);
                world.fault("dangling-reference", at, message, "name one that is rendered");
            }
        }
    }
    if let Some(secret) = item.get(&["spec", "tls", "secretName"]).as_str() {
        let at = At::object(item, &["spec", "tls", "secretName"]);
        world.follow(Holder::Secret, item.namespace(), secret, &[], at);
    }
}

fn of_gateway<'o>(world: &World<'o>, item: &'o Item<'o>) {
    for (position, rule) in list(item.get(&["spec", "rules"])) {
        for (number, backend) in list(get(rule, &["backendRefs"])) {
            let path = FieldPath::new(["spec", "rules", &position, "backendRefs", &number]);
            if get(backend, &["kind"]).as_str().is_none_or(|kind| kind == "Service") {
                of_reference(world, item, backend, &path);
            }
        }
    }
}

/// A `name`, `namespace` and `port` of a Service.
fn of_reference<'o>(world: &World<'o>, item: &'o Item<'o>, reference: &Json, path: &FieldPath) {
    let Some(name) = get(reference, &["name"]).as_str() else { return };
    let namespace = get(reference, &["namespace"]).as_str().or(item.namespace());
    let at = |part: &[&str]| at(item, &path.join(if part == ["port"] { part } else { &["name"] }));
    world.follow_service(namespace, name, get(reference, &["port"]), &at);
}
