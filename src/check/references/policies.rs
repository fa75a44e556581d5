//! NetworkPolicies: the pods they are for, the peers they admit, and the ports they open.

use serde_json::Value as Json;

use crate::check::object::get;
use crate::check::{At, Item};
use crate::diagnostic::FieldPath;

use super::known::NAMESPACE_NAME;
use super::namespaces::BUILT_IN;
use super::ports::{Open, Port};
use super::selector::Selector;
use super::world::{Running, World, at, list};

pub fn find(world: &World<'_>) {
    let policies = world.objects.of_kind("NetworkPolicy").filter(|item| item.group() == "networking.k8s.io");
    for item in policies {
        let Some(selector) = Selector::of(item.get(&["spec", "podSelector"])) else { continue };
        let pods = world.pods.select(item.namespace(), &selector);
        let is_for_others = || !world.foreign.select(item.namespace(), &selector).is_empty();
        if pods.is_empty() && !selector.is_empty() && !is_for_others() {
            let message = format!("`{}` is for pods with `{selector}`, and there are none", item.words);
            let at = At::object(item, &["spec", "podSelector"]);
            world.fault("dangling-selector", at, message, "select labels that pods have");
        }
        for (position, rule) in list(item.get(&["spec", "ingress"])) {
            let path = FieldPath::new(["spec", "ingress", &position]);
            of_peers(world, item, get(rule, &["from"]), &path.then("from"));
            of_ports(world, item, get(rule, &["ports"]), &path.then("ports"), &pods);
        }
        for (position, rule) in list(item.get(&["spec", "egress"])) {
            let path = FieldPath::new(["spec", "egress", &position]);
            // Where others are among the peers, their ports are not known.
            if let Some(pods) = of_peers(world, item, get(rule, &["to"]), &path.then("to")) {
                of_ports(world, item, get(rule, &["ports"]), &path.then("ports"), &pods);
            }
        }
    }
}

/// The pods that peers are, if all of them are pods of ours.
fn of_peers<'w, 'o>(
    world: &'w World<'o>,
    item: &'o Item<'o>,
    peers: &'o Json,
    path: &FieldPath,
) -> Option<Vec<&'w Running<'o>>> {
    let mut all = Some(Vec::new());
    for (position, peer) in list(peers) {
        let namespace_selector = Selector::of(get(peer, &["namespaceSelector"]));
        let namespaces = match &namespace_selector {
            None => Some(vec![item.namespace()]),
            Some(selector) => of_namespaces(world, item, selector, &path.join(&[&position, "namespaceSelector"])),
        };
        let pod_selector = Selector::of(get(peer, &["podSelector"]));
        let (Some(namespaces), Some(selector)) = (namespaces, pod_selector) else {
            all = None;
            continue;
        };
        let pods = namespaces.iter().flat_map(|namespace| world.pods.select(*namespace, &selector));
        let pods: Vec<&Running<'_>> = pods.collect();
        let mut admitted = namespaces.iter();
        if pods.is_empty() && admitted.any(|namespace| !world.foreign.select(*namespace, &selector).is_empty()) {
            all = None;
        } else if pods.is_empty() && !selector.is_empty() {
            let message = format!("`{}` admits pods with `{selector}`, and there are none", item.words);
            let at = at(item, &path.join(&[&position, "podSelector"]));
            world.fault("netpol-peer-missing", at, message, "select labels that pods have, or remove the peer");
            all = None;
        } else if let Some(all) = &mut all {
            all.extend(pods);
        }
    }
    all.filter(|all| !all.is_empty())
}

/// The namespaces that a peer is in, if all that is in them is ours.
fn of_namespaces<'o>(
    world: &World<'o>,
    item: &'o Item<'o>,
    selector: &Selector<'o>,
    path: &FieldPath,
) -> Option<Vec<Option<&'o str>>> {
    let named = selector.values(NAMESPACE_NAME);
    for name in &named {
        if !world.namespaces.contains_key(name)
            && !world.known.namespaces.contains(*name)
            && !world.is_own(Some(name))
            && !BUILT_IN.contains(name)
        {
            let message =
                format!("`{}` admits the namespace `{name}`, which nothing makes and nothing speaks of", item.words);
            let label = "name one that is rendered, or declare it in `[namespaces]` with `create = false`";
            world.fault("netpol-unknown-namespace", at(item, path), message, label);
            return None;
        }
    }
    if !named.is_empty() {
        let ours = named.iter().all(|name| world.is_own(Some(name)));
        return ours.then(|| named.into_iter().map(Some).collect());
    }
    // By other labels: those rendered have them, and others may, too.
    None
}

fn of_ports<'o>(world: &World<'o>, item: &'o Item<'o>, ports: &Json, path: &FieldPath, pods: &[&Running<'o>]) {
    let opens: Vec<Open<'_>> = pods.iter().map(|running| Open::of(&running.containers)).collect();
    let Some(first) = opens.first() else { return };
    for (position, port) in list(ports) {
        let Some(wanted) = Port::of(get(port, &["port"])) else { continue };
        let last = get(port, &["endPort"]).as_u64();
        let is_open = opens.iter().any(|open| match (&wanted, last) {
            (Port::Number(first), Some(last)) => open.has_between(*first, last),
            (wanted, _) => open.has(wanted),
        });
        if !is_open {
            let message = format!("`{}` opens the port `{wanted}`, which no container there has", item.words);
            let at = at(item, &path.join(&[&position, "port"]));
            world.fault("netpol-port-unknown", at, message, first.words());
        }
    }
}
