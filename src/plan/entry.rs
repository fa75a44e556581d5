//! One service, component or job before anything is worked out: its name, its Service, its ports, its containers.

use std::cell::{Cell, OnceCell};

use crate::diagnostic::FieldPath;
use crate::load::Map;
use crate::model::component::Component;
use crate::model::job::Job;
use crate::model::kinds::Kind;
use crate::model::rollout::Strategy;
use crate::model::text::Text;
use crate::model::workload::{Container, Controller, Metrics, Target, Workload};

use super::object::{Labels, Protocol};
use super::raw_services::RawService;
use super::workload::{Part, Role};

/// One service, component or job of the environment.
pub struct Entry<'c> {
    pub id: &'c str,
    pub role: Role,
    pub workload: &'c Workload,
    pub component: Option<&'c Component>,
    pub job: Option<&'c Job>,
    /// Name of its objects and, in Compose, of its host.
    pub name: String,
    /// ID of its namespace.
    pub namespace: &'c str,
    pub targets: Vec<Target>,
    /// Its Service; none where it has no ports, or none of its own.
    pub service: Option<String>,
    pub image: String,
    pub tag: Option<String>,
    /// Outputs that follow from the kind's settings.
    pub kind_outputs: Map<String, Text>,
    /// The Service that it shares with others.
    pub group: Option<&'c str>,
    /// IDs of those behind one Service, if that is what this entry is; then it runs nothing itself.
    pub members: Vec<&'c str>,
    /// The Service of `manifests/` that it is, if it is one; then others run what stands behind it.
    pub raw: Option<&'c RawService>,
    /// Made when it is first asked for, and shared from then on.
    pub selector: OnceCell<Labels>,
    /// Whether anything asked for it by its ID.
    pub was_asked_for: Cell<bool>,
}

/// One container of an entry, as its table says it.
#[derive(Clone, Copy)]
pub struct Contained<'e, 'c> {
    pub entry: &'e Entry<'c>,
    pub part: Part,
    /// Its key in `init` or `sidecars`; empty: the main one.
    pub key: &'c str,
    pub model: &'c Container,
}

impl Contained<'_, '_> {
    pub fn path(&self) -> FieldPath {
        match self.part {
            Part::Main => self.entry.path(),
            Part::Init => self.entry.path().join(&["init", self.key]),
            Part::Sidecar => self.entry.path().join(&["sidecars", self.key]),
        }
    }
}

/// A port of a container, by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Port<'c> {
    pub name: &'c str,
    pub number: u16,
    pub protocol: Protocol,
}

pub fn protocol(container: &Container, port: &str) -> Protocol {
    if container.is_udp(port) { Protocol::Udp } else { Protocol::Tcp }
}

impl<'c> Entry<'c> {
    pub fn path(&self) -> FieldPath {
        FieldPath::new([self.role.table(), self.id])
    }

    /// Whether it lives elsewhere: an address without a workload.
    pub fn is_elsewhere(&self) -> bool {
        self.component.is_some_and(Component::is_elsewhere)
    }

    pub fn kind(&self) -> Option<&'c Kind> {
        self.component.map(|component| &component.kind)
    }

    /// `service`, `job`, or the component's kind.
    pub fn kind_word(&self) -> &'static str {
        match (self.role, self.kind()) {
            (Role::Service, _) => "service",
            (Role::Job, _) => "job",
            (Role::Component, kind) => kind.map_or("container", Kind::word),
        }
    }

    pub fn main(&self) -> Contained<'_, 'c> {
        Contained { entry: self, part: Part::Main, key: "", model: &self.workload.container }
    }

    /// Its containers in the order in which they start.
    pub fn containers(&self) -> impl Iterator<Item = Contained<'_, 'c>> {
        let of = |part, containers: &'c Map<String, Container>| {
            containers.iter().map(move |(key, model)| Contained { entry: self, part, key, model })
        };
        of(Part::Init, &self.workload.init).chain([self.main()]).chain(of(Part::Sidecar, &self.workload.sidecars))
    }

    /// The first port that others may connect to, or else the first.
    pub fn main_port(&self) -> Option<&'c str> {
        let container = &self.workload.container;
        container.open_ports().map(|(name, _)| name).next().or_else(|| container.main_port())
    }

    /// A port of the main container or of one beside it.
    pub fn port(&self, name: &str) -> Option<Port<'c>> {
        let containers = [&self.workload.container].into_iter().chain(self.workload.sidecars.values());
        containers.into_iter().find_map(|container| {
            let (name, port) = container.ports.get_key_value(name)?;
            Some(Port { name, number: port.0, protocol: protocol(container, name) })
        })
    }

    pub fn container_port(&self, name: &str) -> Option<u16> {
        self.port(name).map(|port| port.number)
    }

    /// The ports that others may connect to: those of the main container that are not private, and those of others
    /// that a Service names.
    pub fn open_ports(&self) -> Vec<Port<'c>> {
        let own = self.workload.container.open_ports().map(|(name, _)| name);
        let services = [&self.workload.service].into_iter().chain(self.workload.extra_services.values());
        let named = services.flat_map(|service| &service.only).map(String::as_str);
        let mut ports: Vec<Port<'c>> = Vec::new();
        for port in own.chain(named).filter_map(|name| self.port(name)) {
            if !ports.contains(&port) {
                ports.push(port);
            }
        }
        ports
    }

    /// What others connect to: in Kubernetes the Service's port.
    pub fn service_port(&self, name: &str, target: Target) -> Option<u16> {
        let remapped = self.workload.service.ports.get(name).filter(|_| target == Target::Kubernetes);
        remapped.map(|port| port.0).or_else(|| self.container_port(name))
    }

    /// Its metrics, if they are on, and the port that they are at.
    pub fn metrics(&self) -> Option<(&'c Metrics, Port<'c>)> {
        let metrics = self.workload.metrics.as_ref().filter(|metrics| metrics.enabled)?;
        let port = metrics.port.as_deref().or_else(|| self.main_port())?;
        Some((metrics, self.port(port)?))
    }

    pub fn is_stateful(&self) -> bool {
        self.workload.controller == Some(Controller::StatefulSet)
    }

    /// Whether a pod of it runs on every node.
    pub fn is_on_every_node(&self) -> bool {
        self.workload.controller == Some(Controller::DaemonSet)
    }

    /// The headless Service that gives a StatefulSet's pods their names. Its name never changes, for `serviceName`
    /// cannot be changed.
    pub fn headless(&self) -> Option<String> {
        let service = self.service.as_deref().filter(|_| self.is_stateful())?;
        Some(if self.workload.service.headless { service.to_owned() } else { format!("{service}-headless") })
    }

    pub fn is_blue_green(&self) -> bool {
        self.workload.rollout.strategy == Strategy::BlueGreen
    }

    /// Outputs that are kept in its Secret.
    pub fn credentials(&self) -> Vec<&'c str> {
        match self.component {
            Some(component) if component.keys.auth => component.kind.credentials(),
            _ => Vec::new(),
        }
    }
}
