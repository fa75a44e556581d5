//! Right input: every folder below `tests/cases/render` is one case, a platform that shows what a capability becomes.
//! `expected/<environment>/` holds the streams of `render` (`kubernetes.yaml`, `compose.yaml`), what the folder has
//! below `manual/` as one stream (`manual.yaml`), and what render says on standard error (`stderr`, if anything).
//! `UPDATE_EXPECT=1 cargo test --test render_cases` rewrites them; read their diff.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use fs_err as fs;
use serde_json::Value;
use tempfile::TempDir;
use walkdir::WalkDir;

const STREAMS: [&str; 2] = ["kubernetes", "compose"];
const FEWEST: usize = 40;

/// Files of `expected`, by their path in it.
type Files = BTreeMap<String, String>;

#[test]
fn every_capability_becomes_what_is_expected() -> io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/render");
    let mut cases: Vec<PathBuf> = fs::read_dir(&folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    cases.sort();
    assert!(cases.len() >= FEWEST, "there are {} cases only", cases.len());
    let faults: Vec<String> =
        cases.iter().filter_map(|case| Some(format!("{}: {}", case.display(), checked(case).err()?))).collect();
    assert!(faults.is_empty(), "{} of {} cases:\n\n{}", faults.len(), cases.len(), faults.join("\n\n"));
    Ok(())
}

/// Renders one case. The error names every file that differs from what is expected.
fn checked(case: &Path) -> Result<(), String> {
    let found = rendered(case)?;
    let folder = case.join("expected");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        rewrite(&folder, &found).map_err(|error| error.to_string())?;
    }
    let expected = files(&folder).map_err(|error| error.to_string())?;
    let paths: BTreeMap<&String, ()> = found.keys().chain(expected.keys()).map(|path| (path, ())).collect();
    let faults: Vec<String> =
        paths.keys().filter_map(|path| difference(path, expected.get(*path), found.get(*path))).collect();
    if faults.is_empty() { Ok(()) } else { Err(faults.join("\n")) }
}

fn difference(path: &str, expected: Option<&String>, found: Option<&String>) -> Option<String> {
    match (expected, found) {
        (Some(expected), Some(found)) if expected == found => None,
        (Some(expected), Some(found)) => {
            let same = expected.lines().zip(found.lines()).take_while(|(expected, found)| expected == found).count();
            let line = |text: &str| text.lines().nth(same).unwrap_or("(its end)").to_owned();
            Some(format!("{path}:{}: expected\n  {}\nfound\n  {}", same + 1, line(expected), line(found)))
        }
        (Some(_), None) => Some(format!("{path} is expected, but nothing writes it")),
        (None, Some(found)) => Some(format!("{path} is not expected:\n{found}")),
        (None, None) => None,
    }
}

/// All that the environments of a case should have in `expected`.
fn rendered(case: &Path) -> Result<Files, String> {
    let listed = platgen(case, &["list", "-o", "json"])?.stdout;
    let environments: Vec<Value> = serde_json::from_str(&listed).map_err(|error| error.to_string())?;
    let mut files = Files::new();
    for environment in &environments {
        let name = environment["name"].as_str().ok_or("an environment has a name")?;
        let targets = environment["targets"].as_array().ok_or("an environment has targets")?;
        let mut stderr = String::new();
        for target in STREAMS.into_iter().filter(|target| targets.iter().any(|known| known == target)) {
            let run = platgen(case, &["render", name, "--target", target])?;
            files.insert(format!("{name}/{target}.yaml"), run.stdout);
            stderr.push_str(&run.stderr);
        }
        let manual = manual(case, name)?;
        for (file, text) in [("stderr", stderr), ("manual.yaml", manual)] {
            if !text.is_empty() {
                files.insert(format!("{name}/{file}"), text);
            }
        }
    }
    if files.is_empty() { Err("it has no environment to render".to_owned()) } else { Ok(files) }
}

/// The objects that are in no stream: somebody applies them by hand.
fn manual(case: &Path, environment: &str) -> Result<String, String> {
    let root = TempDir::new().map_err(|error| error.to_string())?;
    let out = root.path().join("out");
    platgen(case, &["render", environment, "--out", &out.display().to_string()])?;
    let files = files(&out.join("manual")).map_err(|error| error.to_string())?;
    Ok(files.into_values().collect())
}

struct Run {
    stdout: String,
    stderr: String,
}

/// Runs in the case's own folder. What does not end with 0 is an error.
fn platgen(case: &Path, arguments: &[&str]) -> Result<Run, String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_platgen"));
    let output = command.args(arguments).current_dir(case).env("NO_COLOR", "1").output();
    let output = output.map_err(|error| error.to_string())?;
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).map_err(|error| error.to_string());
    let run = Run { stdout: text(output.stdout)?, stderr: text(output.stderr)? };
    match output.status.code() {
        Some(0) => Ok(run),
        code => Err(format!("{} ends with {code:?}\n{}", arguments.join(" "), run.stderr)),
    }
}

fn files(folder: &Path) -> io::Result<Files> {
    let mut files = Files::new();
    if !folder.exists() {
        return Ok(files);
    }
    for entry in WalkDir::new(folder).sort_by_file_name() {
        let entry = entry?;
        if entry.file_type().is_file() {
            let relative = entry.path().strip_prefix(folder).expect("the walk stays below its root");
            files.insert(relative.display().to_string(), fs::read_to_string(entry.path())?);
        }
    }
    Ok(files)
}

fn rewrite(folder: &Path, found: &Files) -> io::Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    for (path, text) in found {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("a file of ours is in a folder"))?;
        fs::write(path, text)?;
    }
    Ok(())
}
