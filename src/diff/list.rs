//! Lists: what their elements are called, and whether their order means anything.

use std::borrow::Cow;

use serde_json::Value as Json;

/// How the elements of the list under a key are told apart: the first of these that an element has.
const NAMES: &[(&str, &[&[&str]])] = &[
    ("conditions", &[&["type"]]),
    ("configs", &[&["target"], &["source"]]),
    ("data", &[&["secretKey"]]),
    ("endpoints", &[&["port"]]),
    ("envFrom", &[&["configMapRef.name", "prefix"], &["secretRef.name", "prefix"]]),
    ("hostAliases", &[&["ip"]]),
    ("items", &[&["key", "path"], &["path"]]),
    (
        "metrics",
        &[
            &[
                "type",
                "resource.name",
                "containerResource.name",
                "containerResource.container",
                "pods.metric.name",
                "object.metric.name",
                "external.metric.name",
            ],
            &["name"],
        ],
    ),
    ("ownerReferences", &[&["uid"]]),
    ("paths", &[&["path", "pathType"]]),
    (
        "ports",
        &[&["name"], &["containerPort", "protocol"], &["published", "target"], &["port", "protocol"], &["target"]],
    ),
    ("rules", &[&["host"], &["alert"], &["record"]]),
    ("secrets", &[&["target"], &["source"], &["name"]]),
    ("sources", &[&["configMap.name"], &["secret.name"], &["serviceAccountToken.path"]]),
    ("subjects", &[&["kind", "name"]]),
    ("templates", &[&["templateName"], &["name"]]),
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

/// Lists of nameless tables of which none has a meaning by its position.
const UNORDERED: &[&str] = &[
    "clientSelectors",
    "conditions",
    "egress",
    "endpoints",
    "from",
    "hostAliases",
    "ingress",
    "matchExpressions",
    "matchFields",
    "metrics",
    "nodeSelectorTerms",
    "ownerReferences",
    "paths",
    "podMetricsEndpoints",
    "policies",
    "ports",
    "preferredDuringSchedulingIgnoredDuringExecution",
    "requiredDuringSchedulingIgnoredDuringExecution",
    "rules",
    "subjects",
    "tls",
    "to",
    "tolerations",
    "topologySpreadConstraints",
];

/// Lists whose elements have names, and are yet gone through in their order.
const SEQUENCES: &[&str] = &["initContainers"];

/// Whether the order of nameless tables in the list under `key` says nothing.
pub fn is_unordered(key: &str) -> bool {
    UNORDERED.binary_search(&key).is_ok()
}

/// Whether elements change their meaning with their position though they have names.
pub fn is_sequence(key: &str) -> bool {
    SEQUENCES.contains(&key)
}

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

/// The first part must be there; of others, those that are. A protocol is TCP where none is said.
fn parts_of<'j>(parts: &[&str], element: &'j Json) -> Option<Cow<'j, str>> {
    let first = plain(field(element, parts[0])?)?;
    let mut name = first;
    for part in &parts[1..] {
        let further = field(element, part).and_then(plain);
        if let Some(further) = further.filter(|further| *part != "protocol" || !further.eq_ignore_ascii_case("tcp")) {
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
    use serde_json::json;

    use super::*;

    #[test]
    fn the_lists_are_in_order() {
        assert!(SETS.is_sorted());
        assert!(UNORDERED.is_sorted());
        assert!(NAMES.is_sorted_by_key(|(key, _)| key));
    }

    #[test]
    fn elements_are_called_as_the_api_tells_them_apart() {
        let named = |key: &str, element: Json| name(key, &element).map(Cow::into_owned);
        let is = |key: &str, element: Json, expected: &str| assert_eq!(named(key, element).as_deref(), Some(expected));
        is("env", json!({ "name": "A", "value": "1" }), "A");
        is("ports", json!({ "port": 80, "protocol": "TCP" }), "80");
        is("ports", json!({ "port": 80 }), "80");
        is("ports", json!({ "port": 53, "protocol": "UDP" }), "53/UDP");
        is("ports", json!("8080:80"), "8080:80");
        is("volumeMounts", json!({ "name": "a", "mountPath": "/a" }), "/a");
        is("metrics", json!({ "type": "Resource", "resource": { "name": "cpu" } }), "Resource/cpu");
        is("items", json!({ "key": "a", "path": "b" }), "a/b");
        is("subjects", json!({ "kind": "User", "name": "a", "namespace": "b" }), "User/a");
        assert_eq!(named("tolerations", json!({ "operator": "Exists" })), None);
        assert_eq!(named("command", json!("ls")), None);
        assert_eq!(named("env", json!([])), None);
        assert_eq!(named("verbs", json!(null)), None);
    }
}
