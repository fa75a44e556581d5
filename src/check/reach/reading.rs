//! What is read of rendered objects: namespaces, the pods that objects make, and policies of engines that are not judged.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::check::object::get;
use crate::check::pod::template;
use crate::plan::object::Labels;

use super::network::{PodEnd, PodPort};
use super::policy::{Door, Protocol};
use super::selector::LabelSet;

/// The label by which every cluster names its namespaces.
pub const NAME: &str = "kubernetes.io/metadata.name";

/// Which pods a policy that is not judged may be about.
pub enum Foreign {
    Everywhere,
    In(String),
}

pub fn namespace_of(json: &Json) -> &str {
    get(json, &["metadata", "namespace"]).as_str().unwrap_or_default()
}

/// Labels of the namespaces that are rendered.
pub fn namespaces<'j>(objects: impl Iterator<Item = &'j Json>) -> BTreeMap<String, LabelSet> {
    let is_namespace = |json: &&Json| get(json, &["kind"]) == "Namespace" && get(json, &["apiVersion"]) == "v1";
    let named = objects.filter(is_namespace).filter_map(|json| {
        let name = get(json, &["metadata", "name"]).as_str()?;
        let mut set = LabelSet::read(get(json, &["metadata", "labels"]));
        set.labels.insert(NAME.to_owned(), name.to_owned());
        Some((name.to_owned(), set))
    });
    named.collect()
}

/// A namespace of which no more than its name is known.
pub fn unknown_namespace(name: &str) -> LabelSet {
    LabelSet { labels: Labels::from([(NAME.to_owned(), name.to_owned())]), complete: false }
}

/// The pod that an object makes, if it makes any.
pub fn pod(json: &Json, object: usize, namespaces: &BTreeMap<String, LabelSet>) -> Option<PodEnd> {
    let version = get(json, &["apiVersion"]).as_str().unwrap_or_default();
    let group = version.split_once('/').map_or("", |(group, _)| group);
    let pod = get(json, template(group, get(json, &["kind"]).as_str().unwrap_or_default())?);
    let spec = pod.get("spec").filter(|spec| spec.is_object())?;
    let namespace = namespace_of(json).to_owned();
    let stays = |container: &&Json| get(container, &["restartPolicy"]) == "Always";
    let list = |key: &str| get(spec, &[key]).as_array().into_iter().flatten();
    let containers = list("containers").chain(list("initContainers").filter(stays));
    let ports = containers.filter_map(|container| get(container, &["ports"]).as_array()).flatten();
    Some(PodEnd {
        namespace_labels: namespaces.get(&namespace).cloned().unwrap_or_else(|| unknown_namespace(&namespace)),
        namespace,
        labels: LabelSet::read(get(pod, &["metadata", "labels"])),
        ports: ports.filter_map(port).collect(),
        on_node: get(spec, &["hostNetwork"]).as_bool() == Some(true),
        object: Some(object),
        ..PodEnd::default()
    })
}

fn port(json: &Json) -> Option<PodPort> {
    let number = get(json, &["containerPort"]).as_u64().and_then(|number| u16::try_from(number).ok())?;
    let protocol = Protocol::read(get(json, &["protocol"]))?;
    let name = get(json, &["name"]).as_str().map(str::to_owned);
    Some(PodPort { name, door: Door { number, protocol } })
}

/// Policies of Cilium, Calico and of the cluster's administrators, which change what NetworkPolicies mean.
pub fn foreign(json: &Json) -> Option<Foreign> {
    let group = get(json, &["apiVersion"]).as_str()?.split_once('/')?.0;
    let kind = get(json, &["kind"]).as_str()?;
    let is_theirs =
        matches!(group, "cilium.io" | "crd.projectcalico.org" | "projectcalico.org" | "policy.networking.k8s.io");
    match kind {
        "CiliumNetworkPolicy" | "NetworkPolicy" if is_theirs => Some(Foreign::In(namespace_of(json).to_owned())),
        _ if is_theirs && kind.ends_with("NetworkPolicy") => Some(Foreign::Everywhere),
        _ => None,
    }
}
