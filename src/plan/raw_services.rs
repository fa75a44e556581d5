//! Services of `manifests/` as something that can be needed: an address behind which somebody else's pods stand.

use serde_json::Value as Json;

use crate::diagnostic::Report;
use crate::load::Map;
use crate::model::manifest::{self, Manifest};
use crate::model::scalar::Port;
use crate::model::workload::{Container, Service, Workload};

use super::Inputs;
use super::object::Labels;

/// Kinds with a pod template, and the pod itself.
const WITH_PODS: [&str; 6] = ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Rollout", "Pod"];

pub struct RawService {
    pub name: String,
    /// None: the environment's own.
    pub namespace: Option<String>,
    /// The pods behind it.
    pub selector: Labels,
    /// Its ports, as if a workload had them: those of the pods, and the Service's for each.
    pub workload: Workload,
}

/// Those that select pods. What is wrong with a manifest is told where all of them are read.
pub fn raw_services(inputs: &Inputs<'_, '_>) -> Vec<RawService> {
    let manifests = manifest::manifests(inputs.manifests.documents.clone(), &mut Report::default());
    let is_service = |one: &&Manifest| one.kind == "Service" && one.api_version == "v1";
    manifests.iter().filter(is_service).filter_map(|service| raw_service(service, &manifests)).collect()
}

fn raw_service(service: &Manifest, manifests: &[Manifest]) -> Option<RawService> {
    let spec = service.json()["spec"].clone();
    let selector = labels(&spec["selector"]);
    if selector.is_empty() {
        return None;
    }
    let mut container = Container::default();
    let mut of_service: Map<String, Port> = Map::default();
    for port in spec["ports"].as_array().into_iter().flatten() {
        let Some(number) = number(&port["port"]) else { continue };
        let name = port["name"].as_str().unwrap_or("port").to_owned();
        let target = match &port["targetPort"] {
            Json::String(named) => named_port(named, &selector, manifests),
            Json::Number(_) => self::number(&port["targetPort"]),
            Json::Null | Json::Bool(_) | Json::Array(_) | Json::Object(_) => Some(number),
        };
        let Some(target) = target else { continue };
        if port["protocol"] == "UDP" {
            container.udp.push(name.clone());
        }
        container.ports.insert(name.clone(), Port(target));
        of_service.insert(name, Port(number));
    }
    let service_of_it = Service { ports: of_service, ..Service::default() };
    let workload = Workload { container, service: service_of_it, ..Workload::default() };
    Some(RawService { name: service.name.clone(), namespace: service.namespace.clone(), selector, workload })
}

fn number(value: &Json) -> Option<u16> {
    value.as_u64().and_then(|number| u16::try_from(number).ok())
}

fn labels(value: &Json) -> Labels {
    let pairs = value.as_object().into_iter().flatten();
    pairs.filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned()))).collect()
}

/// The number of a port that the selected pods name.
fn named_port(name: &str, selector: &Labels, manifests: &[Manifest]) -> Option<u16> {
    let pods = manifests.iter().filter(|one| WITH_PODS.contains(&one.kind.as_str())).map(|one| {
        let object = one.json();
        if one.kind == "Pod" { object } else { object["spec"]["template"].clone() }
    });
    let mut selected = pods.filter(|pod| {
        let own = labels(&pod["metadata"]["labels"]);
        selector.iter().all(|(key, value)| own.get(key) == Some(value))
    });
    selected.find_map(|pod| {
        let containers = pod["spec"]["containers"].as_array().cloned().unwrap_or_default();
        let ports = containers.iter().filter_map(|container| container["ports"].as_array()).flatten();
        let mut named = ports.filter(|port| port["name"] == name);
        named.find_map(|port| number(&port["containerPort"]))
    })
}
