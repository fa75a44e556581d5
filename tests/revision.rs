//! A platform as it was at a revision of git, in repositories that are made here and thrown away.
#![expect(clippy::unwrap_used, reason = "a test that cannot prepare its repository has failed")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use platgen::diagnostic::{Diagnostic, Place, Report, SourceKind, Sources};
use platgen::load::{Platform, Revision};
use platgen::model::RULES;
use tempfile::TempDir;

const NOWHERE: Place = Place { source: 0, start: 0, end: 0 };
const OLD: &str = "[platform]\nname = \"old\"\n";
const NEW: &str = "# what is new\n[platform]\nname = \"new\"\n";

/// A repository whose platform stands in `folder`: `old` in its first commit, `new` in the second and in the work tree.
struct Repository {
    root: TempDir,
    folder: &'static str,
}

fn git(at: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .args(["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgSign=false"])
        .args(["-c", "init.defaultBranch=main", "-c", "protocol.file.allow=always"])
        .args(arguments)
        .current_dir(at)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .output()
        .unwrap();
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

impl Repository {
    fn new(folder: &'static str) -> Self {
        let repository = Self { root: TempDir::new().unwrap(), folder };
        git(repository.root.path(), &["init", "--quiet"]);
        repository.write("environments/base.toml", OLD);
        repository.write("environments/prod.toml", "tier = \"prod\"\n");
        repository.write("golden/prod/kustomization.yaml", "old\n");
        repository.write("files/old.txt", "old\n");
        repository.commit("First");
        repository.write("environments/base.toml", NEW);
        repository.commit("Second");
        repository
    }

    fn platform(&self) -> PathBuf {
        self.root.path().join(self.folder)
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.platform().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn commit(&self, message: &str) {
        git(self.root.path(), &["add", "--all"]);
        git(self.root.path(), &["commit", "--quiet", "--message", message]);
    }

    fn check_out(&self, revision: &str) -> Revision {
        Revision::check_out(&self.platform(), revision, NOWHERE).unwrap()
    }

    fn refusal(&self, revision: &str) -> Diagnostic {
        Revision::check_out(&self.platform(), revision, NOWHERE).err().unwrap()
    }
}

/// The name of a platform, and where it says so.
fn named(platform: &Platform) -> (String, String) {
    let mut report = Report::default();
    let layered = platform.layered("prod", NOWHERE, &[], &RULES, &mut report).unwrap();
    let name = layered.tree.get("platform").unwrap().get("name").unwrap();
    (name.string().unwrap().to_owned(), platform.sources.address(name.place))
}

fn opened(revision: &Revision) -> Platform {
    let Ok(platform) = revision.open(Sources::default()) else { panic!("{}", revision.name) };
    platform
}

#[test]
fn a_revision_is_read_as_it_was_and_its_places_name_it() {
    for (folder, shown) in [("", "HEAD~1:"), ("deploy/platform", "HEAD~1:deploy/platform/")] {
        let repository = Repository::new(folder);
        let revision = repository.check_out("HEAD~1");
        assert_eq!(named(&opened(&revision)), ("old".to_owned(), format!("{shown}environments/base.toml:2:8")));
        assert_eq!(fs::read_to_string(revision.root().join("files/old.txt")).unwrap(), "old\n");
        assert!(!revision.root().join("golden").exists(), "what was rendered is not laid out");
        assert_eq!(revision.commit, git(repository.root.path(), &["rev-parse", "HEAD~1"]).trim());
        assert_eq!(named(&opened(&repository.check_out("main"))).0, "new");
    }
}

#[test]
fn the_folder_goes_with_the_revision() {
    let repository = Repository::new("");
    let revision = repository.check_out("HEAD");
    let root = revision.root();
    assert!(root.is_dir());
    drop(revision);
    assert!(!root.exists());
}

#[test]
fn neither_index_nor_work_tree_nor_repository_is_touched() {
    let repository = Repository::new("sub");
    repository.write("environments/base.toml", "edited and staged\n");
    git(repository.root.path(), &["add", "--all"]);
    repository.write("environments/base.toml", "edited\n");
    repository.write("untracked", "mine\n");
    for (name, value) in [("core.splitIndex", "true"), ("core.hooksPath", "hooks")] {
        git(repository.root.path(), &["config", name, value]);
    }
    let state = || {
        let mut files: Vec<(PathBuf, Vec<u8>)> = walkdir::WalkDir::new(repository.root.path())
            .into_iter()
            .map(Result::unwrap)
            .filter(|entry| entry.file_type().is_file())
            .map(|entry| (entry.path().to_owned(), fs::read(entry.path()).unwrap()))
            .collect();
        files.sort();
        files
    };
    let before = state();
    let revision = repository.check_out("HEAD~1");
    assert!(revision.root().join("environments/base.toml").exists());
    assert!(before == state(), "every byte below the repository is as it was");
}

#[test]
fn a_hook_of_git_may_ask_too() {
    let repository = Repository::new("sub");
    let output = Command::new(env!("CARGO_BIN_EXE_platgen"))
        .args(["-C", "sub", "affected", "--base", "HEAD~1", "-o", "name"])
        .envs([("GIT_DIR", ".git"), ("GIT_INDEX_FILE", ".git/index"), ("GIT_PREFIX", "")])
        .current_dir(repository.root.path())
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(!told.contains("no-repository") && !told.contains("unknown-revision"), "{told}");
}

#[cfg(unix)]
#[test]
fn links_are_links_and_the_platform_may_be_reached_by_one() {
    use std::os::unix::fs::symlink;
    let repository = Repository::new("sub");
    symlink("base.toml", repository.platform().join("environments/more.toml")).unwrap();
    symlink("/etc", repository.platform().join("outside")).unwrap();
    repository.commit("Links");
    let elsewhere = TempDir::new().unwrap();
    let link = elsewhere.path().join("link");
    symlink(repository.platform(), &link).unwrap();
    let revision = Revision::check_out(&link, "HEAD", NOWHERE).unwrap();
    assert_eq!(revision.prefix, "sub/");
    let root = revision.root();
    assert_eq!(fs::read_link(root.join("environments/more.toml")).unwrap(), Path::new("base.toml"));
    assert!(root.join("outside").is_symlink());
    assert_eq!(named(&opened(&revision)).0, "new");
}

#[test]
fn a_revision_that_is_none_is_refused() {
    let repository = Repository::new("");
    for wrong in ["nobody", "", "HEAD~2", "HEAD:files", "^HEAD", "HEAD~1..HEAD", "--all", "-h", "HEAD^{tree}", "@{u}"] {
        let fault = repository.refusal(wrong);
        assert_eq!(fault.rule, "unknown-revision", "{wrong}: {fault:?}");
        assert_eq!(fault.message, format!("`{wrong}` is no commit here"));
        assert!(!fault.label.is_empty());
    }
}

#[test]
fn a_shallow_clone_says_how_to_get_more() {
    let repository = Repository::new("");
    let clone = TempDir::new().unwrap();
    let from = format!("file://{}", repository.root.path().display());
    git(clone.path(), &["clone", "--quiet", "--depth=1", &from, "clone"]);
    let fault = Revision::check_out(&clone.path().join("clone"), "HEAD~1", NOWHERE).err().unwrap();
    assert_eq!(fault.rule, "unknown-revision");
    assert!(fault.help.as_ref().unwrap().contains("git fetch --unshallow"), "{fault:?}");
    assert!(Revision::check_out(&clone.path().join("clone"), "HEAD", NOWHERE).is_ok());
}

#[test]
fn a_folder_that_git_does_not_keep_is_refused() {
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join("environments")).unwrap();
    let fault = Revision::check_out(folder.path(), "HEAD", NOWHERE).err().unwrap();
    assert_eq!(fault.rule, "no-repository");
}

#[test]
fn a_bare_repository_and_an_empty_one_have_no_revision_of_a_platform() {
    let folder = TempDir::new().unwrap();
    git(folder.path(), &["init", "--quiet", "--bare"]);
    assert_eq!(Revision::check_out(folder.path(), "HEAD", NOWHERE).err().unwrap().rule, "no-repository");
    let folder = TempDir::new().unwrap();
    git(folder.path(), &["init", "--quiet"]);
    assert_eq!(Revision::check_out(folder.path(), "HEAD", NOWHERE).err().unwrap().rule, "unknown-revision");
}

#[test]
fn a_platform_that_was_not_there_yet_is_refused() {
    let repository = Repository::new("sub");
    let late = repository.root.path().join("late");
    fs::create_dir_all(late.join("environments")).unwrap();
    fs::write(late.join("environments/base.toml"), NEW).unwrap();
    for revision in ["HEAD", "HEAD~1"] {
        let fault = Revision::check_out(&late, revision, NOWHERE).err().unwrap();
        assert_eq!((fault.rule, fault.label.as_str()), ("no-platform", "it has no `late/environments/`"));
    }
    // A file where the folder stands now.
    fs::write(repository.root.path().join("odd"), "a file\n").unwrap();
    repository.commit("A file");
    fs::remove_file(repository.root.path().join("odd")).unwrap();
    fs::create_dir_all(repository.root.path().join("odd/environments")).unwrap();
    let fault = Revision::check_out(&repository.root.path().join("odd"), "HEAD", NOWHERE).err().unwrap();
    assert_eq!(fault.rule, "no-platform");
}

#[test]
fn faults_of_an_old_layer_are_shown_at_the_revision() {
    let repository = Repository::new("sub");
    repository.write("environments/prod.toml", "tier = [\n");
    repository.commit("Broken");
    let revision = repository.check_out("HEAD");
    let platform = opened(&revision);
    let mut report = Report::default();
    assert!(platform.layered("prod", NOWHERE, &[], &RULES, &mut report).is_none());
    let fault = &report.diagnostics[0];
    assert!(platform.sources.address(fault.place).starts_with("HEAD:sub/environments/prod.toml:"), "{fault:?}");
    assert_eq!(platform.sources.get(fault.place.source).kind, SourceKind::File);
}
