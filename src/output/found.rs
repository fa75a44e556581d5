//! What stands in an output folder: its paths, whose they are, and whether they are as they were to be.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::Metadata;
use std::io;
use std::path::Path;

use walkdir::WalkDir;

use crate::emit::Artifact;

use super::fault::Fault;
use super::index::{INDEX, owned, tree};

pub struct Found {
    /// Every path below the folder, folders with a `/` at their end.
    pub paths: BTreeSet<String>,
    /// The text of the index, if there is one.
    pub index: Option<String>,
}

/// The folder, if anything stands there. A fault where that is no folder.
pub fn standing(folder: &Path) -> Result<Option<Metadata>, Fault> {
    let shown = folder.display();
    let metadata = match fs_err::symlink_metadata(folder) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    if metadata.is_symlink() {
        return Err(
            Fault::new("symlinked-folder", format!("`{shown}` is a symbolic link")).help("name the folder it leads to")
        );
    }
    if !metadata.is_dir() {
        return Err(Fault::new("no-folder", format!("`{shown}` is a file, not a folder"))
            .help("name a folder, or a path at which there is nothing yet"));
    }
    Ok(Some(metadata))
}

/// A folder in which somebody works is not replaced.
pub fn refuse_working(folder: &Path) -> Result<(), Fault> {
    let inside = std::env::current_dir()?.starts_with(fs_err::canonicalize(folder)?);
    if inside || folder.file_name().is_none() {
        let message = format!("`{}` cannot be replaced: it is in use", folder.display());
        return Err(
            Fault::new("working-folder", message).help("name a folder below the working directory or beside it")
        );
    }
    Ok(())
}

impl Found {
    pub fn read(folder: &Path) -> Result<Self, Fault> {
        let mut found = Self { paths: BTreeSet::new(), index: None };
        for entry in WalkDir::new(folder).min_depth(1) {
            let entry = entry.map_err(io::Error::from)?;
            let relative = entry.path().strip_prefix(folder).expect("the walk stays below its root");
            let names: Vec<_> = relative.iter().map(|name| name.to_string_lossy()).collect();
            let end = if entry.file_type().is_dir() { "/" } else { "" };
            let path = names.join("/") + end;
            if path == INDEX && entry.file_type().is_file() {
                found.index = Some(fs_err::read_to_string(entry.path())?);
            }
            // A link is nothing that we wrote, whatever its name.
            let path = if entry.path_is_symlink() { path + " (a symbolic link)" } else { path };
            found.paths.insert(path);
        }
        Ok(found)
    }

    /// Whether the folder is platgen's own. An empty one is nobody's.
    pub fn is_ours(&self) -> bool {
        self.index.as_deref().and_then(owned).is_some()
    }

    /// What is neither ours nor among `wanted`; of a folder with nothing else in it, the folder alone.
    pub fn foreign<'f>(&'f self, wanted: impl IntoIterator<Item = &'f str>) -> Vec<&'f str> {
        let owned = self.index.as_deref().and_then(owned).unwrap_or_default();
        let ours = tree(owned.into_keys().chain([INDEX]).chain(wanted));
        let mut foreign: Vec<&str> = Vec::new();
        for path in self.paths.iter().filter(|path| !ours.contains(*path)) {
            let above = foreign.last().is_some_and(|above| above.ends_with('/') && path.starts_with(above));
            if !above {
                foreign.push(path);
            }
        }
        foreign
    }

    pub fn refuse_foreign(&self, folder: &Path) -> Result<(), Fault> {
        let shown = folder.display();
        if !self.is_ours() {
            if self.paths.is_empty() {
                return Ok(());
            }
            return Err(Fault::new("foreign-folder", format!("`{shown}` is not empty, and platgen did not write it"))
                .help("name a folder that does not exist yet, or empty this one"));
        }
        let foreign = self.foreign([]);
        if foreign.is_empty() {
            return Ok(());
        }
        let named: Vec<String> = foreign.iter().take(5).map(|path| format!("`{path}`")).collect();
        let more = foreign.len() - named.len();
        let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
        Err(Fault::new(
            "foreign-file",
            format!("`{shown}` holds what platgen did not write: {}{rest}", named.join(", ")),
        )
        .help("move it elsewhere: the folder is replaced as a whole"))
    }

    /// Whether the folder is as it would be written. Of permissions the executable bit counts alone, as in git.
    pub fn holds(&self, folder: &Path, files: &BTreeMap<String, Artifact>) -> io::Result<bool> {
        if self.paths != tree(files.keys().map(String::as_str)) {
            return Ok(false);
        }
        for file in files.values() {
            let path = folder.join(&file.path);
            if !has_mode(&path, file.mode)? || fs_err::read(&path)? != file.text.as_bytes() {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

#[cfg(unix)]
pub fn has_mode(path: &Path, mode: u32) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt;
    const EXECUTABLE: u32 = 0o100;
    Ok(fs_err::metadata(path)?.permissions().mode() & EXECUTABLE == mode & EXECUTABLE)
}

#[cfg(not(unix))]
pub fn has_mode(_: &Path, _: u32) -> io::Result<bool> {
    Ok(true)
}
