//! What is told of the keys of a Compose service, by the Compose specification.

use std::fs;
use std::path::Path;

use platgen::emit::compose::specification::{What, faults};
use serde_json::{Value, json};
use walkdir::WalkDir;

/// The faults of a service, a line each.
fn told(service: &Value) -> Vec<String> {
    let told = faults(service).into_iter().map(|fault| match fault.what {
        What::Unknown(_) => format!("{} is unknown", fault.keys.join(".")),
        What::Missing => format!("{} is missing", fault.keys.join(".")),
        What::Wrong(wanted) => format!("{}: {wanted}", fault.keys.join(".")),
    });
    told.collect()
}

#[test]
fn what_platgen_writes_has_no_faults() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut services = 0;
    for folder in ["golden", "examples", "tests/cases/render"] {
        for entry in WalkDir::new(root.join(folder)).into_iter().map(|entry| entry.expect("the folder can be read")) {
            let name = entry.file_name().to_string_lossy();
            if !name.contains("compose") || !(name.ends_with(".yaml") || name.ends_with(".yml")) {
                continue;
            }
            let text = fs::read_to_string(entry.path()).expect("a Compose file is text");
            let document: Value = serde_yaml::from_str(&text).expect("a Compose file is YAML");
            for (name, service) in document["services"].as_object().into_iter().flatten() {
                assert_eq!(told(service), [""; 0], "{name} in {}", entry.path().display());
                services += 1;
            }
        }
    }
    assert!(services > 60, "{services} services were found");
}

#[test]
fn keys_that_a_service_does_not_have() {
    let service = json!({
        "imag": "a", "x-ours": { "any": "thing" }, "build": { "contxt": "." }, "networks": { "a b": {} , "ab": { "alias": [] } },
        "ports": [80, "80:80", { "target": 80, "publishd": 80 }], "deploy": { "resources": { "limits": { "cpu": "1" } } },
    });
    let unknown = [
        "imag is unknown",
        "build.contxt is unknown",
        "networks.a b is unknown",
        "networks.ab.alias is unknown",
        "ports.2.publishd is unknown",
        "deploy.resources.limits.cpu is unknown",
    ];
    assert_eq!(told(&service), unknown);
}

#[test]
fn values_that_a_key_cannot_hold() {
    let service = json!({
        "image": 1, "command": { "a": "b" }, "environment": [1], "cap_add": ["A", "A"], "mem_swappiness": "${SWAP}",
        "secrets": [{ "source": "a", "mode": true }], "init": "${INIT}", "oom_score_adj": -2000, "volumes": [{ "target": "/a" }],
    });
    let wrong = [
        "image: a string",
        "command: a string or a list",
        "environment.0: a string",
        "cap_add.1: each item once",
        "secrets.0.mode: a number or a string",
        "oom_score_adj: -1000 or more",
        "volumes.0.type is missing",
    ];
    assert_eq!(told(&service), wrong);
}
