//! Every environment of every platform and case of this repository, as the stream that somebody would apply.

use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use fs_err as fs;
use serde_json::Value;
use tempfile::TempDir;
use walkdir::WalkDir;

/// What one environment becomes for a cluster.
pub struct Rendered {
    /// The platform's folder and the environment.
    pub name: String,
    /// The stream of `render`, then what `render --out` leaves below `manual/` to be applied by hand.
    pub stream: String,
}

/// The platforms of this repository, under the heading that counts them.
pub fn platforms() -> io::Result<Vec<(String, Vec<PathBuf>)>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut groups = vec![("this repository".to_owned(), vec![root.to_owned()])];
    for below in ["examples", "tests/platforms"] {
        for folder in below_with_environments(&root.join(below))? {
            groups.push((relative(&folder), vec![folder]));
        }
    }
    groups.push(("tests/cases/render".to_owned(), below_with_environments(&root.join("tests/cases/render"))?));
    Ok(groups)
}

fn below_with_environments(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found: Vec<PathBuf> = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    found.retain(|folder| folder.join("environments").is_dir());
    found.sort();
    Ok(found)
}

fn relative(folder: &Path) -> String {
    folder.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap_or(folder).display().to_string()
}

/// The environments of a platform that a cluster runs.
pub fn rendered(platform: &Path) -> io::Result<Vec<Rendered>> {
    let listed = platgen(platform, &["list", "-o", "json"])?;
    let environments: Vec<Value> = serde_json::from_str(&listed)?;
    let text = |environment: &Value| environment.get("name").and_then(Value::as_str).map(str::to_owned);
    let for_clusters = environments.iter().filter(|environment| {
        let targets = environment.get("targets").and_then(Value::as_array);
        targets.is_some_and(|targets| targets.iter().any(|target| target == "kubernetes"))
    });
    for_clusters
        .map(|environment| {
            let name = text(environment).ok_or_else(|| io::Error::other("an environment has a name"))?;
            let mut stream = platgen(platform, &["render", &name, "--target", "kubernetes"])?;
            stream.push_str(&by_hand(platform, &name)?);
            Ok(Rendered { name: format!("{} {name}", relative(platform)).trim_start().to_owned(), stream })
        })
        .collect()
}

fn by_hand(platform: &Path, environment: &str) -> io::Result<String> {
    let root = TempDir::new()?;
    let out = root.path().join("out");
    platgen(platform, &["render", environment, "--out", &out.display().to_string()])?;
    let mut stream = String::new();
    let manual = out.join("manual");
    for entry in WalkDir::new(&manual).sort_by_file_name().into_iter().filter(|_| manual.exists()) {
        let entry = entry?;
        if entry.path().extension().is_some_and(|extension| extension == "yaml") {
            stream.push_str("---\n");
            stream.push_str(&fs::read_to_string(entry.path())?);
        }
    }
    Ok(stream)
}

fn platgen(platform: &Path, arguments: &[&str]) -> io::Result<String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_platgen"));
    let output = command.args(arguments).current_dir(platform).env("NO_COLOR", "1").output()?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(io::Error::other(format!("{}: {}\n{said}", platform.display(), arguments.join(" "))));
    }
    String::from_utf8(output.stdout).map_err(io::Error::other)
}
