//! Ports that probes and hooks of a container knock at.

use serde_json::Value as Json;

use crate::check::object::get;
use crate::check::{At, Container};

use super::world::{World, list};

/// A port as somebody names it.
pub enum Port<'p> {
    Name(&'p str),
    Number(u64),
}

impl<'p> Port<'p> {
    /// A number, or a name; a text that is a number is a number.
    pub fn of(json: &'p Json) -> Option<Self> {
        match json.as_str() {
            Some(text) => Some(text.parse().map_or(Port::Name(text), Port::Number)),
            None => json.as_u64().map(Port::Number),
        }
    }
}

impl std::fmt::Display for Port<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Port::Name(name) => formatter.write_str(name),
            Port::Number(number) => write!(formatter, "{number}"),
        }
    }
}

/// What containers say of their ports. They need not say anything: then every number is right.
#[derive(Default)]
pub struct Open<'o> {
    names: Vec<&'o str>,
    numbers: Vec<u64>,
}

impl<'o> Open<'o> {
    pub fn of<'c>(containers: impl IntoIterator<Item = &'c Container<'o>>) -> Self
    where
        'o: 'c,
    {
        let mut open = Self::default();
        for container in containers {
            let json: &'o Json = container.json;
            for (_, port) in list(json.get("ports").unwrap_or(&Json::Null)) {
                open.names.extend(port.get("name").and_then(Json::as_str));
                open.numbers.extend(port.get("containerPort").and_then(Json::as_u64));
            }
        }
        open
    }

    pub fn has(&self, port: &Port<'_>) -> bool {
        match port {
            Port::Name(name) => self.names.contains(name),
            Port::Number(number) => self.is_silent() || self.numbers.contains(number),
        }
    }

    pub fn has_between(&self, first: u64, last: u64) -> bool {
        self.is_silent() || self.numbers.iter().any(|number| (first..=last).contains(number))
    }

    pub fn is_silent(&self) -> bool {
        self.numbers.is_empty()
    }

    /// `open are http (8080)`, for labels.
    pub fn words(&self) -> String {
        let numbers: Vec<String> = self.numbers.iter().map(ToString::to_string).collect();
        match (self.names.is_empty(), numbers.is_empty()) {
            (_, true) => "it opens none".to_owned(),
            (true, false) => format!("it opens {}", numbers.join(", ")),
            (false, false) => format!("it opens {}, by name `{}`", numbers.join(", "), self.names.join("`, `")),
        }
    }
}

const HANDLERS: [&[&str]; 5] = [
    &["livenessProbe"],
    &["readinessProbe"],
    &["startupProbe"],
    &["lifecycle", "preStop"],
    &["lifecycle", "postStart"],
];

pub fn find(world: &World<'_>) {
    for container in world.running().flat_map(|running| &running.containers) {
        let open = Open::of([container]);
        for (handler, way) in
            HANDLERS.iter().flat_map(|handler| ["httpGet", "tcpSocket", "grpc"].map(|way| (handler, way)))
        {
            let knocks = get(container.get(handler), &[way]);
            // A name is one of the container's ports, whatever host is asked; a number may be that host's own.
            let is_elsewhere = !get(knocks, &["host"]).is_null();
            let Some(port) = Port::of(get(knocks, &["port"])) else { continue };
            if is_elsewhere && matches!(port, Port::Number(_)) {
                continue;
            }
            if open.has(&port) {
                continue;
            }
            let field: Vec<&str> = handler.iter().copied().chain([way, "port"]).collect();
            let at = At::container(container, &field).from(&["probes"]).from(&["health"]);
            let what = field[..handler.len()].join(".");
            let (words, name) = (&container.item.words, container.name);
            let message =
                format!("`{what}` of `{name}` in `{words}` knocks at the port `{port}`, which it does not have");
            let rule = match port {
                Port::Name(_) => "dangling-reference",
                Port::Number(_) => "port-undeclared",
            };
            world.fault(rule, at, message, open.words());
        }
    }
}
