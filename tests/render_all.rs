//! `render --all`: a folder for each environment, all or none of them; what becomes of the folders of others.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

struct Run {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

/// A platform of two environments, to be broken.
fn platform() -> TempDir {
    let root = TempDir::new().expect("a temporary folder");
    write(
        root.path(),
        "environments/base.toml",
        "[platform]\nname = \"hello\"\n[services.web]\nimage = \"nginx:1.27\"\nports.http = 80\n",
    );
    for environment in ["prod", "staging"] {
        write(root.path(), &format!("environments/{environment}.toml"), &format!("tier = \"{environment}\"\n"));
    }
    root
}

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("it stands in a folder")).expect("the folder can be made");
    fs::write(path, text).expect("the file can be written");
}

fn platgen(root: &Path, arguments: &str) -> Run {
    let output = Command::new(env!("CARGO_BIN_EXE_platgen"))
        .args(arguments.split_whitespace())
        .current_dir(root)
        .env("NO_COLOR", "1")
        .output()
        .expect("the binary is built");
    let text = |bytes| String::from_utf8(bytes).expect("platgen writes UTF-8");
    Run { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

fn all(root: &Path) -> Run {
    platgen(root, "render --all --out out")
}

fn folders(root: &Path) -> Vec<String> {
    let entries = fs::read_dir(root.join("out")).expect("it is a folder");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("it can be read").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn each_environment_is_as_it_is_rendered_alone() {
    let root = platform();
    let run = all(root.path());
    assert_eq!((run.code, run.stdout.as_str()), (Some(0), ""), "{}", run.stderr);
    assert_eq!(folders(root.path()), ["prod", "staging"], "and no index beside them");
    for environment in ["prod", "staging"] {
        platgen(root.path(), &format!("render {environment} --out alone/{environment}"));
        for file in [".platgen", "kustomization.yaml", "kubernetes/web/deployment-web.yaml"] {
            let read = |folder| fs::read(root.path().join(folder).join(environment).join(file)).expect("it is written");
            assert!(read("out") == read("alone"), "{environment}: {file}");
        }
    }
}

#[test]
fn nothing_is_written_where_anything_is_wrong_and_what_is_shared_is_told_once() {
    let root = platform();
    write(root.path(), "environments/prod.toml", "tier = \"prod\"\n[services.web]\nreplicas = -1\n");
    write(root.path(), "environments/staging.toml", "tier = \"staging\"\n[services.web]\nneeds.nobody = {}\n");
    let base = fs::read_to_string(root.path().join("environments/base.toml")).expect("it was written");
    write(root.path(), "environments/base.toml", &(base + "[services.web.env]\nA = \"{nothing.url}\"\n"));
    let run = all(root.path());
    assert_eq!(run.code, Some(2));
    assert!(!root.path().join("out").exists());
    for place in ["environments/prod.toml:3:12", "environments/staging.toml:3:"] {
        assert!(run.stderr.contains(place), "{place} in {}", run.stderr);
    }
    write(root.path(), "environments/prod.toml", "tier = \"prod\"\n");
    write(root.path(), "environments/staging.toml", "tier = \"staging\"\n");
    let run = all(root.path());
    assert_eq!(run.code, Some(2));
    assert_eq!(run.stderr.matches("environments/base.toml:7:").count(), 1, "{}", run.stderr);
}

#[test]
fn one_foreign_file_keeps_every_folder_as_it_is() {
    let root = platform();
    all(root.path());
    write(root.path(), "out/staging/notes", "mine\n");
    write(root.path(), "environments/prod.toml", "tier = \"prod\"\n[services.web]\nreplicas = 7\n");
    let run = all(root.path());
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.starts_with("error[foreign-file]: `out/staging` holds"), "{}", run.stderr);
    let deployment = fs::read_to_string(root.path().join("out/prod/kubernetes/web/deployment-web.yaml"));
    assert!(!deployment.expect("it was written").contains("replicas: 7"));
}

#[test]
fn the_folder_of_an_environment_that_is_gone_goes_too() {
    let root = platform();
    all(root.path());
    write(root.path(), "out/README.md", "mine\n");
    write(root.path(), "out/mine/notes", "mine\n");
    fs::remove_file(root.path().join("environments/staging.toml")).expect("it was there");
    let run = all(root.path());
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(run.stderr.ends_with("removed `out/staging`: no environment is called so\n"), "{}", run.stderr);
    assert_eq!(folders(root.path()), ["README.md", "mine", "prod"]);
}

#[test]
fn a_folder_that_is_gone_stays_where_somebody_worked_in_it() {
    for (path, text, rule) in [
        ("out/staging/notes", "mine\n", "foreign-file"),
        ("out/staging/kustomization.yaml", "mine\n", "edited-folder"),
        ("out/staging/.platgen", "platgen owns the files listed here\nkustomization.yaml\n", "foreign-file"),
    ] {
        let root = platform();
        all(root.path());
        write(root.path(), path, text);
        fs::remove_file(root.path().join("environments/staging.toml")).expect("it was there");
        let run = all(root.path());
        assert_eq!(run.code, Some(2));
        assert!(run.stderr.starts_with(&format!("error[{rule}]")), "{path}: {}", run.stderr);
        assert_eq!(folders(root.path()), ["prod", "staging"]);
    }
}

#[test]
fn a_platform_without_environments_removes_nothing() {
    let root = platform();
    all(root.path());
    for environment in ["prod", "staging"] {
        fs::remove_file(root.path().join(format!("environments/{environment}.toml"))).expect("it was there");
    }
    let run = all(root.path());
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.starts_with("error[no-environment]"), "{}", run.stderr);
    assert_eq!(folders(root.path()), ["prod", "staging"]);
}

#[test]
fn losses_are_told_by_environment() {
    let root = platform();
    let run = platgen(root.path(), "render --all --out out --fidelity json");
    let losses: serde_json::Value = serde_json::from_str(&run.stderr).expect("it is JSON");
    let names: Vec<&str> = losses.as_object().expect("an object").keys().map(String::as_str).collect();
    assert_eq!(names, ["prod", "staging"]);
    assert_eq!(platgen(root.path(), "render --all --out out --fidelity none").stderr, "");
}

#[test]
fn wrong_use_says_what_to_add() {
    let root = platform();
    let run = platgen(root.path(), "render --all");
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("--out <DIR>"), "{}", run.stderr);
    for arguments in ["render --all prod --out out", "render", "render --all --out out -o json"] {
        assert_eq!(platgen(root.path(), arguments).code, Some(2), "{arguments}");
    }
    write(root.path(), "out", "a file\n");
    let run = all(root.path());
    assert!(run.stderr.starts_with("error[no-folder]"), "{}", run.stderr);
}
