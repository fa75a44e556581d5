//! Ports of containers: their names, what is said of them by name, and what a pod has only once.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, FieldPath};
use crate::model::workload::Workload;

use super::Check;
use super::containers::{Contained, Part};

const NAME: &str = "at most 15 lower-case letters, digits and `-`, a letter among them";

impl Check<'_, '_> {
    pub(super) fn ports(&mut self, contained: &Contained<'_>) {
        let Contained { path, container, .. } = contained;
        for name in container.ports.keys().filter(|name| !is_port_name(name)) {
            self.key_fault(&path.join(&["ports", name]), "bad-name", format!("`{name}` is no name of a port"), NAME);
        }
        // What defaults say of ports that are not there is ignored.
        for (key, names) in [("udp", &container.udp), ("private", &container.private)] {
            for (index, name) in names.iter().enumerate() {
                let at = path.then(key).then(index.to_string());
                if self.is_own(&at) {
                    self.port(&at, contained, name);
                }
            }
        }
        if contained.part != Part::Main && !container.private.is_empty() {
            let message = "the ports of this container are private as they are";
            self.fault(
                &path.then("private"),
                "unused-key",
                message,
                "a Service shows them only where its `only` names them",
            );
        }
        for name in container.host_ports.keys() {
            let at = path.join(&["host-ports", name]);
            if self.is_own(&at) {
                let known = container.ports.keys().map(String::as_str);
                self.known_key(&at, "port", name, known, &[path.then("ports")]);
            }
        }
    }

    /// A port of this very container.
    pub(super) fn port(&mut self, at: &FieldPath, contained: &Contained<'_>, name: &str) {
        let Contained { path, container, .. } = contained;
        self.known(at, "port", name, container.ports.keys().map(String::as_str), &[path.then("ports")]);
    }

    /// What the containers that run side by side have only once: names, numbers, ports of the node.
    pub(super) fn pod_ports(&mut self, containers: &[Contained<'_>]) {
        let mut names: BTreeMap<&str, FieldPath> = BTreeMap::new();
        let mut numbers: BTreeMap<(u16, bool), FieldPath> = BTreeMap::new();
        let mut host_ports: BTreeMap<(u16, bool), FieldPath> = BTreeMap::new();
        for Contained { path, container, .. } in containers.iter().filter(|contained| contained.part != Part::Init) {
            for (name, port) in &container.ports {
                let at = path.join(&["ports", name]);
                if let Some(first) = names.insert(name, at.clone()) {
                    let message = format!("two containers of one pod have a port `{name}`");
                    self.twice(&at, &first, self.provenance.key_place(&at), message, "another name is wanted");
                }
                if let Some(first) = numbers.insert((port.0, container.is_udp(name)), at.clone()) {
                    let message = format!("two ports of one pod are {}", port.0);
                    self.twice(&at, &first, self.place(&at), message, "another number is wanted");
                }
            }
            for (name, port) in &container.host_ports {
                let at = path.join(&["host-ports", name]);
                if let Some(first) = host_ports.insert((port.0, container.is_udp(name)), at.clone()) {
                    let message = format!("two ports of one pod are {} of the node", port.0);
                    self.twice(&at, &first, self.place(&at), message, "another number is wanted");
                }
            }
        }
    }

    fn twice(
        &mut self,
        at: &FieldPath,
        first: &FieldPath,
        place: crate::diagnostic::Place,
        message: String,
        label: &str,
    ) {
        let fault = Diagnostic::error("duplicate-port", place, message).label(label);
        self.tell(at, fault.also(self.place(first), "the first one"));
    }

    /// In the node's network a container's port is the node's.
    pub(super) fn host_network(&mut self, containers: &[Contained<'_>], workload: &Workload) {
        if !workload.host_network {
            return;
        }
        for Contained { path, container, .. } in containers {
            for (name, host) in &container.host_ports {
                if let Some(own) = container.port(name).filter(|own| *own != host.0) {
                    let at = path.join(&["host-ports", name]);
                    let message = format!("`{name}` is {own} in the container, and so it is in the node's network");
                    self.fault(&at, "out-of-range", message, format!("{own}, or no `host-network`"));
                }
            }
        }
    }
}

fn is_port_name(name: &str) -> bool {
    let legal = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    name.len() <= 15
        && name.bytes().any(|byte| byte.is_ascii_lowercase())
        && name.bytes().all(legal)
        && !name.starts_with('-')
        && !name.ends_with('-')
        && !name.contains("--")
}
