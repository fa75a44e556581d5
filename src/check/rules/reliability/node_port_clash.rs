//! Services that want one port of all nodes.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

pub const RULE: Rule = Rule {
    name: "node-port-clash",
    finds: "two Services that name one port of the nodes",
    why: "A node port is of the whole cluster, whatever the namespace. The API refuses the second Service. Where both
come from the model, that is an error already; this one came from a patch or from a raw object.",
    instead: "Name another port, or none: the cluster gives one out.",
    levels: Levels::always(Level::Deny),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    let mut taken: BTreeMap<(i64, &str), &str> = BTreeMap::new();
    for item in checked.objects.of_kind("Service").filter(|item| item.group().is_empty()) {
        for (index, port) in item.get(&["spec", "ports"]).as_array().into_iter().flatten().enumerate() {
            let Some(number) = port.get("nodePort").and_then(Json::as_i64) else { continue };
            let protocol = port.get("protocol").and_then(Json::as_str).unwrap_or("TCP");
            let Some(first) = taken.insert((number, protocol), &item.words) else { continue };
            let message = format!("`{}` wants port {number} of the nodes, which `{first}` has", item.words);
            let index = index.to_string();
            let at = At::object(item, &["spec", "ports", &index, "nodePort"]).from(&["service", "node-ports"]);
            found.push(at, message, "another port, or none");
        }
    }
}
