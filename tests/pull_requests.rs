//! Five typical commits to the platform of this repository, and the comment that a pull request gets for each. They
//! stand in the guide as they are printed.
#![expect(clippy::unwrap_used, reason = "a test that cannot prepare its repository has failed")]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// In the order in which the guide has them, with their headlines there.
const CASES: [(&str, &str); 5] = [
    ("image-tag", "An image tag"),
    ("new-service", "A new service"),
    ("removed-need", "A need that is no more"),
    ("raised-limit", "A raised limit"),
    ("renamed-database", "A renamed database"),
];
const MARK: &str = "<!-- pull requests -->\n";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn git(at: &Path, arguments: &[&str]) {
    let status = Command::new("git")
        .args(["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgSign=false"])
        .args(arguments)
        .current_dir(at)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .stdout(Stdio::null())
        .status()
        .unwrap();
    assert!(status.success(), "git {arguments:?}");
}

fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from) {
        let entry = entry.unwrap();
        let target = to.join(entry.path().strip_prefix(from).unwrap());
        if entry.file_type().is_dir() {
            fs::create_dir_all(target).unwrap();
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// The platform of this repository before and after a commit, and what `diff` says of that.
fn comment(case: &str) -> String {
    let repository = TempDir::new().unwrap();
    let at = repository.path();
    for folder in ["environments", "templates"] {
        copy(&root().join(folder), &at.join(folder));
    }
    git(at, &["init", "--quiet"]);
    git(at, &["add", "--all"]);
    git(at, &["commit", "--quiet", "--message", "Before"]);
    let patch = root().join("tests/cases/pull-request").join(case).join("commit.diff");
    git(at, &["apply", &patch.to_string_lossy()]);
    git(at, &["commit", "--quiet", "--all", "--message", "After"]);
    let output = Command::new(env!("CARGO_BIN_EXE_platgen"))
        .args(["diff", "prod", "--base", "HEAD~1", "--markdown"])
        .current_dir(at)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1), "{case}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_guide_shows_what_is_printed() {
    let mut shown = String::new();
    for (case, headline) in CASES {
        let commit =
            fs::read_to_string(root().join("tests/cases/pull-request").join(case).join("commit.diff")).unwrap();
        let lines = commit
            .lines()
            .filter(|line| line.starts_with(['+', '-']) && !line.starts_with("+++") && !line.starts_with("---"));
        let lines: String = lines.map(|line| format!("{line}\n")).collect();
        let comment = comment(case).replace("<!-- platgen diff -->\n### ", "#### ");
        shown += &format!("\n### {headline}\n\n```diff\n{lines}```\n\n{comment}");
    }
    let path = root().join("docs/diff.md");
    let guide = fs::read_to_string(&path).unwrap();
    let (text, comments) = guide.split_once(MARK).unwrap();
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&path, format!("{text}{MARK}{shown}")).unwrap();
    } else {
        assert!(comments == shown, "docs/diff.md is not what is printed: UPDATE_EXPECT=1 writes it anew");
    }
}
