//! Pods that want one port of their node.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::check::{At, Checked, Container, Found, Levels, Pod, Rule};
use crate::model::lint::Level;

pub const RULE: Rule = Rule {
    name: "host-port-clash",
    finds: "two workloads that want one port of the node, and may meet on it",
    why: "A port of a node can be had once. The pods of the second stay away from each node that has one of the first;
of two that run on every node, the second runs nowhere. Pods in the node's network do start, and end with `address
already in use`.",
    instead: "Name another port, or keep them apart by `node-selector`.",
    levels: Levels::staged(Level::Warn, Level::Deny),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    let mut taken: BTreeMap<(i64, String), Vec<(Pod<'_>, String)>> = BTreeMap::new();
    for pod in checked.objects.pods() {
        let on_host = pod.spec(&["hostNetwork"]).as_bool() == Some(true);
        for container in pod.containers() {
            for (index, port, protocol, address) in host_ports(&container, on_host) {
                let others = taken.entry((port, protocol)).or_default();
                let meets = |(other, bound): &&(Pod<'_>, String)| {
                    let is_other = !std::ptr::eq(other.item, pod.item);
                    let same = bound == &address || [bound, &address].iter().any(|address| is_any(address));
                    is_other && same && may_meet(other, &pod)
                };
                if let Some((first, _)) = others.iter().find(meets) {
                    let (words, first) = (&pod.item.words, &first.item.words);
                    let message = format!("`{words}` wants port {port} of its node, which `{first}` wants as well");
                    let field = ["ports", &index.to_string()];
                    let at = At::container(&container, &field).from(&["host-ports"]).from(&["ports"]);
                    found.push(at, message, "another port, or another node");
                }
                others.push((Pod { item: pod.item, path: pod.path, json: pod.json }, address));
            }
        }
    }
}

/// Place in the list, port, protocol, address.
fn host_ports(container: &Container<'_>, on_host: bool) -> Vec<(usize, i64, String, String)> {
    let ports = container.get(&["ports"]).as_array().into_iter().flatten().enumerate();
    let of = |(index, port): (usize, &Json)| {
        let word = |key: &str| port.get(key).and_then(Json::as_str).unwrap_or_default().to_owned();
        let own = if on_host { port.get("containerPort") } else { None };
        let number = port.get("hostPort").or(own)?.as_i64()?;
        let protocol = Some(word("protocol")).filter(|protocol| !protocol.is_empty());
        Some((index, number, protocol.unwrap_or_else(|| "TCP".to_owned()), word("hostIP")))
    };
    ports.filter_map(of).collect()
}

fn is_any(address: &str) -> bool {
    matches!(address, "" | "0.0.0.0" | "::")
}

/// Whether a node may have both: no label of it is wanted to be two things.
fn may_meet(one: &Pod<'_>, other: &Pod<'_>) -> bool {
    let wanted = other.spec(&["nodeSelector"]);
    let mut labels = one.spec(&["nodeSelector"]).as_object().into_iter().flatten();
    labels.all(|(key, value)| wanted.get(key).is_none_or(|other| other == value))
}
