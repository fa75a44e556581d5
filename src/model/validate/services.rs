//! Services of a workload, and what else names its ports: what is published, exposed, scraped.

use std::collections::BTreeMap;
use std::net::IpAddr;

use crate::diagnostic::{Diagnostic, FieldPath};
use crate::model::scalar::Duration;
use crate::model::workload::{Service, ServiceType, Target, Workload};

use super::Check;
use super::paths::shown;

/// The longest time that Kubernetes keeps a client with its pod.
const LONGEST_AFFINITY: u64 = 86_400;
const QUALIFIED: &str = "a word such as `http`, or one with a prefix such as `kubernetes.io/h2c`";

/// The ports that run side by side in a pod, which Services may show.
fn pod_ports(workload: &Workload) -> Vec<&str> {
    let containers = [&workload.container].into_iter().chain(workload.sidecars.values());
    containers.flat_map(|container| container.ports.keys()).map(String::as_str).collect()
}

/// The ports of a Service: those named, else all of the main container that are not private.
fn ports_of<'w>(workload: &'w Workload, service: &'w Service) -> Vec<&'w str> {
    match service.only.is_empty() {
        true => workload.container.open_ports().map(|(name, _)| name).collect(),
        false => service.only.iter().map(String::as_str).collect(),
    }
}

fn number(workload: &Workload, name: &str) -> Option<(u16, bool)> {
    let containers = [&workload.container].into_iter().chain(workload.sidecars.values());
    containers.into_iter().find_map(|container| Some((container.port(name)?, container.is_udp(name))))
}

impl Check<'_, '_> {
    pub(super) fn services(&mut self, path: &FieldPath, workload: &Workload) {
        self.service(path, &path.then("service"), workload, &workload.service);
        for (key, service) in &workload.extra_services {
            let at = path.join(&["extra-services", key]);
            self.named_key(&at, key);
            self.service(path, &at, workload, service);
            if service.enabled && ports_of(workload, service).is_empty() {
                self.key_fault(&at, "missing-key", format!("`{path}` has no port for this Service"), "give it `ports`");
            }
        }
    }

    fn service(&mut self, path: &FieldPath, at: &FieldPath, workload: &Workload, service: &Service) {
        if !service.enabled {
            return;
        }
        for (index, name) in service.only.iter().enumerate() {
            let at = at.then("only").then(index.to_string());
            if self.pod_port(path, &at, workload, name, false) && workload.container.is_private(name) {
                let message = format!("`{name}` is private, and stands in no Service");
                self.fault(&at, "private-port", message, "remove it here, or from `private`");
            }
        }
        let keys = |ports: &crate::load::Map<String, crate::model::scalar::Port>| -> Vec<String> {
            ports.keys().cloned().collect()
        };
        let protocols = service.protocols.keys().cloned().collect();
        let maps =
            [("ports", keys(&service.ports)), ("node-ports", keys(&service.node_ports)), ("protocols", protocols)];
        for (key, names) in maps {
            for name in &names {
                let at = at.join(&[key, name]);
                if self.pod_port(path, &at, workload, name, true)
                    && !ports_of(workload, service).contains(&name.as_str())
                {
                    let message = format!("`{name}` is no port of this Service");
                    self.unused(&at, message, "name it in `only`, or remove it");
                }
            }
        }
        self.same_service_ports(at, workload, service);
        self.service_type(at, service);
        self.affinity(&at.then("affinity"), service.affinity.as_ref());
        for (name, protocol) in service.protocols.iter().filter(|(_, protocol)| !is_qualified(protocol)) {
            let message = format!("{} is no protocol of an application", shown(protocol));
            self.fault(&at.join(&["protocols", name]), "bad-name", message, QUALIFIED);
        }
    }

    /// A port of the pod, named by a value or by a key. What defaults say is ignored where there is no port at all,
    /// and so is what they say under the name of a port that is not there.
    fn pod_port(&mut self, path: &FieldPath, at: &FieldPath, workload: &Workload, name: &str, is_key: bool) -> bool {
        let known = pod_ports(workload);
        if (known.is_empty() || (is_key && !known.contains(&name))) && !self.is_own(at) {
            return false;
        }
        let sidecars = workload.sidecars.keys().map(|key| path.join(&["sidecars", key, "ports"]));
        let declared: Vec<FieldPath> = [path.then("ports")].into_iter().chain(sidecars).collect();
        match is_key {
            true => self.known_key(at, "port", name, known.iter().copied(), &declared),
            false => self.known(at, "port", name, known.iter().copied(), &declared),
        }
        known.contains(&name)
    }

    fn same_service_ports(&mut self, at: &FieldPath, workload: &Workload, service: &Service) {
        let mut taken: BTreeMap<(u16, bool), &str> = BTreeMap::new();
        for name in ports_of(workload, service) {
            let Some((own, udp)) = number(workload, name) else { continue };
            let port = service.ports.get(name).map_or(own, |port| port.0);
            let Some(first) = taken.insert((port, udp), name) else { continue };
            // Where both are those of the containers, that has been said.
            if let Some(remapped) = [name, first].into_iter().find(|name| service.ports.contains_key(*name)) {
                let message = format!("`{first}` and `{name}` would both be port {port} of the Service");
                self.fault(&at.join(&["ports", remapped]), "duplicate-port", message, "another port is wanted");
            }
        }
    }

    fn service_type(&mut self, at: &FieldPath, service: &Service) {
        let outside = match service.kind {
            ServiceType::ClusterIp => false,
            ServiceType::NodePort | ServiceType::LoadBalancer => true,
        };
        if service.headless && outside {
            let headless = at.then("headless");
            let fault = Diagnostic::error(
                "bad-service",
                self.place(&headless),
                "a headless Service has no address that could be reached from outside",
            );
            let fault = fault.label("remove it, or let another Service of `extra-services` be headless");
            let place = self.place(&at.then("type"));
            self.tell(&headless, fault.also(place, "the type of the Service"));
        }
        for (name, port) in service.node_ports.iter().filter(|(_, port)| !(30_000..=32_767).contains(&port.0)) {
            let message = format!("`{}` is no node port", port.0);
            let label = "30000 to 32767, unless the cluster says otherwise";
            self.fault(&at.join(&["node-ports", name]), "out-of-range", message, label);
        }
        if !service.node_ports.is_empty() && !outside {
            let message = "a cluster-ip Service has no node ports";
            self.fault(&at.then("node-ports"), "unused-key", message, "set `service.type`, or remove them");
        }
        if !service.source_ranges.is_empty() && !outside {
            let message = "nobody outside reaches a cluster-ip Service";
            self.unused(
                &at.then("source-ranges"),
                message,
                "set `type` to `load-balancer` or `node-port`, or remove it",
            );
        }
        for (index, range) in service.source_ranges.iter().enumerate().filter(|(_, range)| !is_cidr(range)) {
            let at = at.then("source-ranges").then(index.to_string());
            let message = format!("`{range}` is no range of addresses");
            self.fault(&at, "bad-cidr", message, "such as `10.0.0.0/8` or `2001:db8::/32`");
        }
    }

    fn affinity(&mut self, at: &FieldPath, affinity: Option<&Duration>) {
        if let Some(time) = affinity.filter(|time| !(1..=LONGEST_AFFINITY).contains(&time.seconds())) {
            let message = format!("no client can be kept with its pod for `{}`", time.as_str());
            self.fault(at, "out-of-range", message, "a second to a day");
        }
    }

    /// What names ports beside Services.
    pub(super) fn reached(&mut self, path: &FieldPath, workload: &Workload) {
        for name in workload.publish.keys() {
            self.pod_port(path, &path.join(&["publish", name]), workload, name, true);
        }
        if let Some(metrics) = workload.metrics.as_ref().filter(|metrics| metrics.enabled)
            && let Some(port) = &metrics.port
        {
            self.pod_port(path, &path.join(&["metrics", "port"]), workload, port, false);
        }
        for (address, expose) in &workload.expose {
            let at = path.join(&["expose", address]);
            if self.report.has_fault_at(&at) {
                continue;
            }
            self.require(!workload.container.ports.is_empty(), path, "ports", "what is exposed listens on a port");
            self.exposed(path, &at, workload);
            if let Some(port) = &expose.port
                && self.pod_port(path, &at.then("port"), workload, port, false)
                && !ports_of(workload, &workload.service).contains(&port.as_str())
            {
                let message = format!("`{port}` is no port of the Service, through which it would be exposed");
                self.fault(
                    &at.then("port"),
                    "no-service",
                    message,
                    "name a port that is not private, or add it to `only`",
                );
            }
        }
        for (name, route) in &workload.routes {
            self.require(route.path.is_some(), &path.join(&["routes", name]), "path", "such as `path = \"/api/**\"`");
        }
    }

    /// An Ingress leads to a Service.
    fn exposed(&mut self, path: &FieldPath, at: &FieldPath, workload: &Workload) {
        if workload.service.enabled || workload.group.is_some() {
            return;
        }
        let message = "what has no Service cannot be exposed";
        let fault = Diagnostic::error("no-service", self.provenance.key_place(at), message);
        let fault = fault.label("switch the Service on, or remove this");
        let switch = self.place(&path.join(&["service", "enabled"]));
        self.tell(at, fault.also(switch, "switched off here"));
    }

    /// A cluster has each port of its nodes once.
    pub(super) fn node_ports(&mut self) {
        let environment = self.environment;
        let services = environment.services.iter().map(|(id, service)| ("services", id, &**service));
        let components = environment.components.iter().filter(|(_, component)| !component.is_elsewhere());
        let components = components.map(|(id, component)| ("components", id, &component.workload));
        let in_kubernetes = |workload: &Workload| {
            workload.enabled && (workload.targets.is_empty() || workload.targets.contains(&Target::Kubernetes))
        };
        let mut taken: BTreeMap<(u16, bool), FieldPath> = BTreeMap::new();
        for (root, id, workload) in services.chain(components).filter(|(_, _, workload)| in_kubernetes(workload)) {
            let path = FieldPath::new([root, id]);
            let own = [(path.then("service"), &workload.service)].into_iter();
            let further =
                workload.extra_services.iter().map(|(key, service)| (path.join(&["extra-services", key]), service));
            for (at, service) in own.chain(further).filter(|(_, service)| service.enabled) {
                for (name, port) in &service.node_ports {
                    let at = at.join(&["node-ports", name]);
                    let Some((_, udp)) = number(workload, name) else { continue };
                    let Some(first) = taken.insert((port.0, udp), at.clone()) else { continue };
                    let message = format!("two Services are port {} of the nodes", port.0);
                    let fault = Diagnostic::error("duplicate-port", self.place(&at), message);
                    let place = self.place(&first);
                    self.tell(&at, fault.label("another port is wanted").also(place, "taken here"));
                }
            }
        }
    }
}

/// `10.0.0.0/8`, `2001:db8::/32`.
fn is_cidr(text: &str) -> bool {
    let Some((address, length)) = text.split_once('/') else { return false };
    let longest = match address.parse::<IpAddr>() {
        Ok(IpAddr::V4(_)) => 32,
        Ok(IpAddr::V6(_)) => 128,
        Err(_) => return false,
    };
    length.parse::<u8>().is_ok_and(|length| length <= longest)
}

/// A short name, with the domain of who gave it before a `/` or not.
pub(super) fn is_qualified(text: &str) -> bool {
    let (prefix, name) = text.rsplit_once('/').map_or((None, text), |(prefix, name)| (Some(prefix), name));
    let edge = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let word = |text: &str, longest: usize, extra: &[u8]| {
        let legal = |byte: u8| byte.is_ascii_alphanumeric() || extra.contains(&byte);
        let bytes = text.as_bytes();
        text.len() <= longest && text.bytes().all(legal) && edge(bytes.first()) && edge(bytes.last())
    };
    word(name, 63, b"-_.") && prefix.is_none_or(|prefix| word(prefix, 253, b"-."))
}
