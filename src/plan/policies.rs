//! Network policies from flows: default deny, and for each workload what it needs and who needs it.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::FieldPath;
use crate::load::{Map, Shared};
use crate::model::network::{Egress, Mesh};
use crate::model::observability::Stack;
use crate::model::workload::ServiceType;

use super::Flow;
use super::catalog::Catalog;
use super::entry::{Entry, Port};
use super::labels::{platform_meta, selector, workload_meta};
use super::made::{Connections, Planning};
use super::object::{Labels, Peer, Policy, PolicyPort, PolicyRule, Protocol};
use super::services::shown;
use super::text::Scope;

/// Where istiod answers its proxies.
const ISTIOD: (&str, u16) = ("istio-system", 15012);

/// Where cert-manager's solvers listen.
const HTTP01_PORT: u16 = 8089;

/// The policies of all workloads, and default deny in each namespace of ours.
pub fn policies(
    scope: &mut Scope<'_, '_, '_>,
    connections: &Connections,
    planning: &mut Planning<'_>,
) -> Vec<Shared<Policy>> {
    let catalog = scope.catalog;
    let network = &catalog.environment.network;
    if !network.policies {
        return Vec::new();
    }
    let mut policies = Vec::new();
    if network.default_deny {
        let namespaces: BTreeSet<&str> = catalog.rendered().map(|entry| entry.namespace).collect();
        for namespace in namespaces {
            policies.push(Shared::new(Policy {
                meta: platform_meta(scope, &network.default_deny_name, Some(namespace)),
                selector: Labels::new(),
                ingress: Some(Vec::new()),
                egress: (network.egress == Egress::Needs).then(Vec::new),
            }));
        }
    }
    policies.extend(http01_solvers(scope).into_iter().map(Shared::new));
    planning.note_connections(connections);
    let Connections { flows, tokens, hosts } = connections;
    let index = FlowIndex::new(flows, hosts);
    for entry in catalog.rendered() {
        let policy = || Shared::new(policy(scope, entry, &index, tokens.contains(entry.id)));
        policies.push(planning.part(catalog, entry, policy));
    }
    policies
}

/// Where all is denied by default, what answers an ACME server's question for a certificate has to be let through: pods
/// that cert-manager starts beside an Ingress.
fn http01_solvers(scope: &mut Scope<'_, '_, '_>) -> Vec<Policy> {
    let catalog = scope.catalog;
    let ingress = &catalog.environment.ingress;
    if ingress.issuer.is_none() || ingress.class.is_none() || !catalog.environment.network.default_deny {
        return Vec::new();
    }
    let exposed = catalog.rendered().filter(|entry| !entry.workload.expose.is_empty());
    let namespaces: BTreeSet<&str> = exposed.map(|entry| entry.namespace).collect();
    let rule = || PolicyRule { peers: vec![ingress_controller(catalog)], ports: tcp([HTTP01_PORT]) };
    let policy = |namespace| Policy {
        meta: platform_meta(scope, "acme-http01-solver", Some(namespace)),
        selector: Labels::from([("acme.cert-manager.io/http01-solver".to_owned(), "true".to_owned())]),
        ingress: Some(vec![rule()]),
        egress: None,
    };
    namespaces.into_iter().map(policy).collect()
}

/// Flows by who they come from and who they lead to.
struct FlowIndex<'f> {
    from: BTreeMap<&'f str, BTreeMap<&'f str, BTreeSet<PolicyPort>>>,
    to: BTreeMap<&'f str, BTreeMap<&'f str, BTreeSet<PolicyPort>>>,
    /// Of what lives elsewhere.
    hosts: &'f BTreeMap<String, String>,
}

impl<'f> FlowIndex<'f> {
    fn new(flows: &'f BTreeSet<Flow>, hosts: &'f BTreeMap<String, String>) -> Self {
        let mut index = Self { from: BTreeMap::new(), to: BTreeMap::new(), hosts };
        for Flow { from, to, port } in flows {
            index.from.entry(from).or_default().entry(to).or_default().insert(*port);
            index.to.entry(to).or_default().entry(from).or_default().insert(*port);
        }
        index
    }
}

fn policy(scope: &mut Scope<'_, '_, '_>, entry: &Entry<'_>, index: &FlowIndex<'_>, token: bool) -> Policy {
    let catalog = scope.catalog;
    let network = &catalog.environment.network;
    let name = match &network.names {
        Some(text) => {
            scope.extra = vec![("name", entry.name.clone()), ("id", entry.id.to_owned())];
            let name = scope.name(text, &FieldPath::new(["network", "names"]));
            scope.extra.clear();
            name
        }
        None => entry.name.clone(),
    };
    let mut labels = platform_meta(scope, &name, None).labels;
    labels.extend(selector(catalog, entry));
    let egress = match network.egress {
        Egress::Needs => Some(egress(catalog, entry, index, token)),
        Egress::Open => Some(vec![PolicyRule { peers: Vec::new(), ports: Vec::new() }]),
        Egress::Unmanaged => None,
    };
    Policy {
        meta: workload_meta(catalog, entry, &name, &labels, &Labels::new()),
        selector: selector(catalog, entry),
        ingress: Some(ingress(catalog, entry, index)),
        egress,
    }
}

fn tcp(ports: impl IntoIterator<Item = u16>) -> Vec<PolicyPort> {
    ports.into_iter().map(|port| PolicyPort { port, protocol: Protocol::Tcp }).collect()
}

fn policy_port(port: Port<'_>) -> PolicyPort {
    PolicyPort { port: port.number, protocol: port.protocol }
}

fn namespace_labels(name: &str) -> Labels {
    Labels::from([("kubernetes.io/metadata.name".to_owned(), name.to_owned())])
}

/// The pods of a workload, as a policy in `namespace` names them.
fn pods(catalog: &Catalog<'_>, other: &Entry<'_>, namespace: &str) -> Peer {
    let elsewhere = (other.namespace != namespace).then(|| catalog.namespace(other.namespace)).flatten();
    let selector = other.raw.map_or_else(|| selector(catalog, other), |raw| raw.selector.clone());
    Peer::Pods { selector, namespace: elsewhere.map(namespace_labels) }
}

/// Pods with these labels in a namespace; all of it without labels.
fn labelled(namespace: &str, labels: &Map<String, String>) -> Peer {
    match labels.is_empty() {
        true => Peer::Namespace(namespace_labels(namespace)),
        false => {
            let selector = labels.iter().map(|(key, value)| (key.clone(), value.clone())).collect();
            Peer::Pods { selector, namespace: Some(namespace_labels(namespace)) }
        }
    }
}

fn ingress(catalog: &Catalog<'_>, entry: &Entry<'_>, index: &FlowIndex<'_>) -> Vec<PolicyRule> {
    let environment = catalog.environment;
    let mut rules = Vec::new();
    for (from, ports) in index.to.get(entry.id).into_iter().flatten() {
        if let Some(other) = catalog.get(from).filter(|other| catalog.is_rendered(other)) {
            rules.push(PolicyRule {
                peers: vec![pods(catalog, other, entry.namespace)],
                ports: ports.iter().copied().collect(),
            });
        }
    }
    let workload = entry.workload;
    if !workload.expose.is_empty() {
        let exposed = workload.expose.values();
        let ports = exposed.filter_map(|expose| entry.port(expose.port.as_deref().or_else(|| entry.main_port())?));
        let ports: BTreeSet<PolicyPort> = ports.map(policy_port).collect();
        rules.push(PolicyRule { peers: vec![ingress_controller(catalog)], ports: ports.into_iter().collect() });
    }
    let own = entry.service.is_some().then_some(&workload.service);
    for service in own.into_iter().chain(workload.extra_services.values().filter(|service| service.enabled)) {
        if service.kind != ServiceType::ClusterIp {
            let ports = shown(entry, service).into_iter().map(policy_port).collect();
            rules.push(PolicyRule { peers: cidrs(&service.source_ranges), ports });
        }
    }
    let by_host: BTreeSet<PolicyPort> = entry
        .containers()
        .flat_map(|contained| contained.model.host_ports.keys().filter_map(move |name| entry.port(name)))
        .map(policy_port)
        .collect();
    if !by_host.is_empty() {
        rules.push(PolicyRule { peers: Vec::new(), ports: by_host.into_iter().collect() });
    }
    let observability = &environment.observability;
    if let Some((_, port)) = entry.metrics().filter(|_| observability.stack != Stack::None) {
        let namespace = catalog.namespace_or_name(&observability.namespace);
        rules.push(PolicyRule {
            peers: vec![labelled(&namespace, &observability.prometheus.labels)],
            ports: vec![policy_port(port)],
        });
    }
    rules.extend(allowed(catalog, entry, true));
    rules
}

fn ingress_controller(catalog: &Catalog<'_>) -> Peer {
    let environment = catalog.environment;
    let by_class = match environment.ingress.class.as_deref() {
        Some("nginx") => "ingress-nginx",
        Some(class) => class,
        None => "default",
    };
    let own = environment.ingress.namespace.as_deref().unwrap_or(by_class);
    match &environment.network.ingress_from {
        Some(peer) => labelled(&catalog.namespace_or_name(peer.namespace.as_deref().unwrap_or(own)), &peer.labels),
        None => Peer::Namespace(namespace_labels(&catalog.namespace_or_name(own))),
    }
}

fn egress(catalog: &Catalog<'_>, entry: &Entry<'_>, index: &FlowIndex<'_>, token: bool) -> Vec<PolicyRule> {
    let network = &catalog.environment.network;
    let dns = [Protocol::Udp, Protocol::Tcp].map(|protocol| PolicyPort { port: 53, protocol }).to_vec();
    let mut rules = vec![PolicyRule { peers: vec![labelled(&network.dns.namespace, &network.dns.labels)], ports: dns }];
    for (to, ports) in index.from.get(entry.id).into_iter().flatten() {
        let Some(other) = catalog.get(to) else { continue };
        let host = index.hosts.get(other.id).map_or("", String::as_str);
        let peers =
            if other.is_elsewhere() { elsewhere(other, host) } else { vec![pods(catalog, other, entry.namespace)] };
        rules.push(PolicyRule { peers, ports: ports.iter().copied().collect() });
    }
    if token {
        rules.push(PolicyRule { peers: cidrs(&network.api_server_cidrs), ports: tcp([443, 6443]) });
    }
    if network.mesh == Mesh::Istio {
        let (namespace, port) = ISTIOD;
        rules.push(PolicyRule { peers: vec![Peer::Namespace(namespace_labels(namespace))], ports: tcp([port]) });
    }
    rules.extend(allowed(catalog, entry, false));
    rules
}

fn cidrs(cidrs: &[String]) -> Vec<Peer> {
    cidrs.iter().map(|cidr| Peer::Cidr { cidr: cidr.clone(), except: Vec::new() }).collect()
}

/// What stands for a component that lives elsewhere: a namespace of the cluster, its addresses, or the world outside.
fn elsewhere(entry: &Entry<'_>, host: &str) -> Vec<Peer> {
    let Some(component) = entry.component else { return Vec::new() };
    if let Some(service) = host.strip_suffix(".svc.cluster.local").or_else(|| host.strip_suffix(".svc"))
        && let Some(namespace) = service.rsplit('.').next()
    {
        return vec![Peer::Namespace(namespace_labels(namespace))];
    }
    if component.keys.cidrs.is_empty() {
        // The private ranges are where clusters live.
        let except = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"].map(str::to_owned).to_vec();
        return vec![Peer::Cidr { cidr: "0.0.0.0/0".to_owned(), except }];
    }
    cidrs(&component.keys.cidrs)
}

/// Flows of `[network.allow]` that touch this workload: into it, or out of it.
fn allowed(catalog: &Catalog<'_>, entry: &Entry<'_>, into: bool) -> Vec<PolicyRule> {
    let network = &catalog.environment.network;
    let mut rules = Vec::new();
    for allow in network.allow.values() {
        let (own, others) = if into { (&allow.to, &allow.from) } else { (&allow.from, &allow.to) };
        let in_it = |word: &str| {
            let named = word.strip_prefix("namespace:").map(|namespace| catalog.namespace_or_name(namespace));
            named.is_some_and(|named| catalog.namespace(entry.namespace) == Some(&named))
        };
        if !own.iter().any(|word| word == entry.id || word == "any" || in_it(word)) {
            continue;
        }
        let mut peers = Vec::new();
        let mut anyone = false;
        for other in others {
            match (other.as_str(), other.strip_prefix("namespace:")) {
                ("any", _) => anyone = true,
                ("api-server", _) => peers.extend(cidrs(&network.api_server_cidrs)),
                (_, Some(namespace)) => {
                    peers.push(Peer::Namespace(namespace_labels(&catalog.namespace_or_name(namespace))))
                }
                (id, None) => peers.extend(
                    catalog
                        .get(id)
                        .filter(|other| catalog.is_rendered(other))
                        .map(|other| pods(catalog, other, entry.namespace)),
                ),
            }
        }
        if !into {
            peers.extend(cidrs(&allow.cidrs));
        }
        if anyone || !peers.is_empty() {
            let peers = if anyone { Vec::new() } else { peers };
            rules.push(PolicyRule { peers, ports: tcp(allow.ports.iter().map(|port| port.0)) });
        }
    }
    rules
}
