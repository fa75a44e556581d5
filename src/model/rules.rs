//! What the language adds to merging: alternatives, kinds, and keys that others put out of force.

use crate::load::{Node, Rules, Shadow, Table};

use super::component::KEYS_ELSEWHERE;
use super::resolve::{component_keys, vocabulary};
use super::rollout::Strategy;

pub const RULES: Rules = Rules { alternatives, discriminator, shadowed, settable_when_off };

/// Tables whose entries are workloads, or hold the same keys.
const RESOLVED: [&str; 5] = ["services", "components", "jobs", "defaults", "profiles"];
const CONTENTS: &[&str] = &["text", "from", "template", "yaml", "json"];

/// A key, and what it puts out of force beside it.
type Forces = &'static [(&'static str, &'static [&'static str])];

const OF_A_CLAIM: &[&str] = &["class", "access", "claim-name"];
const VOLUME: Forces = &[
    ("ephemeral", &["claim-name", "options"]),
    ("existing", &["class", "access", "claim-name", "options"]),
    ("empty", &["class", "access", "claim-name", "options"]),
    ("memory", OF_A_CLAIM),
    ("host", OF_A_CLAIM),
    ("use", &["class", "access", "claim-name", "options"]),
    ("projected", &["class", "access", "claim-name", "options"]),
];
const PROJECTION: Forces = &[
    ("config", &["path", "lifetime"]),
    ("secret", &["path", "lifetime"]),
    ("token", &["items"]),
    ("fields", &["items", "path", "lifetime"]),
];
const PROBE: Forces = &[
    ("exec", &["port", "host", "scheme", "headers"]),
    ("grpc", &["host", "scheme", "headers"]),
    ("tcp", &["scheme", "headers"]),
];
const HOOK: Forces = &[("exec", &["port"]), ("sleep", &["port"])];
const FILE: Forces =
    &[("text", &["key"]), ("from", &["key"]), ("template", &["key"]), ("yaml", &["key"]), ("json", &["key"])];
/// Paths of the API server have neither groups nor names.
const PERMISSION: Forces = &[("urls", &["groups", "names"])];
/// A pod on every node: nobody chooses how many there are, or where.
const ON_EVERY_NODE: &[&str] = &["replicas", "autoscale", "disruption", "spread", "parallel-start"];

/// The path inside a container's table: of the workload itself, or of one in `init` or `sidecars`.
fn inside_container<'p, 'k>(path: &'p [&'k str]) -> Option<&'p [&'k str]> {
    match inside_workload(path)? {
        ["init" | "sidecars", _, inside @ ..] => Some(inside),
        inside => Some(inside),
    }
}

/// The path inside a workload's table, overlays taken off. `None` where the path is in no workload.
fn inside_workload<'p, 'k>(path: &'p [&'k str]) -> Option<&'p [&'k str]> {
    let (root, rest) = path.split_first()?;
    if !RESOLVED.contains(root) || rest.is_empty() {
        return None;
    }
    match &rest[1..] {
        ["kubernetes" | "compose", inside @ ..] => Some(inside),
        inside => Some(inside),
    }
}

fn alternatives(path: &[&str]) -> &'static [&'static [&'static str]] {
    match (inside_container(path), path) {
        (Some([]), _) => &[&["size", "resources"]],
        (Some(["liveness" | "readiness" | "startup"]), _) => &[&["http", "tcp", "grpc", "exec"]],
        (Some(["pre-stop" | "post-start"]), _) => &[&["exec", "http", "sleep"]],
        (Some(["disruption"]), _) => &[&["min-available", "max-unavailable"]],
        (Some(["volumes", _]), _) => {
            &[&["claim", "empty", "memory", "host", "use", "ephemeral", "existing", "projected"]]
        }
        (Some(["volumes", _, "projected", _]), _) => &[&["config", "secret", "token", "fields"]],
        (Some(["permissions", _]), _) | (None, ["access", _, "permissions", _]) => &[&["resources", "urls"]],
        (Some(["files", _]), _) => &[&["text", "from", "template", "yaml", "json", "config", "secret"]],
        (None, ["config", _, "files", _] | ["artifacts", _]) => &[CONTENTS],
        (None, ["patches", _]) => &[&["merge", "json", "from"]],
        _ => &[],
    }
}

fn discriminator(path: &[&str]) -> Option<&'static str> {
    matches!(path, ["components", _]).then_some("kind")
}

fn shadowed(path: &[&str], above: &Table<'_>) -> Vec<Shadow> {
    let forces = match (inside_container(path), path) {
        (Some(["volumes", _]), _) => VOLUME,
        (Some(["volumes", _, "projected", _]), _) => PROJECTION,
        (Some(["liveness" | "readiness" | "startup"]), _) => PROBE,
        (Some(["pre-stop" | "post-start"]), _) => HOOK,
        (Some(["files", _]), _) => FILE,
        (Some(["permissions", _]), _) | (None, ["access", _, "permissions", _]) => PERMISSION,
        (Some(["security"]), _) => {
            return by_word(above, "seccomp", |word| match word {
                "localhost" => &[],
                _ => &["seccomp-profile"],
            });
        }
        (None, ["secret-store"]) => return by_word(above, "provider", unread_by_provider),
        _ => return shadowed_in_workload(path, above),
    };
    let set = forces.iter().find(|(by, _)| above.entries.contains_key(*by));
    set.into_iter().flat_map(|(by, keys)| keys.iter().map(|key| Shadow { key, by })).collect()
}

/// What the word that stands under `by` puts out of force. Switching something off is always allowed.
fn by_word(above: &Table<'_>, by: &'static str, keys: fn(&str) -> &'static [&'static str]) -> Vec<Shadow> {
    let Some(word) = above.get(by).and_then(Node::string) else { return Vec::new() };
    let is_off = |key: &str| above.get(key).and_then(|node| node.get("enabled")).is_some_and(Node::is_false);
    keys(word).iter().filter(|key| !is_off(key)).map(|key| Shadow { key, by }).collect()
}

/// The keys of `[secret-store]` that a provider has no use for.
pub fn unread_by_provider(provider: &str) -> &'static [&'static str] {
    match provider {
        "vault" => &["region"],
        "aws" => &["server", "path"],
        _ => &["server", "path", "region", "role", "auth-secret"],
    }
}

fn shadowed_in_workload(path: &[&str], above: &Table<'_>) -> Vec<Shadow> {
    match inside_workload(path) {
        Some(["rollout"]) => {
            let strategy = above.get("strategy").and_then(Node::string).and_then(Strategy::from_word);
            let Some(strategy) = strategy else { return Vec::new() };
            let unused = |key: &&&str| !strategy.keys().contains(*key) && **key != "strategy";
            crate::load::keys_of::<super::rollout::Rollout>()
                .iter()
                .filter(unused)
                .map(|key| Shadow { key, by: "strategy" })
                .collect()
        }
        Some([]) if path[0] == "components" && above.entries.contains_key("host") => {
            let keys = vocabulary().into_iter().chain([component_keys()]).flatten();
            keys.filter(|key| !KEYS_ELSEWHERE.contains(key)).map(|key| Shadow { key, by: "host" }).collect()
        }
        Some([]) => by_word(above, "controller", |word| match word {
            "daemon-set" => ON_EVERY_NODE,
            "deployment" => &["parallel-start"],
            _ => &[],
        }),
        _ => Vec::new(),
    }
}

fn settable_when_off(path: &[&str]) -> bool {
    // A raw fragment has its target's own `enabled`.
    let is_raw = |inside: &[&str]| {
        matches!(inside, ["extra", ..] | ["service", "extra", ..] | ["extra-services", _, "extra", ..])
    };
    match inside_workload(path) {
        Some(inside) => inside.is_empty() || is_raw(inside),
        None => matches!(path, ["patches", _, "merge", ..]),
    }
}
