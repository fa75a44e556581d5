//! `golden/<environment>/` is what `render <environment> --out` writes, compared both ways, here and in every platform
//! below `examples/`; and renders are the same however often, wherever and beside whom they run. `UPDATE_GOLDEN=1 cargo test --test golden` writes it anew.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::thread;

use tempfile::TempDir;
use walkdir::WalkDir;

const PLATFORM: &str = env!("CARGO_MANIFEST_DIR");

fn platgen(arguments: &[&str], directory: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_platgen")).args(arguments).current_dir(directory).output().expect("platgen starts")
}

fn rendered(arguments: &[&str], directory: &Path) -> Vec<u8> {
    let output = platgen(arguments, directory);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// The platform at the top, and every example that is one.
fn platforms() -> Vec<PathBuf> {
    let top = Path::new(PLATFORM);
    let examples = fs::read_dir(top.join("examples")).expect("there are examples");
    let mut platforms: Vec<PathBuf> = examples.map(|entry| entry.expect("it can be read").path()).collect();
    platforms.retain(|path| path.join("environments").is_dir());
    assert!(!platforms.is_empty());
    platforms.push(top.to_owned());
    platforms.sort();
    platforms
}

fn environments(platform: &Path) -> Vec<String> {
    let names = rendered(&["list", "-o", "name"], platform);
    let names: Vec<String> = String::from_utf8(names).expect("names are text").lines().map(str::to_owned).collect();
    assert!(!names.is_empty());
    names
}

/// Every file below a folder: its path, its text, and whether it is executable.
fn files(folder: &Path) -> BTreeMap<String, (String, bool)> {
    let entries = WalkDir::new(folder).into_iter().map(|entry| entry.expect("the folder can be read"));
    let read = |path: &Path| {
        use std::os::unix::fs::PermissionsExt;
        let executable = fs::metadata(path).expect("the file is there").permissions().mode() & 0o100 != 0;
        (fs::read_to_string(path).expect("golden files are text"), executable)
    };
    entries
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let relative = entry.path().strip_prefix(folder).expect("the walk stays below its root");
            (relative.display().to_string(), read(entry.path()))
        })
        .collect()
}

#[test]
fn golden_is_what_render_writes() {
    let update = std::env::var_os("UPDATE_GOLDEN").is_some();
    for platform in platforms() {
        for environment in environments(&platform) {
            let golden = platform.join("golden").join(&environment);
            if update {
                fs::create_dir_all(&golden).expect("golden can be written");
                rendered(&["render", &environment, "--out", &format!("golden/{environment}")], &platform);
                continue;
            }
            let folder = TempDir::new().expect("a temporary folder");
            let out = folder.path().join("out");
            rendered(&["render", &environment, "--out", &out.display().to_string()], &platform);
            assert_same(&golden, &out);
        }
        if !update {
            let mut folders: Vec<String> = fs::read_dir(platform.join("golden"))
                .expect("there is a golden folder")
                .map(|entry| entry.expect("it can be read").file_name().to_string_lossy().into_owned())
                .collect();
            folders.sort();
            assert_eq!(folders, environments(&platform), "one folder an environment of {}", platform.display());
        }
    }
}

fn assert_same(golden: &Path, out: &Path) {
    let (expected, found) = (files(golden), files(out));
    let paths = |files: &BTreeMap<String, (String, bool)>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(paths(&expected), paths(&found), "the files of {}", golden.display());
    for (path, content) in &expected {
        let golden = golden.join(path);
        assert_eq!(
            content,
            &found[path],
            "{} differs: UPDATE_GOLDEN=1 cargo test, then read the diff",
            golden.display()
        );
    }
}

#[test]
fn a_render_is_the_same_from_anywhere_and_beside_others() {
    let elsewhere = TempDir::new().expect("a temporary folder");
    for platform in platforms() {
        let path = platform.display().to_string();
        for environment in environments(&platform) {
            let first = rendered(&["render", &environment], &platform);
            assert_eq!(first, rendered(&["render", &environment], &platform), "{path}: {environment}, again");
            assert_eq!(
                first,
                rendered(&["-C", &path, "render", &environment], elsewhere.path()),
                "{path}: {environment}, from elsewhere"
            );
            let below = platform.join("environments");
            assert_eq!(
                first,
                rendered(&["render", &environment], &below),
                "{path}: {environment}, from a folder below"
            );
            let beside: Vec<Vec<u8>> = thread::scope(|scope| {
                let one = || scope.spawn(|| rendered(&["render", &environment], &platform));
                let runs = [one(), one()];
                runs.map(|run| run.join().expect("a render does not panic")).to_vec()
            });
            assert!(beside.iter().all(|run| *run == first), "{path}: {environment}, two at once");
        }
    }
}

#[test]
fn no_secret_leaves_a_tier_that_forbids_it() {
    for environment in ["demo", "staging", "prod", "production"] {
        let stream = String::from_utf8(rendered(&["render", environment], Path::new(PLATFORM))).expect("YAML is text");
        assert!(!stream.contains("kind: Secret\n"), "{environment} holds a Secret");
    }
}
