//! The index of an output folder: which files platgen owns there, so that it never touches another, and what it wrote
//! into each, as `sha256sum --check` reads it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path};

use sha2::{Digest, Sha256};

use crate::emit::Artifact;

use super::fault::Fault;

pub const INDEX: &str = ".platgen";
const CLAIM: &str = "platgen owns the files listed here";

/// The files of a folder by path, index included. No two can meet on a disk that does not tell cases apart.
pub fn indexed(files: Vec<Artifact>) -> Result<BTreeMap<String, Artifact>, Fault> {
    let mut by_path: BTreeMap<String, Artifact> = BTreeMap::new();
    let mut folded: BTreeMap<String, String> = BTreeMap::new();
    for file in files {
        if !Path::new(&file.path).components().all(|part| matches!(part, Component::Normal(_))) || file.path.is_empty()
        {
            return Err(Fault::new("outside-folder", format!("`{}` would be written outside the folder", file.path)));
        }
        if let Some(other) = folded.insert(file.path.to_lowercase(), file.path.clone()) {
            return Err(meeting(&other, &file.path));
        }
        by_path.insert(file.path.clone(), file);
    }
    for (path, written) in &folded {
        let parents = path.match_indices('/').map(|(slash, _)| &path[..slash]);
        if let Some(file) = parents.filter_map(|parent| folded.get(parent)).next() {
            return Err(meeting(file, written));
        }
    }
    let line = |(path, file): (&String, &Artifact)| format!("{}  {path}\n", sum(file.text.as_bytes()));
    let lines: String = by_path.iter().map(line).collect();
    let text = format!("{CLAIM}; `platgen render` rewrites this folder as a whole.\n{lines}");
    match by_path.insert(INDEX.to_owned(), Artifact { path: INDEX.to_owned(), text, mode: 0o644 }) {
        Some(taken) => Err(meeting(INDEX, &taken.path)),
        None => Ok(by_path),
    }
}

fn meeting(one: &str, other: &str) -> Fault {
    Fault::new("same-path", format!("`{one}` and `{other}` cannot both be written"))
        .help("paths that differ by case only are one path on many disks")
}

/// The paths that an index lists, each with the sum of what was written; earlier indices hold none. `None`: the text is
/// no index of ours.
pub fn owned(text: &str) -> Option<BTreeMap<&str, Option<&str>>> {
    let mut lines = text.lines();
    lines.next().filter(|first| first.starts_with(CLAIM))?;
    let entry = |line| match str::split_once(line, "  ") {
        Some((sum, path)) if is_sum(sum) => (path, Some(sum)),
        Some(_) | None => (line, None),
    };
    Some(lines.map(entry).collect())
}

/// SHA-256, as `sha256sum` prints it.
pub fn sum(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn is_sum(word: &str) -> bool {
    word.len() == 64 && word.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Every path that a tree of these files has, folders with a `/` at their end.
pub fn tree<'p>(files: impl IntoIterator<Item = &'p str>) -> BTreeSet<String> {
    let with_folders = |path: &'p str| {
        let folders = path.match_indices('/').map(move |(slash, _)| &path[..=slash]);
        folders.chain([path]).map(str::to_owned)
    };
    files.into_iter().flat_map(with_folders).collect()
}
