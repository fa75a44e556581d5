//! Lists: what their elements are called, and whether their order means anything.

use std::borrow::Cow;

use serde_json::Value as Json;

/// How the elements of the list under a key are told apart: the first of these that an element has.
const NAMES: &[(&str, &[&[&str]])] = &[
    ("conditions", &[&["type"]]),
    ("configs", &[&["target"], &["source"]]),
    ("data", &[&["secretKey"]]),
    ("endpoints", &[&["port"]]),
    ("envFrom", &[&["configMapRef.name"], &["secretRef.name"]]),
    ("hostAliases", &[&["ip"]]),
    ("metrics", &[&["type", "resource.name"], &["name"]]),
    ("ownerReferences", &[&["uid"]]),
    ("paths", &[&["path", "pathType"]]),
    (
        "ports",
        &[&["name"], &["containerPort", "protocol"], &["published", "target"], &["port", "protocol"], &["target"]],
    ),
    ("rules", &[&["host"], &["alert"], &["record"]]),
    ("sources", &[&["configMap.name"], &["secret.name"], &["serviceAccountToken.path"]]),
    ("subjects", &[&["kind", "namespace", "name"]]),
    ("tls", &[&["secretName"]]),
    ("tolerations", &[&["key", "operator", "value", "effect"]]),
    ("topologySpreadConstraints", &[&["topologyKey", "whenUnsatisfiable"]]),
    ("volumeDevices", &[&["devicePath"]]),
    ("volumeMounts", &[&["mountPath"]]),
    ("volumes", &[&["name"], &["target"]]),
];

/// Lists of plain values of which none has a meaning by its position.
const SETS: &[&str] = &[
    "accessModes",
    "add",
    "addresses",
    "apiGroups",
    "cap_add",
    "cap_drop",
    "drop",
    "env_file",
    "except",
    "expose",
    "externalIPs",
    "finalizers",
    "hostnames",
    "hosts",
    "ipFamilies",
    "loadBalancerSourceRanges",
    "matchLabelKeys",
    "mountOptions",
    "namespaces",
    "networks",
    "nonResourceURLs",
    "policyTypes",
    "ports",
    "profiles",
    "resourceNames",
    "resources",
    "security_opt",
    "supplementalGroups",
    "tmpfs",
    "values",
    "verbs",
    "volumes",
];

/// What an element of the list under `key` is called. `None`: nothing but its content tells it from others.
pub fn name<'j>(key: &str, element: &'j Json) -> Option<Cow<'j, str>> {
    match element {
        Json::Object(_) => {
            let named =
                NAMES.iter().find(|(list, _)| *list == key).map_or(&[&["name"] as &[&str]] as &[_], |(_, names)| names);
            named.iter().find_map(|parts| parts_of(parts, element))
        }
        Json::String(text) if is_set(key) => Some(text.into()),
        Json::Number(number) if is_set(key) => Some(number.to_string().into()),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) | Json::Array(_) => None,
    }
}

fn is_set(key: &str) -> bool {
    SETS.binary_search(&key).is_ok()
}

/// The first part must be there; of others, those that are.
fn parts_of<'j>(parts: &[&str], element: &'j Json) -> Option<Cow<'j, str>> {
    let first = plain(field(element, parts[0])?)?;
    let mut name = first;
    for part in &parts[1..] {
        if let Some(further) = field(element, part).and_then(plain) {
            let name = name.to_mut();
            name.push('/');
            name.push_str(&further);
        }
    }
    Some(name)
}

fn field<'j>(element: &'j Json, dotted: &str) -> Option<&'j Json> {
    dotted.split('.').try_fold(element, |at, key| at.get(key))
}

fn plain(value: &Json) -> Option<Cow<'_, str>> {
    match value {
        Json::String(text) => Some(text.into()),
        Json::Number(number) => Some(number.to_string().into()),
        Json::Null | Json::Bool(_) | Json::Array(_) | Json::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sets_are_in_order() {
        assert!(SETS.is_sorted());
    }
}
