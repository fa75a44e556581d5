//! `platgen diff` as a process: every folder below `tests/cases/diff` is one case, run in a copy of itself.
//! `cmd` is the command line after `platgen`, `stdin` what is piped in, `steps` what happens before, and `stdout`,
//! `stderr` and `exit` what is expected. `UPDATE_EXPECT=1 cargo test --test diff` rewrites those; read their diff.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use fs_err as fs;
use serde_json::Value;
use tempfile::TempDir;
use walkdir::WalkDir;

/// What steers a case and is no part of its platform.
const OURS: [&str; 6] = ["cmd", "stdin", "steps", "stdout", "stderr", "exit"];
const FEWEST: usize = 15;

#[test]
fn every_difference_is_told_as_expected() -> io::Result<()> {
    let mut cases: Vec<PathBuf> =
        fs::read_dir(root().join("tests/cases/diff"))?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    cases.sort();
    assert!(cases.len() >= FEWEST, "there are {} cases only", cases.len());
    let faults: Vec<String> =
        cases.iter().filter_map(|case| Some(format!("{}: {}", case.display(), checked(case).err()?))).collect();
    assert!(faults.is_empty(), "{} of {} cases:\n\n{}", faults.len(), cases.len(), faults.join("\n\n"));
    Ok(())
}

/// What is committed is what the model renders, so the comparison of it is empty, for people and for programs.
#[test]
fn nothing_differs_from_what_is_committed() -> io::Result<()> {
    for platform in [root().to_owned(), root().join("examples/tour"), root().join("examples/minimal")] {
        let told = run(&platform, "diff --all --against golden", b"")?;
        let stderr = String::from_utf8_lossy(&told.stderr);
        assert_eq!((told.status.code(), told.stdout.len()), (Some(0), 0), "{}: {stderr}", platform.display());
        assert!(stderr.lines().all(|line| line.ends_with(": nothing differs")), "{stderr}");
        let told = run(&platform, "diff --all --against golden --json", b"")?;
        let told: Value = serde_json::from_slice(&told.stdout)?;
        assert_eq!(told["differs"], false);
    }
    Ok(())
}

/// What is rendered and piped back differs in nothing, in either form.
#[test]
fn a_stream_of_our_own_is_the_same() -> io::Result<()> {
    let platform = root().join("examples/tour");
    for (environment, target) in [("prod", "kubernetes"), ("local", "compose")] {
        for form in ["yaml", "json"] {
            let stream = run(&platform, &format!("render {environment} --target {target} -o {form}"), b"")?.stdout;
            let told = run(&platform, &format!("diff {environment} --target {target} --against -"), &stream)?;
            assert_eq!(told.status.code(), Some(0), "{}", String::from_utf8_lossy(&told.stdout));
        }
    }
    Ok(())
}

/// GitHub takes no comment that is longer.
#[test]
fn a_comment_fits_however_much_changes() -> io::Result<()> {
    let root = TempDir::new()?;
    let services = |tag: u32| -> String {
        let variable = |index: u32, letter: char| format!("env.VARIABLE_{letter} = \"{tag} of {letter} in {index}\"\n");
        let one = |index: u32| {
            let variables: String = ('A'..='Z').map(|letter| variable(index, letter)).collect();
            format!("[services.s{index}]\nimage = \"a:{tag}\"\nports.http = 80\n{variables}")
        };
        (0..40).map(one).collect()
    };
    let layer = root.path().join("environments/prod.toml");
    fs::create_dir(root.path().join("environments"))?;
    fs::write(root.path().join("environments/base.toml"), "platform.name = \"many\"\n")?;
    let head = "tier = \"prod\"\n";
    fs::write(&layer, format!("{head}{}", services(1)))?;
    let rendered = run(root.path(), "render prod", b"")?;
    assert!(rendered.status.success(), "{}", String::from_utf8_lossy(&rendered.stderr));
    fs::write(&layer, format!("{head}{}", services(2)))?;
    let told = run(root.path(), "diff prod --against - --markdown", &rendered.stdout)?;
    let comment = String::from_utf8_lossy(&told.stdout);
    let letters = comment.chars().count();
    assert!((50_000..=65_536).contains(&letters), "it has {letters} letters");
    assert!(comment.contains("**Left out"), "it says what it leaves out");
    assert_eq!(comment.matches("<details>").count(), comment.matches("</details>").count());
    Ok(())
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Runs one case. The error says what differs from what is expected.
fn checked(case: &Path) -> Result<(), String> {
    let output = run_case(case).map_err(|error| error.to_string())?;
    let exit = output.status.code().map_or("killed".to_owned(), |code| format!("{code}\n"));
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let mut faults = Vec::new();
    for (name, told) in [("exit", exit), ("stdout", text(&output.stdout)), ("stderr", text(&output.stderr))] {
        let file = case.join(name);
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            fs::write(&file, &told).map_err(|error| error.to_string())?;
        }
        let expected = fs::read_to_string(&file).map_err(|error| error.to_string())?;
        if told != expected {
            faults.push(format!("{name} is\n{told}\nwhere this is expected\n{expected}"));
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(faults.join("\n")) }
}

fn run_case(case: &Path) -> io::Result<Output> {
    let root = TempDir::new()?;
    let copy = root.path().join("platform");
    fs::create_dir(&copy)?;
    for entry in WalkDir::new(case).min_depth(1).sort_by_file_name() {
        let entry = entry?;
        let relative = entry.path().strip_prefix(case).expect("the walk stays below its root");
        if OURS.iter().any(|name| relative == Path::new(name)) {
            continue;
        }
        match entry.file_type().is_dir() {
            true => fs::create_dir(copy.join(relative))?,
            false => fs::copy(entry.path(), copy.join(relative)).map(|_| ())?,
        }
    }
    for line in optional(&case.join("steps"))?.lines() {
        step(line, &copy)?;
    }
    let stdin = optional(&case.join("stdin"))?;
    run(&copy, fs::read_to_string(case.join("cmd"))?.trim(), stdin.as_bytes())
}

/// Lines of `steps`: `render ENV DIR`, `commit`, `edit PATH OLD => NEW`, `append PATH TEXT`, `write PATH TEXT`,
/// `mkdir PATH`, `remove PATH`.
fn step(line: &str, folder: &Path) -> io::Result<()> {
    let fault = |why: &str| io::Error::other(format!("`{line}`: {why}"));
    let mut words = line.splitn(3, ' ');
    let mut word = || words.next().unwrap_or_default();
    let (verb, first, rest) = (word(), word(), word());
    let path = folder.join(first);
    match verb {
        "render" => {
            let rendered = run(folder, &format!("render {first} --out {rest}"), b"")?;
            let why = || fault(&String::from_utf8_lossy(&rendered.stderr));
            rendered.status.success().then_some(()).ok_or_else(why)
        }
        "commit" => {
            git(folder, &["init", "--quiet"])?;
            git(folder, &["add", "--all"])?;
            git(folder, &["commit", "--quiet", "--message", "before"])
        }
        "edit" => {
            let (old, new) = rest.split_once(" => ").ok_or_else(|| fault("it says not into what"))?;
            let text = fs::read_to_string(&path)?;
            if !text.contains(old) {
                return Err(fault("there is nothing to edit"));
            }
            fs::write(path, text.replace(old, new))
        }
        "append" => fs::write(&path, format!("{}{rest}\n", fs::read_to_string(&path)?)),
        "write" => fs::write(path, format!("{rest}\n")),
        "mkdir" => fs::create_dir_all(path),
        "remove" if path.is_dir() => fs::remove_dir_all(path),
        "remove" => fs::remove_file(path),
        _ => Err(fault("there is no such step")),
    }
}

fn git(folder: &Path, arguments: &[&str]) -> io::Result<()> {
    let settings =
        ["user.name=platgen", "user.email=platgen@example.com", "commit.gpgSign=false", "core.autocrlf=false"];
    let mut command = Command::new("git");
    command.args(settings.iter().flat_map(|setting| ["-c", setting])).args(arguments).current_dir(folder);
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    let output = command.output()?;
    let why = || io::Error::other(format!("git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr)));
    output.status.success().then_some(()).ok_or_else(why)
}

fn run(folder: &Path, arguments: &str, stdin: &[u8]) -> io::Result<Output> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_platgen"))
        .args(arguments.split_whitespace())
        .current_dir(folder)
        .env_remove("NO_COLOR")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    // Whoever reads no standard input closes it.
    let written = child.stdin.take().expect("it is piped").write_all(stdin);
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error),
        Ok(()) | Err(_) => child.wait_with_output(),
    }
}

fn optional(path: &Path) -> io::Result<String> {
    if path.exists() { fs::read_to_string(path) } else { Ok(String::new()) }
}
