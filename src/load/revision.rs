//! A platform as it was at a revision of git: laid out in a temporary folder by git itself, with an index of its own,
//! so that neither the index nor the work tree of the user is touched.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

use crate::diagnostic::{Diagnostic, Place, Sources};

use super::platform::Platform;

/// What no platform reads: what was rendered from it.
const RENDERED: &str = "golden";

/// The files of a platform at a revision. They are deleted when this is dropped.
pub struct Revision {
    folder: TempDir,
    /// As it was asked for: `HEAD~1`.
    pub name: String,
    /// Full name of the commit.
    pub commit: String,
    /// Where the platform stands in its repository: empty, or with a slash at its end.
    pub prefix: String,
}

impl Revision {
    /// Lays out the platform at `root` as it was. `asked_at` is where the revision was named.
    pub fn check_out(root: &Path, revision: &str, asked_at: Place) -> Result<Self, Diagnostic> {
        let git = Git { root, index: None, asked_at };
        let prefix = git.prefix()?;
        let commit = git.commit(revision)?;
        let folder = tempfile::Builder::new().prefix("platgen-").tempdir();
        let folder = folder.map_err(|error| unwritable(&error, asked_at))?;
        let laid_out = Self { folder, name: revision.to_owned(), commit, prefix };
        let git = Git { index: Some(laid_out.folder.path().join("index")), ..git };
        laid_out.fill(&git)?;
        Ok(laid_out)
    }

    /// The folder in which the platform stands now.
    pub fn root(&self) -> PathBuf {
        self.folder.path().join("tree").join(&self.prefix)
    }

    /// Reads the platform. Its places read as git writes them: `HEAD~1:environments/base.toml:3:1`.
    pub fn open(&self, sources: Sources) -> Result<Platform, (Sources, Diagnostic)> {
        Platform::open_as(&self.root(), &format!("{}:{}", self.name, self.prefix), sources)
    }

    fn fill(&self, git: &Git<'_>) -> Result<(), Diagnostic> {
        let (commit, prefix) = (&self.commit, &self.prefix);
        let missing = || {
            let folder = if prefix.is_empty() { "environments/".to_owned() } else { format!("{prefix}environments/") };
            Diagnostic::error("no-platform", git.asked_at, format!("at `{}` there is no platform here", self.name))
                .label(format!("it has no `{folder}`"))
                .help("name a revision in which the platform stood in the same folder")
        };
        let tree = format!("{commit}:{}", prefix.trim_end_matches('/'));
        let inside = format!("--prefix={prefix}");
        let reads: &[&str] = if prefix.is_empty() { &["read-tree", commit] } else { &["read-tree", &inside, &tree] };
        if !git.run(&["cat-file", "-e", &format!("{commit}:{prefix}environments")])?.status.success() {
            return Err(missing());
        }
        git.words(reads)?;
        let rendered = format!(":(exclude){RENDERED}");
        let listed = git.words(&["ls-files", "-z", "--", ".", &rendered])?;
        let paths = self.folder.path().join("paths");
        let from_paths = fs_err::write(&paths, listed).and_then(|()| fs_err::File::open(paths));
        let from_paths = Stdio::from(from_paths.map_err(|error| unwritable(&error, git.asked_at))?.into_file());
        let target = format!("--prefix={}/", self.folder.path().join("tree").display());
        git.words_from(from_paths, &["checkout-index", "--quiet", "-z", "--stdin", &target])?;
        if self.root().join("environments").is_dir() { Ok(()) } else { Err(missing()) }
    }
}

/// Runs git in the platform's folder.
struct Git<'r> {
    root: &'r Path,
    index: Option<PathBuf>,
    asked_at: Place,
}

impl Git<'_> {
    /// The path of the platform in its repository: empty, or with a slash at its end.
    fn prefix(&self) -> Result<String, Diagnostic> {
        let output = self.run(&["rev-parse", "--is-inside-work-tree", "--show-prefix"])?;
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        let mut lines = told.lines();
        if output.status.success() && lines.next() == Some("true") {
            return Ok(lines.next().unwrap_or_default().to_owned());
        }
        let why = first_line(&output.stderr);
        let fault = Diagnostic::error("no-repository", self.asked_at, "this platform stands in no work tree of git");
        let is_plain = why.is_empty() || why.contains("not a git repository");
        Err(if is_plain {
            fault.help("a revision can be asked for where git keeps the platform")
        } else {
            said(fault, &why)
        })
    }

    /// The full name of the commit that a revision is.
    fn commit(&self, revision: &str) -> Result<String, Diagnostic> {
        let unknown = |why: &str| {
            let fault = Diagnostic::error("unknown-revision", self.asked_at, format!("`{revision}` is no commit here"));
            fault.label(why)
        };
        if revision.is_empty() || revision.starts_with('-') {
            return Err(unknown("a branch, a tag or a commit is wanted, such as `origin/main` or `HEAD~1`"));
        }
        let asked = format!("{revision}^{{commit}}");
        let output = self.run(&["rev-parse", "--verify", "--quiet", &asked])?;
        let commit = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        // Of `^HEAD` git would say that it is no commit but what lies before one.
        let is_commit = !commit.is_empty() && commit.bytes().all(|byte| byte.is_ascii_hexdigit());
        if output.status.success() && is_commit {
            return Ok(commit);
        }
        let shallow = self.run(&["rev-parse", "--is-shallow-repository"])?;
        let fault = unknown("git knows no such branch, tag or commit");
        Err(match shallow.stdout.starts_with(b"true") {
            true => fault.help(
                "this clone is shallow, so that older commits are missing: `git fetch --unshallow`, or \
                 `git fetch --depth=50 origin BRANCH`; in GitHub Actions, `fetch-depth: 0` of actions/checkout",
            ),
            false => fault.help("`git fetch` brings what the remote has, and `git branch --all` lists branches"),
        })
    }

    /// What a command prints that has to succeed.
    fn words(&self, arguments: &[&str]) -> Result<Vec<u8>, Diagnostic> {
        self.words_from(Stdio::null(), arguments)
    }

    fn words_from(&self, stdin: Stdio, arguments: &[&str]) -> Result<Vec<u8>, Diagnostic> {
        let output = self.run_from(stdin, arguments)?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        let message = format!("`git {}` failed", arguments[0]);
        Err(said(Diagnostic::error("git-failed", self.asked_at, message), &first_line(&output.stderr)))
    }

    fn run(&self, arguments: &[&str]) -> Result<Output, Diagnostic> {
        self.run_from(Stdio::null(), arguments)
    }

    fn run_from(&self, stdin: Stdio, arguments: &[&str]) -> Result<Output, Diagnostic> {
        let mut command = Command::new("git");
        // Neither hooks nor a cache of the repository have a part in this, and a split index would be kept in it.
        for setting in ["core.hooksPath=/dev/null", "core.fsmonitor=false", "core.splitIndex=false"] {
            command.args(["-c", setting]);
        }
        // In a hook of git these name its repository, relative to another folder.
        for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR"] {
            command.env_remove(name);
        }
        command.envs([("LC_ALL", "C"), ("GIT_OPTIONAL_LOCKS", "0")]).env_remove("GIT_LITERAL_PATHSPECS");
        command.envs(self.index.as_ref().map(|index| ("GIT_INDEX_FILE", index.as_os_str())));
        command.arg("-C").arg(folder(self.root)).args(arguments).stdin(stdin);
        command.output().map_err(|error| {
            if error.kind() == io::ErrorKind::NotFound {
                return Diagnostic::error("no-git", self.asked_at, "a revision needs `git`, which is not to be found")
                    .help("install git, or compare with a folder");
            }
            Diagnostic::error("no-git", self.asked_at, format!("`git` cannot be run: {error}"))
        })
    }
}

fn unwritable(error: &io::Error, asked_at: Place) -> Diagnostic {
    Diagnostic::error("unwritable", asked_at, format!("the revision cannot be laid out: {error}"))
}

fn folder(root: &Path) -> &OsStr {
    if root.as_os_str().is_empty() { OsStr::new(".") } else { root.as_os_str() }
}

fn first_line(stderr: &[u8]) -> String {
    let told = String::from_utf8_lossy(stderr);
    let line = told.lines().find(|line| line.starts_with("fatal:") || line.starts_with("error:"));
    line.or(told.lines().next()).unwrap_or_default().to_owned()
}

fn said(fault: Diagnostic, why: &str) -> Diagnostic {
    if why.is_empty() { fault } else { fault.help(format!("git says: {why}")) }
}
