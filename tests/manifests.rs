//! Raw objects of `manifests/` in the output: taken in as they are, in the apply order, for the layers they belong to.
//! `UPDATE_GOLDEN=1 cargo test --test manifests` writes the expected streams anew.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/manifests")
}

fn rendered(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_platgen"))
        .arg("render")
        .args(arguments)
        .current_dir(fixture())
        .output()
        .expect("platgen starts");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("what is printed is text")
}

#[test]
fn raw_objects_stand_among_ours_in_apply_order() {
    for environment in ["local", "prod", "production"] {
        let expected = fixture().join("expected").join(format!("{environment}.yaml"));
        let stream = rendered(&[environment]);
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&expected, &stream).expect("the expected stream can be written");
        }
        assert_eq!(fs::read_to_string(&expected).expect("there is an expected stream"), stream, "{environment}");
    }
}

#[test]
fn every_form_holds_them() {
    let names = rendered(&["production", "-o", "name"]);
    assert!(names.contains("clusterissuer.cert-manager.io/letsencrypt-web\n"), "{names}");
    let list: serde_json::Value = serde_json::from_str(&rendered(&["production", "-o", "json"])).expect("it is JSON");
    let items = list["items"].as_array().expect("a list holds items");
    assert_eq!(items.len(), names.lines().count());
    assert!(items.iter().all(|item| item["metadata"]["name"].is_string()));
    let one = rendered(&["production", "--only", "certificate/web"]);
    assert!(one.contains("namespace: elsewhere\n") && one.matches("---").count() == 1, "{one}");
}

#[test]
fn a_folder_has_a_file_an_object() {
    let root = TempDir::new().expect("a temporary folder");
    let out = root.path().join("out");
    rendered(&["production", "--out", &out.display().to_string()]);
    for file in ["clusterissuer-letsencrypt-web", "certificate-web.elsewhere", "clusterrole-shop_reader"] {
        assert!(out.join(format!("kubernetes/platform/{file}.yaml")).is_file(), "{file}");
    }
}

#[test]
fn compose_has_none_of_them() {
    assert!(!rendered(&["local", "--target", "compose"]).contains("motd"));
}
