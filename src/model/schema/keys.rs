//! The keys of the language as a list, read off the schema.

use serde_json::Value;

use crate::model::kinds;
use crate::model::resolve::MEMBERS;

use super::Properties;
use super::walk::tables;
use super::workloads::{SERVICE, of_kind};

/// Every key that the model knows, as a path from the top of a layer: `services.*.readiness.http`,
/// `components.*[postgres].database`, `services.*.rollout.steps[].weight`. `*` is any key, `[]` any item of a list.
///
/// The shared vocabulary is listed under `services` alone. Tables that hold it again are keys, and not entered:
/// overlays, `init`, `sidecars`, profiles (but for their `members`) and each of the defaults.
pub fn keys() -> Vec<String> {
    let schema = super::schema();
    let shared = definition(&schema, SERVICE);
    let of_kinds = definition(&schema, &of_kind(kinds::WORDS[0]));
    let is_listed = |path: &[&str]| match path {
        ["components", "*", key] if of_kinds.contains_key(*key) => false,
        ["profiles", _, key] => *key == MEMBERS,
        ["components" | "jobs", _, key] => !shared.contains_key(*key),
        _ => true,
    };
    let enters = |path: &[&str]| match path {
        ["defaults", _] => false,
        ["services", _, "kubernetes" | "compose" | "init" | "sidecars"] => false,
        path => is_listed(path),
    };
    let mut list = Vec::new();
    tables(&schema, &enters, &mut |path, _, properties| {
        for (key, _) in properties.iter().filter(|(_, schema)| **schema != Value::Bool(false)) {
            let path = [path, &[key.as_str()]].concat();
            if is_listed(&path) {
                list.push(path.join(".").replace(".[]", "[]"));
            }
        }
    });
    list
}

/// The keys of a definition.
fn definition<'s>(schema: &'s Value, name: &str) -> &'s Properties {
    schema["$defs"][name]["properties"].as_object().expect("workloads are defined")
}
