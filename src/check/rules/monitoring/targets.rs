//! What monitors scrape: from a ServiceMonitor over Services to ports of pods, from a PodMonitor straight there.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::check::object::{Item, get};
use crate::check::{Checked, Pod};

use super::selector::{picks, selects};

/// One endpoint of a monitor, and a port of a pod that it leads to.
pub struct Target<'c> {
    pub monitor: &'c Item<'c>,
    /// Index of the endpoint.
    pub endpoint: usize,
    /// What the pods are made by.
    pub pod: &'c Item<'c>,
    pub port: u64,
    pub path: &'c str,
}

/// What of an environment can be scraped, by namespace.
struct Here<'c> {
    services: BTreeMap<&'c str, Vec<&'c Item<'c>>>,
    pods: BTreeMap<&'c str, Vec<Pod<'c>>>,
}

/// The list of a monitor's endpoints.
pub fn endpoints(monitor: &Item<'_>) -> &'static str {
    if monitor.kind() == "PodMonitor" { "podMetricsEndpoints" } else { "endpoints" }
}

pub fn monitors<'c>(checked: &'c Checked<'_>) -> impl Iterator<Item = &'c Item<'c>> {
    let objects = &checked.objects;
    objects.of_kind("ServiceMonitor").chain(objects.of_kind("PodMonitor"))
}

pub fn targets<'c>(checked: &'c Checked<'_>) -> Vec<Target<'c>> {
    let mut here = Here { services: BTreeMap::new(), pods: BTreeMap::new() };
    for service in checked.objects.of_kind("Service") {
        here.services.entry(service.namespace().unwrap_or_default()).or_default().push(service);
    }
    for pod in checked.objects.pods() {
        here.pods.entry(pod.namespace().unwrap_or_default()).or_default().push(pod);
    }
    let mut found = Vec::new();
    for monitor in monitors(checked) {
        let selector = monitor.get(&["spec", "selector"]);
        for namespace in namespaces(monitor, &here) {
            if monitor.kind() == "PodMonitor" {
                let pods = here.pods.get(namespace).into_iter().flatten();
                for pod in pods.filter(|pod| selects(selector, get(pod.json, &["metadata", "labels"]))) {
                    of_pod(monitor, pod, &mut found);
                }
                continue;
            }
            let services = here.services.get(namespace).into_iter().flatten();
            for service in services.filter(|service| selects(selector, service.get(&["metadata", "labels"]))) {
                let wanted = service.get(&["spec", "selector"]);
                let pods = here.pods.get(namespace).into_iter().flatten();
                for pod in pods.filter(|pod| picks(wanted, get(pod.json, &["metadata", "labels"]))) {
                    of_service(monitor, service, pod, &mut found);
                }
            }
        }
    }
    found
}

fn namespaces<'c>(monitor: &'c Item<'c>, here: &Here<'c>) -> Vec<&'c str> {
    let selector = monitor.get(&["spec", "namespaceSelector"]);
    if get(selector, &["any"]).as_bool() == Some(true) {
        return here.pods.keys().copied().collect();
    }
    match get(selector, &["matchNames"]).as_array() {
        Some(names) => names.iter().filter_map(Json::as_str).collect(),
        None => vec![monitor.namespace().unwrap_or_default()],
    }
}

fn each_endpoint<'c>(monitor: &'c Item<'c>) -> impl Iterator<Item = (usize, &'c Json)> {
    monitor.get(&["spec", endpoints(monitor)]).as_array().into_iter().flatten().enumerate()
}

fn of_service<'c>(monitor: &'c Item<'c>, service: &'c Item<'c>, pod: &Pod<'c>, found: &mut Vec<Target<'c>>) {
    for (endpoint, json) in each_endpoint(monitor) {
        let target_port = match get(json, &["port"]).as_str() {
            Some(name) => {
                let mut ports = service.get(&["spec", "ports"]).as_array().into_iter().flatten();
                let Some(port) = ports.find(|port| get(port, &["name"]).as_str() == Some(name)) else { continue };
                let target = get(port, &["targetPort"]);
                if target.is_null() { get(port, &["port"]) } else { target }
            }
            None => get(json, &["targetPort"]),
        };
        found.extend(target(monitor, endpoint, json, pod, target_port));
    }
}

fn of_pod<'c>(monitor: &'c Item<'c>, pod: &Pod<'c>, found: &mut Vec<Target<'c>>) {
    for (endpoint, json) in each_endpoint(monitor) {
        let ports = ["port", "portNumber", "targetPort"].map(|key| get(json, &[key]));
        let port = ports.into_iter().find(|port| !port.is_null());
        found.extend(port.and_then(|port| target(monitor, endpoint, json, pod, port)));
    }
}

fn target<'c>(
    monitor: &'c Item<'c>,
    endpoint: usize,
    json: &'c Json,
    pod: &Pod<'c>,
    port: &'c Json,
) -> Option<Target<'c>> {
    let port = match port.as_str() {
        Some(name) => ports(pod).into_iter().find(|(known, _)| *known == Some(name))?.1,
        None => port.as_u64()?,
    };
    let path = get(json, &["path"]).as_str().filter(|path| !path.is_empty()).unwrap_or("/metrics");
    Some(Target { monitor, endpoint, pod: pod.item, port, path })
}

/// Names and numbers of a pod's ports.
pub fn ports<'c>(pod: &Pod<'c>) -> Vec<(Option<&'c str>, u64)> {
    let lists = ["initContainers", "containers"].map(|list| pod.spec(&[list]).as_array().into_iter().flatten());
    let ports = lists.into_iter().flatten().flat_map(|json| get(json, &["ports"]).as_array().into_iter().flatten());
    ports.filter_map(|port| Some((get(port, &["name"]).as_str(), get(port, &["containerPort"]).as_u64()?))).collect()
}
