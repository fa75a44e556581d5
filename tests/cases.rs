//! Wrong input: every folder below `tests/cases/errors` is one case, run in a copy of itself.
//! `args` is the command line after `platgen`, `setup` prepares what no folder in a repository can hold,
//! and `expected-error` is what is told. `UPDATE_EXPECT=1 cargo test --test cases` rewrites that; read its diff.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use fs_err as fs;
use fs_err::os::unix::fs::symlink;
use tempfile::TempDir;
use walkdir::WalkDir;

/// What steers a case and is no part of its platform.
const OURS: [&str; 3] = ["args", "setup", "expected-error"];
const FEWEST: usize = 30;

#[test]
fn every_fault_is_told_where_it_stands() -> io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/errors");
    let mut cases: Vec<PathBuf> = fs::read_dir(&folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    cases.sort();
    assert!(cases.len() >= FEWEST, "there are {} cases only", cases.len());
    let faults: Vec<String> =
        cases.iter().filter_map(|case| Some(format!("{}: {}", case.display(), checked(case).err()?))).collect();
    assert!(faults.is_empty(), "{} of {} cases:\n\n{}", faults.len(), cases.len(), faults.join("\n\n"));
    Ok(())
}

/// Runs one case. The error says what differs from what is expected.
fn checked(case: &Path) -> Result<(), String> {
    let run = run(case).map_err(|error| error.to_string())?;
    if run.code != Some(2) {
        return Err(format!("it ends with {:?}, not 2\n{}", run.code, run.stderr));
    }
    if run.prints {
        return Err("it prints something although it fails".to_owned());
    }
    if run.writes {
        return Err("it writes files although it fails".to_owned());
    }
    if !run.stderr.lines().any(has_place) {
        return Err(format!("it names no place\n{}", run.stderr));
    }
    let expected = case.join("expected-error");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&expected, &run.stderr).map_err(|error| error.to_string())?;
    }
    match fs::read_to_string(&expected) {
        Ok(text) if text == run.stderr => Ok(()),
        Ok(text) => Err(format!("it tells\n{}\nwhere this is expected\n{text}", run.stderr)),
        Err(error) => Err(error.to_string()),
    }
}

struct Run {
    code: Option<i32>,
    prints: bool,
    writes: bool,
    stderr: String,
}

fn run(case: &Path) -> io::Result<Run> {
    let root = TempDir::new()?;
    let copy = root.path().join("platform");
    copied(case, &copy)?;
    set_up(case, &copy)?;
    let before = listing(root.path())?;
    let arguments = optional(&case.join("args"))?.unwrap_or_else(|| "render prod".to_owned());
    let output = Command::new(env!("CARGO_BIN_EXE_platgen"))
        .args(arguments.split_whitespace())
        .current_dir(&copy)
        .env("NO_COLOR", "1")
        .output()?;
    Ok(Run {
        code: output.status.code(),
        prints: !output.stdout.is_empty(),
        writes: listing(root.path())? != before,
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    })
}

/// A line such as ` --> environments/prod.toml:3:9`.
fn has_place(line: &str) -> bool {
    line.trim_start_matches(' ').strip_prefix("--> ").is_some_and(|place| !place.trim().is_empty())
}

fn optional(path: &Path) -> io::Result<Option<String>> {
    if path.exists() { fs::read_to_string(path).map(Some) } else { Ok(None) }
}

fn copied(case: &Path, copy: &Path) -> io::Result<()> {
    fs::create_dir(copy)?;
    for entry in WalkDir::new(case).min_depth(1).sort_by_file_name() {
        let entry = entry?;
        let relative = entry.path().strip_prefix(case).expect("the walk stays below its root");
        if OURS.iter().any(|name| relative == Path::new(name)) {
            continue;
        }
        if entry.file_type().is_dir() {
            fs::create_dir(copy.join(relative))?;
        } else {
            fs::copy(entry.path(), copy.join(relative))?;
        }
    }
    Ok(())
}

/// Lines of `setup`: `mkdir PATH`, `write PATH TEXT`, `bytes PATH HEX …`, `symlink PATH TARGET`.
fn set_up(case: &Path, copy: &Path) -> io::Result<()> {
    for step in optional(&case.join("setup"))?.unwrap_or_default().lines() {
        let mut words = step.splitn(3, ' ');
        let mut word = || words.next().unwrap_or_default();
        let (verb, path, rest) = (word(), copy.join(word()), word());
        match verb {
            "mkdir" => fs::create_dir_all(path)?,
            "write" => fs::write(path, format!("{rest}\n"))?,
            "bytes" => {
                let bytes: Result<Vec<u8>, _> = rest.split(' ').map(|byte| u8::from_str_radix(byte, 16)).collect();
                fs::write(path, bytes.map_err(io::Error::other)?)?;
            }
            "symlink" => symlink(rest, path)?,
            other => return Err(io::Error::other(format!("`{other}` is no step of a setup"))),
        }
    }
    Ok(())
}

/// Every path below a folder, with what stands there.
fn listing(root: &Path) -> io::Result<BTreeMap<PathBuf, Vec<u8>>> {
    let mut listing = BTreeMap::new();
    for entry in WalkDir::new(root) {
        let entry = entry?;
        let content = if entry.file_type().is_file() { fs::read(entry.path())? } else { Vec::new() };
        listing.insert(entry.into_path(), content);
    }
    Ok(listing)
}
