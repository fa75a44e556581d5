//! Drift: what an output folder is, path by path, beside what would be written now.
#![expect(clippy::unwrap_used, reason = "a test that cannot prepare its folder has failed")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use platgen::diagnostic::{Place, Report};
use platgen::emit::Artifact;
use platgen::output::{drift, write};
use tempfile::TempDir;

const NOWHERE: Place = Place { source: 0, start: 0, end: 0 };

fn file(path: &str, text: &str) -> Artifact {
    Artifact { path: path.to_owned(), text: text.to_owned(), mode: 0o644 }
}

fn script(path: &str) -> Artifact {
    Artifact { mode: 0o755, ..file(path, "#!/bin/sh\n") }
}

/// A folder with four files that platgen wrote.
fn place() -> (TempDir, PathBuf) {
    let root = TempDir::new().unwrap();
    let folder = root.path().join("out");
    written(&folder, files());
    (root, folder)
}

fn files() -> Vec<Artifact> {
    vec![file("a/one", "1\n"), file("a/two", "2\n"), file("three", "3\n"), script("run.sh")]
}

fn written(folder: &Path, files: Vec<Artifact>) {
    let mut report = Report::default();
    assert!(write(folder, files, NOWHERE, &mut report), "{report:?}");
}

/// A line a path: `stale a/one`.
fn told(folder: &Path, files: Vec<Artifact>) -> Vec<String> {
    let Ok(drift) = drift(folder, files) else { panic!("{}", folder.display()) };
    drift.0.iter().map(|(path, state)| format!("{} {path}", state.as_str())).collect()
}

/// The index as it was written before it held sums.
fn forget_sums(folder: &Path) {
    let index = fs::read_to_string(folder.join(".platgen")).unwrap();
    let lines = index.lines().map(|line| line.split_once("  ").map_or(line, |(_, path)| path));
    fs::write(folder.join(".platgen"), lines.map(|line| format!("{line}\n")).collect::<String>()).unwrap();
}

#[test]
fn what_was_just_written_does_not_drift() {
    let (_root, folder) = place();
    assert!(told(&folder, files()).is_empty());
    // Nor with a slash at its end.
    assert!(told(&PathBuf::from(format!("{}/", folder.display())), files()).is_empty());
}

#[test]
fn a_folder_that_is_not_there_misses_everything() {
    let (root, _) = place();
    let none = root.path().join("none");
    assert_eq!(told(&none, files()), ["missing a/one", "missing a/two", "missing run.sh", "missing three"]);
    assert!(!none.exists());
}

#[test]
fn each_path_is_told_with_what_became_of_it() {
    let (_root, folder) = place();
    fs::remove_file(folder.join("a/one")).unwrap();
    fs::write(folder.join("a/two"), "by hand\n").unwrap();
    fs::create_dir(folder.join("mine")).unwrap();
    fs::write(folder.join("mine/notes"), "").unwrap();
    fs::write(folder.join("a/more"), "").unwrap();
    // `three` is rendered otherwise by now, `run.sh` no more, `four` for the first time.
    let now = vec![file("a/one", "1\n"), file("a/two", "2\n"), file("three", "III\n"), file("four", "4\n")];
    let expected = [
        "foreign a/more",
        "missing a/one",
        "hand-edited a/two",
        "missing four",
        "foreign mine/",
        "stale run.sh",
        "outdated three",
    ];
    assert_eq!(told(&folder, now), expected);
}

#[test]
fn an_edited_file_is_hand_edited_even_where_it_is_out_of_date() {
    let (_root, folder) = place();
    fs::write(folder.join("three"), "by hand\n").unwrap();
    let mut now = files();
    now[2].text = "III\n".to_owned();
    assert_eq!(told(&folder, now.clone()), ["hand-edited three"]);
    // By hand, and right: the file is as it is to be, and the index alone is behind.
    fs::write(folder.join("three"), "III\n").unwrap();
    assert_eq!(told(&folder, now), ["outdated .platgen"]);
}

#[test]
fn an_index_without_sums_does_not_tell_why_a_text_differs() {
    let (_root, folder) = place();
    forget_sums(&folder);
    assert_eq!(told(&folder, files()), ["outdated .platgen"]);
    fs::write(folder.join("three"), "3!\n").unwrap();
    let now = files().into_iter().skip(1).collect();
    assert_eq!(told(&folder, now), ["stale a/one", "differs three"]);
    written(&folder, files());
    assert!(told(&folder, files()).is_empty(), "the next render writes the sums");
}

#[test]
fn a_folder_without_an_index_has_foreign_files_only_where_nothing_would_be_written() {
    let (_root, folder) = place();
    fs::remove_file(folder.join(".platgen")).unwrap();
    assert_eq!(told(&folder, files()), ["missing .platgen"]);
    fs::write(folder.join("three"), "3!\n").unwrap();
    let now = files().into_iter().skip(1).collect();
    assert_eq!(told(&folder, now), ["foreign a/one", "differs three"]);
}

#[test]
fn a_drift_is_empty_exactly_where_a_render_changes_nothing() {
    type Change = fn(&Path);
    let changes: [(Change, bool); 5] = [
        (|_| {}, true),
        (|folder| fs::write(folder.join("three"), "!").unwrap(), false),
        (|folder| fs::remove_file(folder.join("three")).unwrap(), false),
        (forget_sums, false),
        (|folder| fs::write(folder.join("three"), "3\n").unwrap(), true),
    ];
    for (index, (change, same)) in changes.into_iter().enumerate() {
        let (_root, folder) = place();
        change(&folder);
        assert_eq!(told(&folder, files()).is_empty(), same, "{index}");
        let before = fs::metadata(&folder).unwrap();
        written(&folder, files());
        let after = fs::metadata(&folder).unwrap();
        #[cfg(unix)]
        assert_eq!(inode(&before) == inode(&after), same, "{index}");
    }
}

#[cfg(unix)]
fn inode(metadata: &fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

#[test]
fn what_cannot_be_an_output_folder_is_a_fault() {
    let (root, _) = place();
    let path = root.path().join("file");
    fs::write(&path, "").unwrap();
    let Err(fault) = drift(&path, files()) else { panic!("a file is no folder") };
    assert_eq!(fault.diagnostic(NOWHERE).rule, "no-folder");
}

#[cfg(unix)]
#[test]
fn a_lost_mode_is_told_and_a_link_is_foreign() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let (_root, folder) = place();
    fs::set_permissions(folder.join("run.sh"), fs::Permissions::from_mode(0o644)).unwrap();
    fs::remove_file(folder.join("three")).unwrap();
    symlink("a/one", folder.join("three")).unwrap();
    assert_eq!(told(&folder, files()), ["mode run.sh", "missing three", "foreign three (a symbolic link)"]);
}

#[test]
fn sha256sum_checks_an_index() {
    let (_root, folder) = place();
    let check = || {
        let mut shell = Command::new("sh");
        shell.args(["-c", "grep -v platgen .platgen | sha256sum -c -"]).current_dir(&folder).output().unwrap()
    };
    let output = check();
    assert_eq!(String::from_utf8_lossy(&output.stdout), "a/one: OK\na/two: OK\nrun.sh: OK\nthree: OK\n");
    fs::write(folder.join("three"), "by hand\n").unwrap();
    assert!(!check().status.success());
}
