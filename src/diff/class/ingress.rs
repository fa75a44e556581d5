//! What lets the outside in: Ingresses, and the routes of the Gateway API.

use serde_json::Value as Json;

use super::leaf::Leaf;
use super::policy::ranges;
use super::{Class, Context};
use crate::diff::document::Document;

const BOTH: [Class; 2] = [Class::OpensNetwork, Class::ClosesNetwork];

/// Annotations of ingress controllers that keep some out; lists of addresses aside.
const GUARDS: [&str; 7] = [
    "auth-realm-secret",
    "auth-secret",
    "auth-tls-secret",
    "auth-tls-verify-client",
    "auth-type",
    "auth-url",
    "waf-acl",
];
/// Lists of the addresses that may connect.
const RANGES: [&str; 3] = ["allowlist-source-range", "inbound-cidrs", "whitelist-source-range"];
/// What leads requests elsewhere, or may do anything.
const STEERS: [&str; 7] =
    ["app-root", "configuration-snippet", "ingress.class", "rewrite-target", "scheme", "server-snippet", "use-regex"];

pub fn changed(leaf: &Leaf<'_>) -> Vec<Class> {
    match leaf.keys()[..] {
        // A rule without a host is for all hosts.
        ["spec", "rules", "[]", "host"] if leaf.stays(3) && leaf.after.is_none() => vec![Class::OpensNetwork],
        ["spec", "rules", "[]", "host"] if leaf.stays(3) && leaf.before.is_none() => vec![Class::ClosesNetwork],
        ["spec", "rules" | "defaultBackend", ..] => led(leaf),
        ["spec", "ingressClassName"] => BOTH.to_vec(),
        ["spec", "tls", ..] => encrypted(leaf),
        ["metadata", "annotations", key] => annotated(key.rsplit_once('/').map_or(key, |(_, name)| name), leaf),
        _ => Vec::new(),
    }
}

/// What came opens, what went closes, and what leads elsewhere does both.
fn led(leaf: &Leaf<'_>) -> Vec<Class> {
    let opens = leaf.after.map(|_| Class::OpensNetwork);
    opens.into_iter().chain(leaf.before.map(|_| Class::ClosesNetwork)).collect()
}

/// A host with TLS sends plain connections away; which certificate it shows matters to nobody here.
fn encrypted(leaf: &Leaf<'_>) -> Vec<Class> {
    let hosts = |side: &Json| -> Vec<Json> {
        let entries = side.pointer("/spec/tls").and_then(Json::as_array).into_iter().flatten();
        entries.filter_map(|entry| entry.get("hosts")?.as_array().cloned()).flatten().collect()
    };
    let (old, new) = (hosts(leaf.old), hosts(leaf.new));
    let opens = leaf.before.is_some() && old.iter().any(|host| !new.contains(host));
    let closes = leaf.after.is_some() && new.iter().any(|host| !old.contains(host));
    opens.then_some(Class::OpensNetwork).into_iter().chain(closes.then_some(Class::ClosesNetwork)).collect()
}

fn annotated(name: &str, leaf: &Leaf<'_>) -> Vec<Class> {
    let is = |side: Option<&Json>, default: bool| side.map_or(default, |value| value == "true");
    let redirects = |default| match (is(leaf.before, default), is(leaf.after, default)) {
        (true, false) => vec![Class::OpensNetwork],
        (false, true) => vec![Class::ClosesNetwork],
        (true, true) | (false, false) => Vec::new(),
    };
    if RANGES.contains(&name) {
        let list = |side: Option<&Json>| {
            let text = side.and_then(Json::as_str)?;
            Some(text.split(',').map(|range| Json::from(range.trim())).collect::<Json>())
        };
        return ranges(list(leaf.before).as_ref(), list(leaf.after).as_ref());
    }
    match name {
        "ssl-redirect" => redirects(true),
        "force-ssl-redirect" => redirects(false),
        _ if STEERS.contains(&name) => BOTH.to_vec(),
        _ if !GUARDS.contains(&name) => Vec::new(),
        _ if leaf.before.is_none() => vec![Class::ClosesNetwork],
        _ if leaf.after.is_none() => vec![Class::OpensNetwork],
        _ => BOTH.to_vec(),
    }
}

pub fn opens(_: &Document, _: &Context<'_>) -> Vec<Class> {
    vec![Class::OpensNetwork]
}

pub fn closes(_: &Document, _: &Context<'_>) -> Vec<Class> {
    vec![Class::ClosesNetwork]
}

pub fn class(leaf: &Leaf<'_>) -> Vec<Class> {
    if leaf.keys() == ["spec", "controller"] { vec![Class::Refused] } else { Vec::new() }
}

/// A route or gateway: what of it came or went says the same as of an Ingress.
pub fn gateway(leaf: &Leaf<'_>) -> Vec<Class> {
    if leaf.keys().first() == Some(&"spec") { led(leaf) } else { Vec::new() }
}
