//! The command as a process: arguments, exit codes, and what goes to which stream.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// What a run of platgen left behind.
struct Run {
    code: i32,
    stdout: String,
    stderr: String,
}

fn platgen(folder: &Path, arguments: &[&str]) -> Run {
    let output = Command::new(env!("CARGO_BIN_EXE_platgen"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("NO_COLOR")
        .output()
        .expect("the binary is built");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("platgen writes UTF-8");
    Run {
        code: output.status.code().expect("it was not killed"),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

fn hello(arguments: &[&str]) -> Run {
    platgen(&fixture("hello"), arguments)
}

fn layers(arguments: &[&str]) -> Run {
    platgen(&fixture("layers"), arguments)
}

/// Standard output of a run that is fine and says nothing else.
fn fine(run: Run) -> String {
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    run.stdout
}

fn json(run: Run) -> Value {
    serde_json::from_str(&fine(run)).expect("it is JSON")
}

/// Standard error of a run that is refused, and wrote nothing else.
fn refused(run: Run) -> String {
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    run.stderr
}

fn starts(run: Run, lines: &str) {
    let stderr = refused(run);
    assert!(stderr.starts_with(lines), "{stderr}");
}

#[test]
fn render_prints_a_document_an_object() {
    let stream = fine(hello(&["render", "prod"]));
    assert!(stream.starts_with("---\n"));
    let documents: Vec<&str> = stream.split("---\n").skip(1).collect();
    let kinds = |kind: &str| {
        documents.iter().filter(|document| document.lines().any(|line| line == format!("kind: {kind}"))).count()
    };
    assert_eq!((kinds("Deployment"), kinds("Service")), (1, 1));
    assert_eq!(fine(hello(&["render", "prod", "--target", "kubernetes", "-o", "yaml"])), stream);
}

#[test]
fn render_prints_one_list_as_json() {
    let list = json(hello(&["render", "prod", "-o", "json"]));
    assert_eq!((list["apiVersion"].as_str(), list["kind"].as_str()), (Some("v1"), Some("List")));
    let items = list["items"].as_array().unwrap();
    assert_eq!(items.len(), fine(hello(&["render", "prod", "-o", "name"])).lines().count());
}

#[test]
fn render_names_objects_as_kubectl_does() {
    let names = fine(hello(&["render", "prod", "-o", "name"]));
    for name in ["deployment.apps/web", "service/web"] {
        assert!(names.lines().any(|line| line == name), "{names}");
    }
}

#[test]
fn only_selects_by_kind_and_name() {
    let only = |selections: &[&str]| {
        let flags = selections.iter().flat_map(|selection| ["--only", selection]);
        fine(hello(&["render", "prod", "-o", "name"].into_iter().chain(flags).collect::<Vec<_>>()))
    };
    assert_eq!(only(&["Deployment/web"]), "deployment.apps/web\n");
    assert_eq!(only(&["deployment.apps/w*"]), "deployment.apps/web\n");
    assert_eq!(only(&["deployment/*b", "SERVICE/web"]), only(&["service/*", "deployment/web"]));
}

#[test]
fn only_that_names_nothing_is_an_error() {
    starts(
        hello(&["render", "prod", "--only", "service/web", "--only", "Deployment/wbe"]),
        "error[no-match]: nothing is named `Deployment/wbe`
--> argument `--only`:1:1
 |
 | Deployment/wbe
 | ^^^^^^^^^^^^^^ did you mean `deployment/web`?
",
    );
    starts(hello(&["render", "prod", "--only", "web"]), "error[bad-selection]: `--only` wants `KIND/NAME`\n");
    starts(
        hello(&["render", "local", "--target", "compose", "--only", "service/web"]),
        "error[unselectable]: a Compose file is one whole\n",
    );
}

#[test]
fn compose_is_a_stream_without_names() {
    let compose = ["render", "local", "--target", "compose", "--fidelity", "none"];
    assert!(fine(hello(&compose)).contains("services:\n"));
    assert!(json(hello(&[&compose[..], &["-o", "json"]].concat()))["services"].is_object());
    starts(
        hello(&["render", "local", "--target", "compose", "-o", "name"]),
        "error[no-names]: a Compose file holds no objects\n",
    );
}

#[test]
fn standard_error_tells_what_a_target_does_not_express() {
    let told = |form: &[&str]| {
        let run = hello(&[&["render", "local", "--target", "compose"], form].concat());
        assert_eq!(run.code, 0);
        assert!(run.stdout.contains("services:\n"));
        run.stderr
    };
    let readiness = "ignored by compose: `readiness` of web: an http or tcp probe needs `probe-tool`: what the image has \
                     to ask with\n  --> environments/base.toml:7:1\n";
    let short = "left out of compose, for they speak of a cluster alone: `platform.namespace`\n";
    let namespace = "left out of compose: `platform.namespace`: all services of a Compose project are in one place\n  --> \
                     environments/base.toml:3:13\n";
    assert_eq!(told(&[]), format!("{readiness}{short}"));
    assert_eq!(told(&["--fidelity", "full"]), format!("{namespace}{readiness}"));
    assert_eq!(told(&["--fidelity", "none"]), "");
    let losses: Value = serde_json::from_str(&told(&["--fidelity", "json"])).expect("it is JSON");
    assert_eq!(losses[0]["fate"], "left out");
    assert_eq!(losses[1]["fields"][0]["path"], "services.web.readiness");
    assert_eq!(losses[1]["fields"][0]["place"], "environments/base.toml:7:1");
}

#[test]
fn files_are_no_stream_but_one_of_them_is() {
    let files = ["render", "local", "--target", "files"];
    starts(hello(&files), "error[no-stream]: several files are no stream\n--> argument `--target`:1:1\n");
    assert_eq!(fine(hello(&[&files[..], &["--only", "run.sh"]].concat())), "#!/bin/sh\n");
    assert_eq!(fine(hello(&[&files[..], &["--only", "files/run.sh"]].concat())), "#!/bin/sh\n");
    let near = refused(hello(&[&files[..], &["--only", "rum.sh"]].concat()));
    assert!(near.contains("did you mean `run.sh`?"), "{near}");
    starts(
        hello(&[&files[..], &["--only", "run.sh", "-o", "json"]].concat()),
        "error[no-form]: a text file is printed as it is\n",
    );
}

#[test]
fn a_target_that_the_environment_lacks_is_an_error_at_the_argument() {
    starts(
        hello(&["render", "prod", "--target", "compose"]),
        "error[unknown-target]: environment `prod` has no target `compose`
--> argument `--target`:1:1
 |
 | compose
 | ^^^^^^^ it has kubernetes, files
",
    );
}

#[test]
fn an_environment_without_tier_or_target_is_refused_and_writes_nothing() {
    let root = TempDir::new().unwrap();
    let out = root.path().join("out").display().to_string();
    starts(layers(&["render", "nowhere", "--out", &out]), "error[missing-key]: environment `nowhere` names no tier\n");
    starts(
        layers(&["render", "local", "--out", &out, "--set", "targets=[]"]),
        "error[no-target]: environment `local` has no target\n",
    );
    assert_eq!(fs::read_dir(root.path()).unwrap().count(), 0);
}

#[test]
fn an_unknown_environment_is_an_error_at_the_word() {
    assert_eq!(
        refused(hello(&["render", "prdo"])),
        "error[unknown-environment]: there is no environment `prdo`\n--> argument `prdo`\n = help: did you mean `prod`?\n"
    );
    starts(
        hello(&["render", "base"]),
        "error[abstract-layer]: `base` is a layer that others extend, and no environment\n",
    );
}

#[test]
fn out_writes_every_target_or_the_one_named_and_prints_nothing() {
    let root = TempDir::new().unwrap();
    let folder = root.path().join("out");
    let out = folder.display().to_string();
    assert_eq!(fine(hello(&["render", "local", "--out", &out, "--fidelity", "none"])), "");
    for path in [".platgen", "kustomization.yaml", "kubernetes/web/deployment-web.yaml", "compose.yaml", "files/run.sh"]
    {
        assert!(folder.join(path).is_file(), "{path}");
    }
    assert_eq!(
        fine(hello(
            &[&["render", "local", "--target", "compose", "--out", &out], &["--fidelity", "none"][..]].concat()
        )),
        ""
    );
    assert!(folder.join("compose.yaml").is_file() && !folder.join("kustomization.yaml").exists());
}

#[test]
fn a_refused_render_writes_nothing() {
    let root = TempDir::new().unwrap();
    let out = root.path().join("out").display().to_string();
    refused(hello(&["render", "prod", "--out", &out, "--set", "services.web.replicas=many"]));
    assert_eq!(fs::read_dir(root.path()).unwrap().count(), 0);
    fs::create_dir(&out).unwrap();
    fs::write(root.path().join("out/mine"), "").unwrap();
    let stderr = refused(hello(&["render", "prod", "--out", &out]));
    assert!(stderr.starts_with("error[foreign-folder]") && stderr.contains("--> argument `--out`:1:1"), "{stderr}");
}

#[test]
fn wrong_use_is_refused() {
    for arguments in [
        &["render"][..],
        &["render", "prod", "--out", "out", "-o", "json"],
        &["render", "prod", "--out", "out", "--only", "service/web"],
        &["render", "prod", "--target", "helm"],
        &["diff", "prod"],
        &[],
    ] {
        refused(hello(arguments));
    }
}

#[test]
fn settings_win_over_all_layers_and_their_faults_are_shown_in_them() {
    let replicas = fine(hello(&["explain", "prod", "services.web.replicas", "--set", "services.web.replicas=5"]));
    assert_eq!(replicas, "environments/prod.toml:3:12  3  overridden\n--set                        5\n");
    assert_eq!(
        refused(hello(&["render", "prod", "--set", "services.web.replicas=many", "--set", "services"])),
        "error[wrong-type]: `services.web.replicas` must be a whole number, not a string
--> argument `--set`:1:23
 |
 | services.web.replicas=many
 |                       ^^^^ a whole number belongs here

error[bad-setting]: `--set` wants `path=value`: there is no `=`
--> argument `--set`:1:1
 |
 | services
 | ^^^^^^^^ such as `services.web.replicas=3`

error: 2 errors
"
    );
}

#[test]
fn the_platform_is_named_or_found_upwards() {
    assert_eq!(fine(platgen(&fixture("hello/environments"), &["list", "-o", "name"])), "local\nprod\n");
    assert_eq!(fine(platgen(&fixture(""), &["-C", "hello", "list", "-o", "name"])), "local\nprod\n");
    let replicas = ["explain", "prod", "services.web.replicas"];
    assert_eq!(fine(platgen(&fixture("hello/environments"), &replicas)), "../environments/prod.toml:3:12  3\n");
    assert_eq!(
        fine(platgen(&fixture(""), &[&replicas[..], &["-C", "./hello"]].concat())),
        "hello/environments/prod.toml:3:12  3\n"
    );
    let nowhere = TempDir::new().unwrap();
    let stderr = refused(platgen(nowhere.path(), &["list"]));
    assert!(
        stderr.starts_with("error[no-platform]: there is no platform here") && stderr.contains(" = help: "),
        "{stderr}"
    );
    starts(
        platgen(nowhere.path(), &["-C", "missing", "list"]),
        "error[unreadable]: this folder cannot be read: it does not exist\n--> missing/environments\n",
    );
}

#[test]
fn list_tells_names_tiers_targets_and_layers() {
    assert_eq!(
        fine(layers(&["list"])),
        "NAME     TIER   TARGETS            LAYERS
local    local  compose            base < local
nowhere  -                         base < nowhere
prod     prod   kubernetes, files  base < shared < prod
"
    );
    assert_eq!(fine(layers(&["list", "-o", "name"])), "local\nnowhere\nprod\n");
    let list = json(layers(&["list", "-o", "json"]));
    let prod = serde_json::json!({
        "name": "prod", "tier": "prod", "targets": ["kubernetes", "files"], "layers": ["base", "shared", "prod"],
    });
    assert_eq!(list[2], prod);
}

#[test]
fn explain_tells_every_layer_that_set_a_field() {
    assert_eq!(
        fine(layers(&["explain", "prod", "services.web.replicas"])),
        "environments/base.toml:5:12    1  overridden
environments/shared.toml:4:12  2  overridden
environments/prod.toml:9:12    3
"
    );
    let field = json(layers(&["explain", "prod", "services.web.replicas", "-o", "json"]));
    assert_eq!((field["path"].as_str(), field["value"].as_i64()), (Some("services.web.replicas"), Some(3)));
    let origins = field["origins"].as_array().unwrap();
    assert_eq!(origins.len(), 3);
    assert_eq!(
        origins[2],
        serde_json::json!({ "file": "environments/prod.toml", "line": 9, "column": 12, "value": 3 })
    );
}

#[test]
fn explain_tells_a_whole_table_and_who_dropped_what() {
    assert_eq!(
        fine(layers(&["explain", "prod", "services.web.resources"])),
        "services.web.resources.requests.cpu = \"1\"  environments/prod.toml:10:35\n"
    );
    let web = fine(layers(&["explain", "prod", "services.web"]));
    let size = web.lines().find(|line| line.starts_with("services.web.size")).unwrap();
    assert!(size.ends_with("environments/base.toml:6:12   dropped by environments/prod.toml:10:1"), "{web}");
    let table = json(layers(&["explain", "prod", "services.web.env", "-o", "json"]));
    assert_eq!(table["fields"][0]["path"], "services.web.env.\"a.b\"");
    assert_eq!(table["dropped"][0]["path"], "services.web.env.DEBUG");
    assert_eq!(table["dropped"][0]["dropped-by"]["file"], "environments/prod.toml");
    assert_eq!(json(layers(&["explain", "prod", "platform.kubernetes", "-o", "json"]))["value"], "1.29");
}

#[test]
fn explain_says_where_a_field_went_or_which_is_near() {
    let stderr = refused(layers(&["explain", "prod", "services.web.replica"]));
    assert!(stderr.starts_with("error[not-set]: `services.web.replica` is not set\n"), "{stderr}");
    assert!(stderr.contains("^^^^ did you mean `replicas`?"), "{stderr}");
    let stderr = refused(layers(&["explain", "prod", "services.web.env.DEBUG"]));
    assert!(stderr.contains("- set here") && stderr.contains("- put out of force here"), "{stderr}");
    starts(
        layers(&["explain", "prod", "services..web"]),
        "error[bad-path]: `services..web` is no path of keys\n--> argument `PATH`:1:10\n",
    );
}

#[test]
fn explain_tells_the_default_of_what_nobody_set() {
    let told = |path: &str| fine(layers(&["explain", "local", path]));
    for (path, value) in [
        ("platform.kubernetes", "\"1.28\""),
        ("platform.legacy-labels", "[\"app\"]"),
        ("network.dns.labels", "{ k8s-app = \"kube-dns\" }"),
        ("components.db.replicas", "1"),
        ("services.web.rollout.strategy", "\"rolling\""),
        ("components.db.auth", "true"),
        ("components.db.security.preset", "\"restricted\""),
    ] {
        assert_eq!(told(path), format!("built-in default  {value}\n"), "{path}");
    }
    let field = json(layers(&["explain", "local", "platform.kubernetes", "-o", "json"]));
    assert_eq!(
        field,
        serde_json::json!({ "path": "platform.kubernetes", "value": "1.28", "origins": [], "default": true })
    );
}

#[test]
fn explain_refuses_what_has_neither_value_nor_default() {
    let stderr = |path: &str| refused(layers(&["explain", "local", path]));
    for (path, label, help) in [
        ("services.web.token", "no layer sets it, and it has no built-in default", "help: Kubernetes: whether the"),
        // Nobody asked for one, so nothing of it holds.
        ("services.web.autoscale.enabled", "no layer sets it", "help: False: "),
        ("defaults.service.replicas", "no layer sets it", "help: How many"),
        ("services.web.rollout", "no layer sets it; its keys have defaults of their own", ""),
        ("services.web.kubernetes", "it says how layers become an environment", ""),
        ("extends", "it says how layers become an environment", ""),
        ("platform.kubernets", "did you mean `kubernetes`?", ""),
        ("services.web.rollout.strategie", "did you mean `strategy`?", ""),
        ("components.db.host-port", "", ""),
        ("services.nope.replicas", "there is web", ""),
    ] {
        let stderr = stderr(path);
        assert!(stderr.starts_with(&format!("error[not-set]: `{path}` is not set\n")), "{stderr}");
        assert!(stderr.contains(label) && stderr.contains(help), "{stderr}");
    }
}

#[test]
fn explain_never_prints_a_secret() {
    for arguments in [
        &["explain", "local"][..],
        &["explain", "local", "-o", "json"],
        &["explain", "local", "components.db.password"],
        &[
            "explain",
            "local",
            "secrets.app.keys.token.value",
            "-o",
            "json",
            "--set",
            "secrets.app.keys.token.value=hunter4",
        ],
    ] {
        let told = fine(layers(arguments));
        assert!(told.contains("<secret>") && !told.contains("hunter"), "{told}");
    }
}

#[test]
fn colour_is_asked_for_and_never_guessed_in_a_pipe() {
    let colored = |arguments: &[&str]| refused(hello(&[arguments, &["render", "prdo"]].concat())).contains('\u{1b}');
    assert!(!colored(&[]));
    assert!(!colored(&["--color", "never"]));
    assert!(colored(&["--color", "always"]));
}

#[test]
fn completions_are_for_a_shell() {
    assert!(fine(hello(&["completions", "bash"])).contains("platgen"));
    refused(hello(&["completions", "cmd"]));
}

#[test]
fn the_schema_needs_no_platform() {
    let nowhere = TempDir::new().unwrap();
    let schema = json(platgen(nowhere.path(), &["schema"]));
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    assert_eq!(schema["properties"]["services"]["type"], "object");
}

#[test]
fn a_broken_pipe_is_no_error() {
    for verb in [
        &["render", "prod"][..],
        &["list"],
        &["graph", "prod"],
        &["explain", "prod"],
        &["schema"],
        &["completions", "zsh"],
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let run = Command::new(env!("CARGO_BIN_EXE_platgen"))
            .args(verb)
            .current_dir(fixture("hello"))
            .stdout(writer)
            .stderr(Stdio::piped())
            .output()
            .unwrap();
        assert_eq!((run.status.code(), run.stderr), (Some(0), Vec::new()));
    }
}

#[test]
fn a_patched_platform_is_the_same_in_either_form() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/render/patches-merge");
    let rendered = |target: &str, form: &str| {
        let run = platgen(&folder, &["render", "base", "--target", target, "-o", form]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        run.stdout
    };
    let documents = rendered("kubernetes", "yaml");
    let documents = documents.split("---\n").skip(1);
    let objects: Vec<Value> = documents.map(|text| serde_yaml::from_str(text).expect("it is YAML")).collect();
    let list: Value = serde_json::from_str(&rendered("kubernetes", "json")).expect("it is JSON");
    assert_eq!(list["items"], Value::Array(objects));
    let compose: Value = serde_yaml::from_str(&rendered("compose", "yaml")).expect("it is YAML");
    assert_eq!(serde_json::from_str::<Value>(&rendered("compose", "json")).expect("it is JSON"), compose);
}
