//! `affected`: what a change touches, in repositories that are made here and thrown away.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

const BASE: &str = "\
[platform]
name = \"shop\"
registry = \"registry.example\"
tag = \"1\"
[services.web]
ports.http = 80
build = { context = \"../src/{self.id}\" }
[services.api]
ports.http = 80
image = \"registry.example/api\"
";

/// A repository with a platform in `deploy/`, committed.
struct Repository(TempDir);

struct Run {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Repository {
    fn new() -> Self {
        let repository = Self(TempDir::new().expect("a temporary folder"));
        repository.write("deploy/environments/base.toml", BASE);
        repository.write("deploy/environments/prod.toml", "tier = \"prod\"\n");
        repository.write(
            "deploy/environments/staging.toml",
            "tier = \"staging\"\n[services.api.files]\n\"/etc/api.toml\".from = \"files/api.toml\"\n",
        );
        repository.write("deploy/files/api.toml", "a = 1\n");
        repository.write("src/web/main.c", "int main() {}\n");
        repository.git(&["init", "--quiet"]);
        repository.commit();
        repository
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.0.path().join(path);
        fs::create_dir_all(path.parent().expect("it stands in a folder")).expect("the folder can be made");
        fs::write(path, text).expect("the file can be written");
    }

    /// Replaces a word of the base layer.
    fn change(&self, from: &str, to: &str) {
        assert!(BASE.contains(from));
        self.write("deploy/environments/base.toml", &BASE.replace(from, to));
    }

    fn git(&self, arguments: &[&str]) {
        let output = Command::new("git")
            .args(["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgSign=false"])
            .args(arguments)
            .current_dir(self.0.path())
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .output()
            .expect("git is there");
        assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    fn commit(&self) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message", "A commit"]);
    }

    fn folder(&self) -> PathBuf {
        self.0.path().join("deploy")
    }

    fn since_head(&self) -> Value {
        let run = affected(&self.folder(), &["--base", "HEAD", "-o", "json"]);
        assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
        assert_eq!(run.stdout.lines().count(), 1, "one line, for $GITHUB_OUTPUT");
        serde_json::from_str(&run.stdout).expect("it is JSON")
    }

    fn names(&self, files: &str) -> Vec<String> {
        let run = affected(&self.folder(), &["--files", files, "-o", "name"]);
        assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{files}");
        run.stdout.lines().map(str::to_owned).collect()
    }
}

fn affected(folder: &Path, arguments: &[&str]) -> Run {
    let output = Command::new(env!("CARGO_BIN_EXE_platgen"))
        .arg("affected")
        .args(arguments)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .output()
        .expect("the binary is built");
    let text = |bytes| String::from_utf8(bytes).expect("platgen writes UTF-8");
    Run { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

#[test]
fn nothing_is_affected_by_nothing_and_by_what_renders_the_same() {
    let repository = Repository::new();
    let nothing = json!({ "environments": [], "objects": {}, "workloads": {}, "images": [] });
    assert_eq!(repository.since_head(), nothing);
    repository.change("[platform]", "# a comment\n[platform]");
    repository.write("README.md", "words\n");
    assert_eq!(repository.since_head(), nothing);
    let run = affected(&repository.folder(), &["--base", "HEAD"]);
    assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (Some(0), "", ""));
}

#[test]
fn a_change_is_told_by_environment_object_workload_and_image() {
    let repository = Repository::new();
    repository.write("deploy/environments/prod.toml", "tier = \"prod\"\n[services.api]\ntag = \"2\"\n");
    let expected = json!({
        "environments": ["prod"],
        "objects": { "prod": ["deployment.apps/api"] },
        "workloads": { "prod": ["api"] },
        "images": [{ "image": "registry.example/api:2", "service": "api", "environments": ["prod"] }],
    });
    let told = repository.since_head();
    assert_eq!(told["environments"], expected["environments"]);
    assert_eq!(told["images"], expected["images"]);
    assert_eq!(told["workloads"], expected["workloads"]);
    let objects = told["objects"]["prod"].as_array().expect("a list");
    assert!(objects.contains(&json!("deployment.apps/api")) && !objects.contains(&json!("deployment.apps/web")));
    let run = affected(&repository.folder(), &["--base", "HEAD"]);
    assert!(run.stdout.contains("prod  image registry.example/api:2  of api\n"), "{}", run.stdout);
}

#[test]
fn a_file_that_an_image_is_built_of_touches_the_image_alone() {
    let repository = Repository::new();
    repository.write("src/web/new.c", "int new;\n");
    let told = repository.since_head();
    assert_eq!(told["environments"], json!([]));
    let image = json!({ "image": "registry.example/web:1", "service": "web", "environments": ["prod", "staging"] });
    assert_eq!(told["images"], json!([image]));
    let of_files = affected(&repository.folder(), &["--files", "src/web/new.c", "-o", "json"]);
    let of_files: Value = serde_json::from_str(&of_files.stdout).expect("it is JSON");
    assert_eq!(of_files, told);
}

#[test]
fn environments_that_one_side_has_are_affected_whole() {
    let repository = Repository::new();
    repository.write("deploy/environments/test.toml", "tier = \"test\"\n");
    fs::remove_file(repository.folder().join("environments/prod.toml")).expect("it was there");
    let told = repository.since_head();
    assert_eq!(told["environments"], json!(["prod", "test"]));
    for environment in ["prod", "test"] {
        let objects = told["objects"][environment].as_array().expect("a list");
        assert!(objects.len() >= 3, "{environment}: {objects:?}");
    }
    assert_eq!(told["images"].as_array().map(Vec::len), Some(2), "what is gone needs no image: {told}");
}

#[test]
fn what_did_not_compile_counts_as_affected_and_is_told() {
    let repository = Repository::new();
    repository.write("deploy/environments/prod.toml", "tier = \"prod\"\n[services.web]\nreplicas = -1\n");
    repository.commit();
    repository.write("deploy/environments/prod.toml", "tier = \"prod\"\n");
    let run = affected(&repository.folder(), &["--base", "HEAD", "-o", "name"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(0), "prod\n"), "{}", run.stderr);
    assert!(run.stderr.starts_with("at `HEAD` `prod` does not compile, so that all of it counts"), "{}", run.stderr);
    assert!(run.stderr.ends_with("  --> HEAD:deploy/environments/prod.toml:3:12\n"), "{}", run.stderr);
    // The other way round it is an error.
    let run = affected(&repository.folder(), &["--base", "HEAD~1", "--color", "never"]);
    assert_eq!(run.code, Some(0));
    repository.write("deploy/environments/prod.toml", "tier = \"prod\"\n[services.web]\nreplicas = -1\n");
    let run = affected(&repository.folder(), &["--base", "HEAD~1"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""));
}

#[test]
fn a_platform_that_came_later_is_affected_whole() {
    let repository = Repository::new();
    repository.git(&["mv", "deploy", "platform"]);
    let run = affected(&repository.0.path().join("platform"), &["--base", "HEAD", "-o", "name"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(0), "prod\nstaging\n"), "{}", run.stderr);
    assert!(run.stderr.contains("there is no platform here"), "{}", run.stderr);
}

#[test]
fn files_touch_the_environments_that_read_them() {
    let repository = Repository::new();
    repository
        .write("deploy/manifests/prod/extra.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: extra }\n");
    let both: &[&str] = &["prod", "staging"];
    for (files, expected) in [
        ("environments/base.toml", both),
        ("deploy/environments/base.toml", both),
        ("environments/prod.toml", &["prod"]),
        ("environments/prod.toml,environments/staging.toml", both),
        ("deploy/environments/prod/more.toml", &["prod"]),
        ("environments/gone.toml", &[]),
        ("files/api.toml", &["staging"]),
        ("deploy/files/api.toml", &["staging"]),
        ("files/other.toml", &[]),
        ("manifests/prod/extra.yaml", &["prod"]),
        ("manifests/all.yaml.j2", both),
        ("manifests/README.md", &[]),
        ("manifests/prod/deep/extra.yaml", &[]),
        ("templates/nobody.txt", &[]),
        ("README.md,src/api/main.c", &[]),
        ("src/web/main.c", &[]),
        ("", &[]),
    ] {
        assert_eq!(repository.names(files), expected, "{files}");
    }
    let twice =
        affected(&repository.folder(), &["--files", "README.md", "--files", "environments/prod.toml", "-o", "name"]);
    assert_eq!(twice.stdout, "prod\n");
}

#[test]
fn what_a_revision_tells_is_among_what_its_files_tell() {
    let repository = Repository::new();
    repository.change("ports.http = 80\nimage", "ports.http = 81\nimage");
    repository.write("deploy/files/api.toml", "a = 2\n");
    let told = repository.since_head();
    let files = "deploy/environments/base.toml,deploy/files/api.toml";
    let may = affected(&repository.folder(), &["--files", files, "-o", "json"]);
    let may: Value = serde_json::from_str(&may.stdout).expect("it is JSON");
    for environment in told["environments"].as_array().expect("a list") {
        assert!(may["environments"].as_array().expect("a list").contains(environment));
        let name = environment.as_str().expect("a name");
        for object in told["objects"][name].as_array().expect("a list") {
            assert!(may["objects"][name].as_array().expect("a list").contains(object), "{object}");
        }
    }
    assert_eq!(told["environments"], json!(["prod", "staging"]));
}

#[test]
fn wrong_use_is_refused() {
    let repository = Repository::new();
    for arguments in [&[][..], &["--base", "HEAD", "--files", "a"], &["--base", "nobody"]] {
        let run = affected(&repository.folder(), arguments);
        assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{arguments:?}");
    }
    let run = affected(&repository.folder(), &["--base", "nobody"]);
    assert!(run.stderr.starts_with("error[unknown-revision]: `nobody` is no commit here\n"), "{}", run.stderr);
    let output = Command::new(env!("CARGO_BIN_EXE_platgen"))
        .args(["affected", "--base", "HEAD"])
        .current_dir(repository.folder())
        .env("PATH", "")
        .output()
        .expect("the binary is built");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(2) && told.contains("no-git"), "{told}");
}
