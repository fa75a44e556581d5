//! `examples/tour` is the manual's example: every key that the language knows stands in one of its layers.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use fs_err as fs;
use toml::Value;
use walkdir::WalkDir;

/// Tables that hold workloads, or what workloads hold.
const WORKLOADS: [&str; 5] = ["services", "components", "jobs", "defaults", "profiles"];

/// The paths in the layers, in the form of the language's list: workloads as services, kinds of components aside.
fn used() -> io::Result<BTreeSet<String>> {
    let mut used = BTreeSet::new();
    let layers = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/tour/environments");
    for entry in WalkDir::new(layers) {
        let entry = entry?;
        if entry.path().extension().is_some_and(|extension| extension == "toml") {
            let text = fs::read_to_string(entry.path())?;
            let layer: toml::Table = toml::from_str(&text).expect("a layer of the tour is TOML");
            walk(&Value::Table(layer), &mut Vec::new(), &mut used);
        }
    }
    Ok(used)
}

fn walk(value: &Value, path: &mut Vec<String>, used: &mut BTreeSet<String>) {
    match value {
        Value::Table(table) => {
            for (key, below) in table {
                path.push(key.clone());
                used.extend(named(path));
                walk(below, path, used);
                path.pop();
            }
        }
        Value::Array(items) => {
            for item in items {
                path.push("[]".to_owned());
                walk(item, path, used);
                path.pop();
            }
        }
        Value::String(_) | Value::Integer(_) | Value::Float(_) | Value::Boolean(_) | Value::Datetime(_) => {}
    }
}

/// What the list may call a path: as it stands, and as one of the shared vocabulary.
fn named(path: &[String]) -> Vec<String> {
    let keys: Vec<&str> = path.iter().map(String::as_str).collect();
    let mut named = vec![keys.join(".")];
    let [root, _, inside @ ..] = &keys[..] else { return named };
    if WORKLOADS.contains(root) {
        let inside = match inside {
            ["kubernetes" | "compose", below @ ..] if !below.is_empty() => below,
            inside => inside,
        };
        let inside = match inside {
            ["init" | "sidecars", _, below @ ..] if !below.is_empty() => below,
            inside => inside,
        };
        named.push(["services", "*"].into_iter().chain(inside.iter().copied()).collect::<Vec<_>>().join("."));
    }
    named
}

/// Whether a path is of this pattern: `*` is any key, `[]` any item of a list, `*[kind]` a component of that kind.
fn is_of(pattern: &str, path: &str) -> bool {
    let pattern = pattern.replace("[]", ".[]");
    let mut wanted = pattern.split('.');
    // A key may hold dots itself, which only a `*` can stand for.
    let keys: Vec<&str> = path.split('.').collect();
    let all: Vec<&str> = wanted.by_ref().collect();
    matches(&all, &keys)
}

fn matches(pattern: &[&str], keys: &[&str]) -> bool {
    match (pattern, keys) {
        ([], []) => true,
        ([first, rest @ ..], keys) if first.starts_with('*') => {
            (1..=keys.len()).any(|length| matches(rest, &keys[length..]))
        }
        ([first, rest @ ..], [key, below @ ..]) => first == key && matches(rest, below),
        ([], [_, ..]) | ([_, ..], []) => false,
    }
}

/// Where the same table stands twice in the language, one of its places is enough.
fn alike(key: &str) -> Vec<String> {
    let mut alike = vec![key.to_owned()];
    let groups: [&[&str]; 4] = [
        &[".readiness.", ".liveness.", ".startup."],
        &[".pre-stop.", ".post-start."],
        &[".service.", ".extra-services.*."],
        &["services.*.permissions.", "access.*.permissions."],
    ];
    for group in groups {
        if let Some(own) = group.iter().find(|part| key.contains(**part)) {
            alike.extend(group.iter().map(|other| key.replace(own, other)));
        }
    }
    alike
}

#[test]
fn every_key_of_the_language_is_on_the_tour() -> io::Result<()> {
    let used = used()?;
    let keys = platgen::model::keys();
    let is_used = |key: &String| alike(key).iter().any(|pattern| used.iter().any(|path| is_of(pattern, path)));
    let missing: Vec<&String> = keys.iter().filter(|key| !is_used(key)).collect();
    println!("{} keys", keys.len());
    assert!(missing.is_empty(), "{} of {} keys are not on the tour: {missing:#?}", missing.len(), keys.len());
    Ok(())
}
