//! A folder for each environment, side by side in one: all of them may be written before any of them is.

use std::io;
use std::path::{Path, PathBuf};

use crate::diagnostic::{Place, Report};
use crate::emit::Artifact;

use super::disk::{BESIDE, Prepared, beside};
use super::fault::Fault;
use super::found::{Found, refuse_working};

/// Makes `root/<environment>` hold exactly the files of each, and removes the folders that platgen wrote for others.
/// Returns the names of those. `None`: something is in the way, the report says what, and nothing was changed, unless
/// the disk itself failed: then each folder is the old one or the new one.
pub fn write_all(
    root: &Path,
    environments: Vec<(String, Vec<Artifact>)>,
    asked_at: Place,
    report: &mut Report,
) -> Option<Vec<String>> {
    let mut faults = Vec::new();
    let names: Vec<String> = environments.iter().map(|(name, _)| name.clone()).collect();
    let gone = gone(root, &names).map_err(|fault| faults.push(fault)).unwrap_or_default();
    let mut prepared = Vec::new();
    for (name, files) in environments {
        match Prepared::new(&root.join(name), files) {
            Ok(folder) => prepared.push(folder),
            Err(fault) => faults.push(fault),
        }
    }
    faults.extend(gone.iter().filter_map(|name| refuse_edited(&root.join(name)).err()));
    if faults.is_empty() {
        let written = prepared.into_iter().try_for_each(Prepared::write);
        faults.extend(written.and_then(|()| gone.iter().try_for_each(|name| remove(root, name))).err());
    }
    for fault in &faults {
        report.push(fault.diagnostic(asked_at));
    }
    faults.is_empty().then_some(gone)
}

/// The folders in `root` that platgen wrote, and that are of none of these environments.
pub fn gone(root: &Path, environments: &[String]) -> Result<Vec<String>, Fault> {
    let entries = match fs_err::read_dir(root) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            return Err(Fault::new("no-folder", format!("`{}` is a file, not a folder", root.display()))
                .help("name a folder, or a path at which there is nothing yet"));
        }
        Err(error) => return Err(error.into()),
    };
    let mut gone = Vec::new();
    for entry in entries {
        let entry = entry?;
        // Neither a link nor what is named in no UTF-8 was written by us, and what a killed run left is no environment.
        let name = entry.file_name().into_string().ok().filter(|name| !name.starts_with(BESIDE));
        let Some(name) = name.filter(|name| !environments.contains(name)) else { continue };
        if entry.file_type()?.is_dir() && Found::index(&entry.path())?.is_some() {
            gone.push(name);
        }
    }
    gone.sort();
    Ok(gone)
}

/// What nobody can render again is not deleted.
fn refuse_edited(folder: &Path) -> Result<(), Fault> {
    refuse_working(folder)?;
    let found = Found::read(folder)?;
    found.refuse_foreign(folder)?;
    match found.edited(folder)? {
        None => Ok(()),
        Some(path) => {
            let shown = folder.display();
            let message = format!("`{shown}` is of no environment, but `{path}` in it is not as platgen wrote it");
            Err(Fault::new("edited-folder", message).help("delete the folder, if nobody needs that file"))
        }
    }
}

/// The folder is gone in one step, whatever happens to its files then.
fn remove(root: &Path, name: &str) -> Result<(), Fault> {
    let beside = beside(root)?;
    let aside: PathBuf = beside.path().join("tree");
    fs_err::rename(root.join(name), aside)?;
    Ok(beside.close()?)
}
