//! What the platform itself needs of workloads, and they of it.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::FieldPath;
use crate::model::network::{Allow, Mesh};
use crate::model::observability::Stack;
use crate::model::workload::{ServiceType, Target};
use crate::plan::object::{Labels, PolicyPort};
use crate::plan::workload::{HostPort, Part, Workload};
use crate::plan::{Plan, shell};

use super::needs::{end, model};
use super::{End, Stated, Why, door, tcp};
use crate::check::object::table;
use crate::check::reach::{Door, Protocol};

pub fn infrastructure(plan: &Plan<'_>) -> Vec<Stated> {
    if plan.target == Target::Compose {
        return plan.workloads().flat_map(published).collect();
    }
    let mut stated = allowed(plan);
    for workload in &plan.workloads {
        stated.extend(inward(plan, workload));
        if workload.pod.token {
            stated.push(Stated {
                from: End::Workload(workload.id.clone()),
                to: End::ApiServer(plan.environment.network.api_server_cidrs.clone()),
                doors: vec![tcp(443), tcp(6443)],
                why: Why::ApiServer,
                field: table(workload).then("permissions"),
            });
        }
    }
    stated.extend(for_all(plan));
    stated
}

/// Names of namespaces by ID; a word that is no ID is a name itself.
fn namespace(plan: &Plan<'_>, word: &str) -> String {
    plan.namespace_names.get(word).map_or(word, String::as_str).to_owned()
}

fn labels<'l>(labels: impl IntoIterator<Item = (&'l String, &'l String)>) -> Labels {
    labels.into_iter().map(|(key, value)| (key.clone(), value.clone())).collect()
}

/// What every workload needs, and what comes and goes beside them.
fn for_all(plan: &Plan<'_>) -> Vec<Stated> {
    if plan.workloads.is_empty() {
        return Vec::new();
    }
    let network = &plan.environment.network;
    let dns = |protocol| Door { number: 53, protocol };
    let mut stated = vec![Stated {
        from: End::Workloads,
        to: End::Pods { namespace: network.dns.namespace.clone(), labels: labels(&network.dns.labels) },
        doors: vec![dns(Protocol::Tcp), dns(Protocol::Udp)],
        why: Why::Dns,
        field: FieldPath::new(["network", "dns"]),
    }];
    if network.mesh == Mesh::Istio {
        stated.push(Stated {
            from: End::Workloads,
            to: End::Pods { namespace: "istio-system".to_owned(), labels: Labels::new() },
            doors: vec![tcp(15012)],
            why: Why::Mesh,
            field: FieldPath::new(["network", "mesh"]),
        });
    }
    let ingress = &plan.environment.ingress;
    if ingress.issuer.is_some() && ingress.class.is_some() {
        let exposed = plan
            .workloads
            .iter()
            .filter(|workload| model(plan.environment, &workload.id).is_some_and(|model| !model.expose.is_empty()));
        let namespaces: BTreeSet<&str> = exposed.filter_map(|workload| workload.meta.namespace.as_deref()).collect();
        stated.extend(namespaces.into_iter().map(|namespace| Stated {
            from: ingress_controller(plan),
            to: End::Pods {
                namespace: namespace.to_owned(),
                labels: Labels::from([("acme.cert-manager.io/http01-solver".to_owned(), "true".to_owned())]),
            },
            doors: vec![tcp(8089)],
            why: Why::Certificate,
            field: FieldPath::new(["ingress", "issuer"]),
        }));
    }
    stated
}

fn ingress_controller(plan: &Plan<'_>) -> End {
    let environment = plan.environment;
    let by_class = match environment.ingress.class.as_deref() {
        Some("nginx") => "ingress-nginx",
        Some(class) => class,
        None => "default",
    };
    let peer = environment.network.ingress_from.as_ref();
    let word = peer.and_then(|peer| peer.namespace.as_deref()).or(environment.ingress.namespace.as_deref());
    End::Pods {
        namespace: namespace(plan, word.unwrap_or(by_class)),
        labels: peer.map(|peer| labels(&peer.labels)).unwrap_or_default(),
    }
}

/// A port of the main container or of one beside it.
fn port(workload: &Workload, name: &str) -> Option<Door> {
    let containers = [&workload.pod.container].into_iter().chain(&workload.pod.sidecars);
    let mut ports = containers.flat_map(|container| &container.ports).filter(|port| port.name == name);
    ports.next().map(|port| door(PolicyPort { port: port.port, protocol: port.protocol }))
}

/// Who comes to a workload without needing it.
fn inward(plan: &Plan<'_>, workload: &Workload) -> Vec<Stated> {
    let mut stated = Vec::new();
    let path = table(workload);
    let mut state = |from: End, doors: BTreeSet<Door>, why: Why, field: FieldPath| {
        if !doors.is_empty() {
            let to = End::Workload(workload.id.clone());
            stated.push(Stated { from, to, doors: doors.into_iter().collect(), why, field });
        }
    };
    if let Some(model) = model(plan.environment, &workload.id) {
        let main = || {
            let container = &model.container;
            container.open_ports().map(|(name, _)| name).next().or_else(|| container.main_port())
        };
        let exposed = model.expose.values();
        let doors = exposed.filter_map(|expose| port(workload, expose.port.as_deref().or_else(main)?)).collect();
        state(ingress_controller(plan), doors, Why::Expose, path.then("expose"));
        let observability = &plan.environment.observability;
        let metrics = model.metrics.as_ref().filter(|metrics| metrics.enabled && observability.stack != Stack::None);
        if let Some(door) = metrics.and_then(|metrics| port(workload, metrics.port.as_deref().or_else(main)?)) {
            let namespace = namespace(plan, &observability.namespace);
            let from = End::Pods { namespace, labels: labels(&observability.prometheus.labels) };
            state(from, BTreeSet::from([door]), Why::Scrape, path.then("metrics"));
        }
    }
    for service in workload.services.iter().filter(|service| service.kind != ServiceType::ClusterIp) {
        let from = match service.source_ranges.as_slice() {
            [] => End::Anyone,
            ranges => End::Addresses(ranges.to_vec()),
        };
        let doors = service.ports.iter().filter_map(|shown| port(workload, &shown.target)).collect();
        state(from, doors, Why::Service, path.join(&["service", "type"]));
    }
    let of_node = workload.pod.containers().filter(|container| container.part != Part::Init);
    let of_node = of_node.flat_map(|container| &container.ports).filter(|port| port.host.is_some());
    let doors = of_node.map(|port| door(PolicyPort { port: port.port, protocol: port.protocol })).collect();
    state(End::Anyone, doors, Why::HostPort, path.then("host-ports"));
    stated
}

/// `[network.allow]`, a line a pair of ends. What is not rendered here is left out.
fn allowed(plan: &Plan<'_>) -> Vec<Stated> {
    let workloads: BTreeMap<&str, &Workload> =
        plan.workloads().map(|workload| (workload.id.as_str(), workload)).collect();
    let api_server = || End::ApiServer(plan.environment.network.api_server_cidrs.clone());
    let meant = |word: &String| match (word.as_str(), word.strip_prefix("namespace:")) {
        ("any", _) => Some(End::Anyone),
        ("api-server", _) => Some(api_server()),
        (_, Some(name)) => Some(End::Pods { namespace: namespace(plan, name), labels: Labels::new() }),
        (id, None) => workloads.contains_key(id).then(|| end(plan, &workloads, id)),
    };
    let ends = |words: &[String]| words.iter().filter_map(meant).collect::<Vec<End>>();
    let mut stated = Vec::new();
    for (name, allow) in &plan.environment.network.allow {
        let Allow { from, to, ports, cidrs } = allow;
        let mut targets = ends(to);
        targets.extend((!cidrs.is_empty()).then(|| End::Addresses(cidrs.clone())));
        for from in ends(from) {
            stated.extend(targets.iter().map(|to| Stated {
                from: from.clone(),
                to: to.clone(),
                doors: ports.iter().map(|port| tcp(port.0)).collect(),
                why: Why::Allow,
                field: FieldPath::new(["network", "allow", name]),
            }));
        }
    }
    stated
}

/// Ports of the machine that Compose runs on.
fn published(workload: &Workload) -> Vec<Stated> {
    let published = workload.compose.publish.iter().map(|publish| {
        let port = match &publish.host {
            Some(HostPort::Number(number)) => number.to_string(),
            Some(HostPort::Shell(text)) => shell::shown(text, |name| format!("${{{name}}}")),
            None => "any".to_owned(),
        };
        let host = publish.address.as_ref().map_or(port.clone(), |address| format!("{address}:{port}"));
        Stated {
            from: End::Host(host),
            to: End::Workload(workload.id.clone()),
            doors: vec![door(PolicyPort { port: publish.container, protocol: publish.protocol })],
            why: Why::Publish,
            field: table(workload).then("publish"),
        }
    });
    published.collect()
}
