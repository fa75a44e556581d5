//! `platgen graph` of the platform in `tests/fixtures/graph`: each form is what stands in `expected/`.
//! `UPDATE_EXPECT=1 cargo test --test graph` rewrites that; read the diff.

use std::io;
use std::path::Path;
use std::process::{Command, Output};

use fs_err as fs;
use serde_json::Value;

fn platgen(arguments: &[&str]) -> Output {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/graph");
    Command::new(env!("CARGO_BIN_EXE_platgen")).args(arguments).current_dir(folder).output().expect("it is built")
}

fn graph(target: &str, form: &str) -> String {
    let output = platgen(&["graph", "local", "--target", target, "-o", form]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("platgen writes UTF-8")
}

#[test]
fn each_form_is_what_is_expected() -> io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/graph/expected");
    for target in ["kubernetes", "compose"] {
        for (form, file) in [("text", "txt"), ("mermaid", "mmd"), ("dot", "dot"), ("json", "json")] {
            let found = graph(target, form);
            let path = folder.join(format!("{target}.{file}"));
            if std::env::var_os("UPDATE_EXPECT").is_some() {
                fs::write(&path, &found)?;
            }
            assert_eq!(fs::read_to_string(&path).unwrap_or_default(), found, "{}", path.display());
        }
    }
    Ok(())
}

#[test]
fn the_table_is_the_form_without_asking() {
    let output = platgen(&["graph", "local"]);
    assert_eq!(String::from_utf8_lossy(&output.stdout), graph("kubernetes", "text"));
}

#[test]
fn what_is_written_somewhere_has_a_place_and_nothing_is_null() {
    let text = graph("kubernetes", "json");
    assert!(!text.contains("null"), "{text}");
    let graph: Value = serde_json::from_str(&text).expect("it is JSON");
    let flows = graph["flows"].as_array().expect("it is a list");
    let need = flows.iter().find(|flow| flow["to"]["workload"] == "order-db" && flow["why"] == "need");
    let need = need.expect("it is needed");
    assert_eq!(need["path"], "services.order-api.needs.order-db");
    assert_eq!(need["file"], "environments/base.toml");
    assert!(need["line"].is_u64() && need["column"].is_u64());
    let dns = flows.iter().find(|flow| flow["why"] == "dns").expect("names are looked up");
    assert!(dns.get("file").is_none(), "nobody wrote it: {dns}");
}

#[test]
fn what_is_wrong_with_the_environment_is_told_instead() {
    let output = platgen(&["graph", "local", "--set", "services.order-api.needs.nobody={}"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    assert!(String::from_utf8_lossy(&output.stderr).contains("nobody"));
}
