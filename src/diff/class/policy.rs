//! Policies of the network: NetworkPolicies, which add up, and Istio's PeerAuthentications.

use std::cell::OnceCell;
use std::net::IpAddr;

use serde_json::Value as Json;

use super::context::Policies;
use super::leaf::{Leaf, values};
use super::{Class, Context};
use crate::diff::document::Document;
use crate::diff::path::Step;

const BOTH: [Class; 2] = [Class::OpensNetwork, Class::ClosesNetwork];
/// The direction as `policyTypes` calls it, its list of rules, and the list of peers in each.
const DIRECTIONS: [(&str, &str, &str); 2] = [("Ingress", "ingress", "from"), ("Egress", "egress", "to")];

/// A policy that selects pods closes all that no policy allows them; where another does so already, its rules open.
pub fn came(document: &Document, context: &Context<'_>) -> Vec<Class> {
    isolating(document, &context.before, [Class::OpensNetwork, Class::ClosesNetwork])
}

pub fn went(document: &Document, context: &Context<'_>) -> Vec<Class> {
    isolating(document, &context.after, [Class::ClosesNetwork, Class::OpensNetwork])
}

/// `beside` are the policies without the policy; of `classes`, the first is what its rules do, the second what it does.
fn isolating(policy: &Document, beside: &Policies<'_>, classes: [Class; 2]) -> Vec<Class> {
    let [rules_do, it_does] = classes;
    let of = |(direction, key, _): &(&str, &str, &str)| {
        let rules = rules(&policy.json, key);
        if !isolates(&policy.json, direction) {
            None
        } else if is_isolated(policy, beside, direction) {
            (!rules.is_empty()).then_some(rules_do)
        } else {
            // One that allows everything closes nothing.
            (!rules.iter().any(|rule| rule.as_object().is_some_and(serde_json::Map::is_empty))).then_some(it_does)
        }
    };
    DIRECTIONS.iter().filter_map(of).collect()
}

fn rules<'j>(policy: &'j Json, key: &str) -> &'j [Json] {
    policy.pointer("/spec").and_then(|spec| spec.get(key)).and_then(Json::as_array).map_or(&[], Vec::as_slice)
}

fn isolates(policy: &Json, direction: &str) -> bool {
    match policy.pointer("/spec/policyTypes").and_then(Json::as_array) {
        Some(types) => types.iter().any(|name| name == direction),
        None => direction == "Ingress" || !rules(policy, "egress").is_empty(),
    }
}

/// Whether another policy isolates all pods that this one selects.
fn is_isolated(policy: &Document, beside: &Policies<'_>, direction: &str) -> bool {
    beside.beside(policy).any(|other| {
        isolates(&other.json, direction)
            && is_wider(other.json.pointer("/spec/podSelector"), policy.json.pointer("/spec/podSelector"))
    })
}

/// Whether a selector takes at least what the other takes: it asks for no more labels.
fn is_wider(wide: Option<&Json>, narrow: Option<&Json>) -> bool {
    let labels = |selector: Option<&Json>| {
        selector.and_then(|selector| selector.get("matchLabels")?.as_object().cloned()).unwrap_or_default()
    };
    let asks_otherwise = wide.is_some_and(|selector| selector.get("matchExpressions").is_some());
    let narrow_labels = labels(narrow);
    wide == narrow || !asks_otherwise && labels(wide).iter().all(|(key, value)| narrow_labels.get(key) == Some(value))
}

/// Whether the rules of a changed policy allow anything more, and anything less, as a whole: found out once.
#[derive(Default)]
pub struct Traffic {
    ingress: OnceCell<[bool; 2]>,
    egress: OnceCell<[bool; 2]>,
}

/// What the rules of a direction allow more or less, of that what the field itself may have done: all of its leaves would
/// say the same.
pub fn changed(leaf: &Leaf<'_>) -> Vec<Class> {
    if !leaf.is_first {
        return Vec::new();
    }
    match leaf.field.path.keys()[..] {
        ["spec", "podSelector", ..] => BOTH.to_vec(),
        ["spec", "policyTypes", ..] | ["spec"] => retyped(leaf),
        ["spec", key @ ("ingress" | "egress"), ..] => {
            let Some((direction, _, peers)) = DIRECTIONS.iter().find(|(_, rules, _)| *rules == key) else {
                return Vec::new();
            };
            // Without `policyTypes` a first rule of egress isolates, and the last that goes frees.
            let was = isolates(leaf.old, direction);
            if was != isolates(leaf.new, direction) {
                return vec![if was { Class::OpensNetwork } else { Class::ClosesNetwork }];
            }
            let does = if key == "ingress" { &leaf.traffic.ingress } else { &leaf.traffic.egress };
            let does = does.get_or_init(|| {
                let (old, new) = (allowed(rules(leaf.old, key), peers), allowed(rules(leaf.new, key), peers));
                [exceeds(&new, &old), exceeds(&old, &new)]
            });
            let may = own(leaf);
            BOTH.into_iter().zip(*does).filter(|(class, is)| *is && may.contains(class)).map(|of| of.0).collect()
        }
        _ => Vec::new(),
    }
}

/// A direction that is isolated now closes; one that is so no longer opens.
fn retyped(leaf: &Leaf<'_>) -> Vec<Class> {
    let of =
        |(direction, _, _): &(&str, &str, &str)| match (isolates(leaf.old, direction), isolates(leaf.new, direction)) {
            (false, true) => Some(Class::ClosesNetwork),
            (true, false) => Some(Class::OpensNetwork),
            (true, true) | (false, false) => None,
        };
    DIRECTIONS.iter().filter_map(of).collect()
}

/// What the field could do, seen alone. A list of peers or ports that is missing or empty is for all of them.
fn own(leaf: &Leaf<'_>) -> Vec<Class> {
    let field = leaf.field;
    let came = field.before.is_none();
    if !came && field.after.is_some() {
        return BOTH.to_vec();
    }
    let grows = match field.path.keys()[..] {
        [_, _] | [_, _, "[]"] => true,
        [_, _, "[]", "from" | "to" | "ports"] => false,
        [_, _, "[]", "from" | "to" | "ports", "[]"] => {
            let mut list = field.path.clone();
            list.0.pop();
            let is_all = |side: &Json| list.find(side).and_then(Json::as_array).is_none_or(Vec::is_empty);
            !is_all(if came { leaf.old } else { leaf.new })
        }
        _ => return BOTH.to_vec(),
    };
    vec![if grows == came { Class::OpensNetwork } else { Class::ClosesNetwork }]
}

/// A peer that a rule allows, at a port of it. `None`: any.
#[derive(Clone, Copy)]
struct Allowed<'j> {
    peer: Option<&'j Json>,
    port: Option<&'j Json>,
}

fn allowed<'j>(rules: &'j [Json], peers: &str) -> Vec<Allowed<'j>> {
    let list = |rule: &'j Json, key: &str| -> Vec<Option<&'j Json>> {
        let list = rule.get(key).and_then(Json::as_array).filter(|list| !list.is_empty());
        list.map_or_else(|| vec![None], |list| list.iter().map(Some).collect())
    };
    let of_rule = |rule: &'j Json| -> Vec<Allowed<'j>> {
        let ports = list(rule, "ports");
        list(rule, peers)
            .into_iter()
            .flat_map(|peer| ports.iter().map(move |port| Allowed { peer, port: *port }))
            .collect()
    };
    rules.iter().flat_map(of_rule).collect()
}

/// Whether some allow more than others. Most stand where they stood.
fn exceeds(some: &[Allowed<'_>], others: &[Allowed<'_>]) -> bool {
    let covers = |at: usize, one: &Allowed<'_>| {
        others.get(at).is_some_and(|same| same.covers(one)) || others.iter().any(|other| other.covers(one))
    };
    some.iter().enumerate().any(|(at, one)| !covers(at, one))
}

impl Allowed<'_> {
    fn covers(&self, other: &Self) -> bool {
        covers(self.peer, other.peer, is_wider_peer) && covers(self.port, other.port, is_wider_port)
    }
}

fn covers(wide: Option<&Json>, narrow: Option<&Json>, is_wider: fn(&Json, &Json) -> bool) -> bool {
    match (wide, narrow) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(wide), Some(narrow)) => wide == narrow || is_wider(wide, narrow),
    }
}

fn is_wider_peer(wide: &Json, narrow: &Json) -> bool {
    match (wide.get("ipBlock"), narrow.get("ipBlock")) {
        (Some(wide), Some(narrow)) => is_wider_block(wide, narrow),
        (None, None) => {
            let at = |key: &str| (wide.get(key), narrow.get(key));
            // Without a selector of namespaces it is the policy's own.
            let namespaces = match at("namespaceSelector") {
                (None, None) => true,
                (Some(wide), Some(narrow)) => is_wider(Some(wide), Some(narrow)),
                (Some(_), None) | (None, Some(_)) => false,
            };
            let (pods, narrow_pods) = at("podSelector");
            namespaces && is_wider(pods, narrow_pods)
        }
        (Some(_), None) | (None, Some(_)) => false,
    }
}

fn is_wider_block(wide: &Json, narrow: &Json) -> bool {
    let text = |block: &Json| block.get("cidr").and_then(Json::as_str).unwrap_or_default().to_owned();
    let excepted = |block: &Json| block.get("except").and_then(Json::as_array).cloned().unwrap_or_default();
    let (inner, kept_out) = (text(narrow), excepted(narrow));
    // What the wide one leaves out, the narrow one must leave out too, or have nothing of.
    let left_out = |except: &Json| {
        let except = except.as_str().unwrap_or_default();
        kept_out.iter().filter_map(Json::as_str).any(|kept| contains(kept, except))
            || !contains(except, &inner) && !contains(&inner, except)
    };
    contains(&text(wide), &inner) && excepted(wide).iter().all(left_out)
}

fn is_wider_port(wide: &Json, narrow: &Json) -> bool {
    let protocol = |port: &Json| port.get("protocol").and_then(Json::as_str).unwrap_or("TCP").to_owned();
    let range = |port: &Json| {
        let first = port.get("port").and_then(Json::as_i64)?;
        Some(first..=port.get("endPort").and_then(Json::as_i64).unwrap_or(first))
    };
    let numbers = match (range(wide), range(narrow)) {
        (Some(wide), Some(narrow)) => wide.contains(narrow.start()) && wide.contains(narrow.end()),
        // Any port of the protocol, or one by its name.
        _ => wide.get("port").is_none() || wide.get("port") == narrow.get("port"),
    };
    protocol(wide) == protocol(narrow) && numbers
}

/// Two lists of address ranges that may connect; none, or an empty one, is for all.
pub fn ranges(before: Option<&Json>, after: Option<&Json>) -> Vec<Class> {
    let list = |side: Option<&Json>| -> Vec<String> {
        let ranges = side.and_then(Json::as_array).into_iter().flatten();
        let ranges: Vec<String> = ranges.filter_map(|range| Some(range.as_str()?.to_owned())).collect();
        if ranges.is_empty() { vec!["0.0.0.0/0".to_owned(), "::/0".to_owned()] } else { ranges }
    };
    let (old, new) = (list(before), list(after));
    let more = |of: &[String], than: &[String]| of.iter().any(|range| !than.iter().any(|wide| contains(wide, range)));
    let found = BOTH.into_iter().zip([more(&new, &old), more(&old, &new)]);
    found.filter(|(_, is)| *is).map(|(class, _)| class).collect()
}

/// Whether every address of a range is one of another.
fn contains(wide: &str, narrow: &str) -> bool {
    let block = |text: &str| -> Option<(u128, u32, bool)> {
        let (address, length) = text.split_once('/').unwrap_or((text, ""));
        let (bits, most, is_v6) = match address.parse().ok()? {
            IpAddr::V4(address) => (u128::from(u32::from(address)) << 96, 32, false),
            IpAddr::V6(address) => (u128::from(address), 128, true),
        };
        let length = if length.is_empty() { most } else { length.parse().ok()? };
        Some((bits, length, is_v6))
    };
    match (block(wide), block(narrow)) {
        (Some((wide, length, is_v6)), Some((narrow, inner, narrow_is_v6))) => {
            let shared = (wide ^ narrow).leading_zeros();
            is_v6 == narrow_is_v6 && length <= inner && shared >= length
        }
        _ => wide == narrow,
    }
}

/// A PeerAuthentication: `STRICT` keeps plain connections out.
pub fn peers(leaf: &Leaf<'_>) -> Vec<Class> {
    match leaf.keys()[..] {
        ["spec", "selector", ..] => BOTH.to_vec(),
        ["spec", .., "mode"] if leaf.after == Some(&"STRICT".into()) => vec![Class::ClosesNetwork],
        ["spec", .., "mode"] if leaf.before == Some(&"STRICT".into()) => vec![Class::OpensNetwork],
        _ => Vec::new(),
    }
}

pub fn peers_came(document: &Document, _: &Context<'_>) -> Vec<Class> {
    if is_strict(document) { vec![Class::ClosesNetwork] } else { Vec::new() }
}

pub fn peers_went(document: &Document, _: &Context<'_>) -> Vec<Class> {
    if is_strict(document) { vec![Class::OpensNetwork] } else { Vec::new() }
}

fn is_strict(document: &Document) -> bool {
    let is_mode = |step: Option<&Step>| step == Some(&Step::Key("mode".to_owned()));
    values(&document.json).iter().any(|(path, value)| is_mode(path.0.last()) && *value == "STRICT")
}
