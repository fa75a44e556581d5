//! Services: who reaches pods by them. A Service inside the cluster opens nothing, as its pods have addresses anyway;
//! whoever used one that goes, or a port of it, is cut off.

use serde_json::Value as Json;

use super::leaf::Leaf;
use super::policy::ranges;
use super::{Class, Context};
use crate::diff::document::Document;
use crate::diff::path::Step;

/// Annotations by which load balancers say from where they are reached.
const BALANCED: [&str; 5] = [
    "load-balancer-internal",
    "load-balancer-scheme",
    "load-balancer-source-ranges",
    "load-balancer-type",
    "load-balancer-attributes",
];

fn type_of(service: &Json) -> &str {
    service.pointer("/spec/type").and_then(Json::as_str).unwrap_or("ClusterIP")
}

/// Whether it is reached from outside the cluster.
fn is_external(service: &Json) -> bool {
    let addresses = service.pointer("/spec/externalIPs").and_then(Json::as_array);
    matches!(type_of(service), "NodePort" | "LoadBalancer") || addresses.is_some_and(|addresses| !addresses.is_empty())
}

/// Others are reached than before.
fn elsewhere(leaf: &Leaf<'_>) -> Vec<Class> {
    let opens = is_external(leaf.new).then_some(Class::OpensNetwork);
    opens.into_iter().chain([Class::ClosesNetwork]).collect()
}

pub fn changed(leaf: &Leaf<'_>) -> Vec<Class> {
    let refused = |refused: bool| if refused { vec![Class::Refused] } else { Vec::new() };
    match leaf.keys()[..] {
        ["spec", "type"] => retyped(type_of(leaf.old), type_of(leaf.new)),
        ["spec", "clusterIP"] => refused(is_readdressed(leaf)),
        ["spec", "clusterIPs", ..] => refused(is_readdressed(leaf) && leaf.path.0.last() == Some(&Step::Index(0))),
        ["spec", "ipFamilies", ..] => {
            let family = |side: &Json| side.pointer("/spec/ipFamilies/0").cloned();
            let (old, new) = (family(leaf.old), family(leaf.new));
            refused(old.is_some() && new.is_some() && old != new && !is_name(leaf))
        }
        ["spec", "loadBalancerClass"] => {
            refused([leaf.old, leaf.new].into_iter().all(|side| type_of(side) == "LoadBalancer"))
        }
        ["spec", "ports", "[]", ref rest @ ..] => port(rest, leaf),
        ["spec", "selector", ..] => elsewhere(leaf),
        ["spec", "externalName"] => vec![Class::OpensNetwork, Class::ClosesNetwork],
        ["spec", "externalIPs", ..] => {
            let opens = leaf.after.map(|_| Class::OpensNetwork);
            opens.into_iter().chain(leaf.before.map(|_| Class::ClosesNetwork)).collect()
        }
        ["spec", "loadBalancerSourceRanges", ..] => {
            let list = |side: &Json| side.pointer("/spec/loadBalancerSourceRanges").cloned();
            ranges(list(leaf.old).as_ref(), list(leaf.new).as_ref())
        }
        // Nodes without one of the pods take no connections for them.
        ["spec", "internalTrafficPolicy"] if leaf.differs("Cluster") => local(leaf),
        ["spec", "externalTrafficPolicy"] if leaf.differs("Cluster") && is_external(leaf.new) => local(leaf),
        ["metadata", "annotations", key] if BALANCED.iter().any(|part| key.contains(part)) => {
            vec![Class::OpensNetwork, Class::ClosesNetwork]
        }
        _ => Vec::new(),
    }
}

fn is_name(leaf: &Leaf<'_>) -> bool {
    [leaf.old, leaf.new].into_iter().any(|side| type_of(side) == "ExternalName")
}

/// The server gives an address to a Service without one, and keeps it where none is asked for.
fn is_readdressed(leaf: &Leaf<'_>) -> bool {
    let asked = leaf.after.and_then(Json::as_str).is_some_and(|address| !address.is_empty());
    asked && !is_name(leaf)
}

fn retyped(old: &str, new: &str) -> Vec<Class> {
    let rank = |name: &str| ["ClusterIP", "NodePort", "LoadBalancer"].iter().position(|known| *known == name);
    match (rank(old), rank(new)) {
        (Some(old), Some(new)) if old < new => vec![Class::OpensNetwork],
        (Some(old), Some(new)) if old > new => vec![Class::ClosesNetwork],
        (Some(_), Some(_)) => Vec::new(),
        _ => vec![Class::OpensNetwork, Class::ClosesNetwork],
    }
}

fn local(leaf: &Leaf<'_>) -> Vec<Class> {
    let closes = leaf.after == Some(&"Local".into());
    vec![if closes { Class::ClosesNetwork } else { Class::OpensNetwork }]
}

/// A port that is another only by its name leads where it did.
fn port(rest: &[&str], leaf: &Leaf<'_>) -> Vec<Class> {
    let element = leaf.path.0.len() - rest.len();
    let opens = is_external(leaf.new).then_some(Class::OpensNetwork);
    match rest {
        ["port" | "nodePort" | "targetPort" | "protocol"] if leaf.stays(element) => elsewhere(leaf),
        ["port"] if leaf.before.is_none() => {
            let known = has_port(leaf.old, leaf, leaf.new);
            opens.into_iter().filter(|_| !known).collect()
        }
        ["port"] if !has_port(leaf.new, leaf, leaf.old) => vec![Class::ClosesNetwork],
        _ => Vec::new(),
    }
}

/// Whether there is a port of the same number and protocol on that side.
fn has_port(side: &Json, leaf: &Leaf<'_>, of: &Json) -> bool {
    let mut element = leaf.path.clone();
    element.0.pop();
    let door = |port: &Json| {
        let protocol = port.get("protocol").and_then(Json::as_str).unwrap_or("TCP").to_owned();
        (port.get("port").and_then(Json::as_i64), protocol)
    };
    let ports = side.pointer("/spec/ports").and_then(Json::as_array);
    let wanted = element.find(of).map(door);
    ports.into_iter().flatten().any(|port| Some(door(port)) == wanted)
}

pub fn came(document: &Document, _: &Context<'_>) -> Vec<Class> {
    if is_external(&document.json) { vec![Class::OpensNetwork] } else { Vec::new() }
}

pub fn went(_: &Document, _: &Context<'_>) -> Vec<Class> {
    vec![Class::ClosesNetwork]
}
