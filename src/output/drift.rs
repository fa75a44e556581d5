//! How an output folder differs from what would be written now, and whose doing that is.

use std::collections::BTreeMap;
use std::path::Path;

use crate::emit::Artifact;

use super::fault::Fault;
use super::found::{Found, has_mode, standing};
use super::index::{INDEX, indexed, owned, sum};

/// What a path of an output folder is, if it is not as it would be written now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// It would be written, and is not there.
    Missing,
    /// It was written, and the model renders it no more.
    Stale,
    /// It is as it was written, and the model renders it otherwise now.
    Outdated,
    /// It is not as it was written.
    HandEdited,
    /// Its text is not what the model renders; the index does not tell why.
    Differs,
    /// Its text is right, but not whether it can be executed.
    Mode,
    /// platgen did not write it.
    Foreign,
}

impl State {
    pub fn as_str(self) -> &'static str {
        match self {
            State::Missing => "missing",
            State::Stale => "stale",
            State::Outdated => "outdated",
            State::HandEdited => "hand-edited",
            State::Differs => "differs",
            State::Mode => "mode",
            State::Foreign => "foreign",
        }
    }
}

/// By path. Empty exactly where `write` would leave the folder alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drift(pub BTreeMap<String, State>);

/// Compares a folder with the files that `write` would leave there. Nothing is written.
pub fn drift(folder: &Path, files: Vec<Artifact>) -> Result<Drift, Fault> {
    let files = indexed(files)?;
    let folder: std::path::PathBuf = folder.components().collect();
    let Some(_) = standing(&folder)? else {
        return Ok(Drift(files.into_keys().filter(|path| path != INDEX).map(|path| (path, State::Missing)).collect()));
    };
    let found = Found::read(&folder)?;
    let owned = found.index.as_deref().and_then(owned).unwrap_or_default();
    let mut states = BTreeMap::new();
    for (path, file) in files.iter().filter(|(path, _)| *path != INDEX) {
        if let Some(state) = state(&folder, &found, file, owned.get(path.as_str()).copied().flatten())? {
            states.insert(path.clone(), state);
        }
    }
    let is_stale = |path: &&&str| !files.contains_key(**path) && found.paths.contains(**path);
    states.extend(owned.keys().filter(is_stale).map(|path| ((*path).to_owned(), State::Stale)));
    let foreign = found.foreign(files.keys().map(String::as_str));
    states.extend(foreign.into_iter().map(|path| (path.to_owned(), State::Foreign)));
    // The index follows from the files; it is worth a word only where nothing else is.
    if states.is_empty() && !found.holds(&folder, &files)? {
        let state = if found.index.is_some() { State::Outdated } else { State::Missing };
        states.insert(INDEX.to_owned(), state);
    }
    Ok(Drift(states))
}

fn state(folder: &Path, found: &Found, file: &Artifact, written: Option<&str>) -> Result<Option<State>, Fault> {
    if !found.paths.contains(&file.path) {
        return Ok(Some(State::Missing));
    }
    let path = folder.join(&file.path);
    let bytes = fs_err::read(&path)?;
    if bytes == file.text.as_bytes() {
        return Ok((!has_mode(&path, file.mode)?).then_some(State::Mode));
    }
    Ok(Some(match written {
        None => State::Differs,
        Some(written) if written == sum(&bytes) => State::Outdated,
        Some(_) => State::HandEdited,
    }))
}
