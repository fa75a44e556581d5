//! What `--against` names: a folder that `render` wrote, any other folder, a file, or standard input.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use crate::diagnostic::{Diagnostic, Place};
use crate::output::INDEX;

use super::session::Session;

/// The texts that stand there, each a source of its own.
pub enum Against {
    Stream(u32),
    Folder(Folder),
    /// A folder an environment.
    Folders {
        root: PathBuf,
        folders: BTreeMap<String, Folder>,
    },
}

pub struct Folder {
    /// As reached from the working directory.
    pub root: PathBuf,
    /// By path below the folder, with slashes.
    pub texts: BTreeMap<String, u32>,
    /// Whether `render` wrote it.
    pub is_ours: bool,
    pub asked_at: Place,
}

impl Against {
    /// `environment`: the one that is compared; none: all of them.
    pub fn read(
        given: &Path,
        environment: Option<&str>,
        asked_at: Place,
        session: &mut Session,
    ) -> Result<Self, Diagnostic> {
        let wants_folder = |what: &str| {
            Diagnostic::error("no-folder", asked_at, format!("`--all` compares with a folder, and this is {what}"))
                .label("name a folder that holds one for each environment")
        };
        if given == Path::new("-") {
            if environment.is_none() {
                return Err(wants_folder("standard input"));
            }
            let mut text = Vec::new();
            let read = io::stdin().lock().read_to_end(&mut text);
            read.map_err(|error| unreadable("standard input", &error, asked_at))?;
            return Ok(Self::Stream(session.file("standard input", lossy(text))));
        }
        let metadata = std::fs::metadata(given).map_err(|error| unreadable(&shown(given), &error, asked_at))?;
        if !metadata.is_dir() {
            if environment.is_none() {
                return Err(wants_folder("a file"));
            }
            return Ok(Self::Stream(
                text(given, session).map_err(|error| unreadable(&shown(given), &error, asked_at))?,
            ));
        }
        let read = |folder: &Path, session: &mut Session| {
            Folder::read(folder, asked_at, session).map_err(|error| unreadable(&shown(folder), &error, asked_at))
        };
        match environment {
            Some(name) => {
                if !is_ours(given) && is_ours(&given.join(name)) {
                    let fault = "this folder holds one for each environment";
                    return Err(Diagnostic::error("many-environments", asked_at, fault)
                        .label(format!("`{}`, or `--all`", shown(&given.join(name)))));
                }
                read(given, session).map(Self::Folder)
            }
            None if is_ours(given) => {
                Err(Diagnostic::error("one-environment", asked_at, "this folder is of one environment")
                    .label("`--all` compares with a folder that holds one for each; name the environment instead"))
            }
            None => {
                let mut folders = BTreeMap::new();
                for entry in WalkDir::new(given).min_depth(1).max_depth(1).sort_by_file_name() {
                    let entry = entry.map_err(|error| unreadable(&shown(given), &error.into(), asked_at))?;
                    let name = entry.file_name().to_string_lossy().into_owned();
                    if entry.path().is_dir() && !name.starts_with('.') {
                        folders.insert(name, read(entry.path(), session)?);
                    }
                }
                Ok(Self::Folders { root: given.to_owned(), folders })
            }
        }
    }
}

impl Folder {
    /// Of what platgen did not write, YAML and JSON alone.
    fn read(root: &Path, asked_at: Place, session: &mut Session) -> io::Result<Self> {
        let is_ours = is_ours(root);
        let mut texts = BTreeMap::new();
        let seen = |entry: &DirEntry| entry.depth() == 0 || is_ours || !is_hidden(entry);
        for entry in WalkDir::new(root).sort_by_file_name().into_iter().filter_entry(seen) {
            let entry = entry?;
            let relative = entry.path().strip_prefix(root).expect("the walk stays below its root");
            let names: Vec<_> = relative.iter().map(|name| name.to_string_lossy()).collect();
            if !entry.path().is_dir() && (is_ours || is_stream(relative)) {
                texts.insert(names.join("/"), text(entry.path(), session)?);
            }
        }
        Ok(Self { root: root.to_owned(), texts, is_ours, asked_at })
    }
}

fn is_ours(folder: &Path) -> bool {
    folder.join(INDEX).is_file()
}

fn is_hidden(entry: &DirEntry) -> bool {
    entry.file_name().to_string_lossy().starts_with('.')
}

fn is_stream(path: &Path) -> bool {
    path.extension().is_some_and(|extension| ["yaml", "yml", "json"].iter().any(|known| extension == *known))
}

fn text(path: &Path, session: &mut Session) -> io::Result<u32> {
    Ok(session.file(&shown(path), lossy(std::fs::read(path)?)))
}

/// What is no UTF-8 is nothing that platgen wrote, and differs.
fn lossy(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

pub fn shown(path: &Path) -> String {
    path.display().to_string()
}

fn unreadable(what: &str, error: &io::Error, asked_at: Place) -> Diagnostic {
    let message = match error.kind() == io::ErrorKind::NotFound {
        true => format!("there is no `{what}`"),
        false => format!("`{what}` cannot be read: {error}"),
    };
    Diagnostic::error("unreadable", asked_at, message).label("a folder, a file, or `-` for standard input")
}
