//! The pipeline's arrows and its pure stages, held by reading the sources.

use std::fs;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

/// The stages in order, leaves first. A stage imports earlier ones only.
const STAGES: [&str; 14] = [
    "diagnostic",
    "yaml",
    "patch",
    "load",
    "model",
    "plan",
    "fidelity",
    "emit",
    "diff",
    "check",
    "output",
    "compile",
    "trace",
    "cli",
];
/// Leaves that know nothing of each other.
const LEAVES: [&str; 3] = ["diagnostic", "yaml", "patch"];
const PURE: [&str; 9] = ["diagnostic", "yaml", "patch", "model", "plan", "fidelity", "emit", "diff", "check"];
const IMPURE: [&str; 8] =
    ["std::fs", "fs_err", "std::env", "std::time", "std::process", "std::thread", "HashMap", "SystemTime"];

fn sources(stage: &str) -> Vec<(PathBuf, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(stage);
    let files = WalkDir::new(&folder).into_iter().map(|entry| entry.expect("the sources can be read"));
    let files = files.filter(|entry| entry.path().extension().is_some_and(|extension| extension == "rs"));
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).expect("a source is text");
        (path, text)
    };
    let sources: Vec<_> = files.map(|entry| read(entry.into_path())).collect();
    assert!(!sources.is_empty(), "there is a stage `{stage}`");
    sources
}

/// The stages that a source names as `crate::<stage>`.
fn imported(text: &str) -> impl Iterator<Item = &str> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    code.flat_map(|line| line.split("crate::").skip(1))
        .map(|rest| rest.split(|letter: char| !(letter.is_alphanumeric() || letter == '_')).next().unwrap_or_default())
}

#[test]
fn a_stage_imports_earlier_stages_only() {
    for (position, stage) in STAGES.iter().enumerate() {
        let earlier: &[&str] = if LEAVES.contains(stage) { &[] } else { &STAGES[..position] };
        for (path, text) in sources(stage) {
            for import in imported(&text) {
                let fine = import == *stage || earlier.contains(&import);
                assert!(fine, "{} imports `{import}`, which is not before `{stage}`", path.display());
            }
        }
    }
}

#[test]
fn pure_stages_touch_nothing_outside() {
    for stage in PURE {
        for (path, text) in sources(stage) {
            for word in IMPURE {
                assert!(!text.contains(word), "{} names `{word}`, but `{stage}` is pure", path.display());
            }
        }
    }
}

#[test]
fn files_and_names_keep_to_the_guide() {
    for stage in STAGES {
        for (path, text) in sources(stage) {
            let name = path.file_stem().expect("a source has a name").to_string_lossy().into_owned();
            assert!(
                !["util", "utils", "common", "helpers", "types", "misc"].contains(&name.as_str()),
                "{}",
                path.display()
            );
            assert!(text.starts_with("//!"), "{} says what it is for", path.display());
            assert!(text.lines().count() <= 400, "{} has more than 400 lines", path.display());
        }
    }
}
