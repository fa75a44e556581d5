//! Files → a folder of which platgen owns every file. The tree is written beside it and swapped in whole: killed at
//! any moment there is the old tree or the new one (and perhaps a `.platgen-…` folder beside it, to be deleted).

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::diagnostic::{Place, Report};
use crate::emit::Artifact;

use super::fault::Fault;
use super::index::{INDEX, indexed, owned, tree};

/// Makes `folder` hold exactly these files, and leaves it alone if it already does. False where that is not to be:
/// then nothing was changed, and the report says why. `asked_at` is where the folder was named.
pub fn write(folder: &Path, files: Vec<Artifact>, asked_at: Place, report: &mut Report) -> bool {
    let written = replace(folder, files);
    if let Err(fault) = &written {
        report.push(fault.diagnostic(asked_at));
    }
    written.is_ok()
}

fn replace(folder: &Path, files: Vec<Artifact>) -> Result<(), Fault> {
    let files = indexed(files)?;
    // Without a slash at its end, which would follow a link.
    let folder: PathBuf = folder.components().collect();
    let found = Found::read(&folder)?;
    if let Some(found) = &found {
        found.refuse_foreign(&folder)?;
        if found.holds(&folder, &files)? {
            return Ok(());
        }
    }
    let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs_err::create_dir_all(parent)?;
    let beside = tempfile::Builder::new().prefix(".platgen-").tempdir_in(parent)?;
    let new = beside.path().join("tree");
    fs_err::create_dir(&new)?;
    for file in files.values() {
        create(&new.join(&file.path), file)?;
    }
    match found {
        Some(found) => {
            fs_err::set_permissions(&new, found.permissions)?;
            swap(&new, &folder, &beside.path().with_extension("old"))?;
        }
        None => fs_err::rename(&new, &folder)?,
    }
    Ok(beside.close()?)
}

/// What stands in an output folder before it is written.
struct Found {
    permissions: std::fs::Permissions,
    /// Every path below the folder, folders with a `/` at their end.
    paths: BTreeSet<String>,
    /// The text of the index, if there is one.
    index: Option<String>,
}

impl Found {
    /// `None` where there is nothing yet.
    fn read(folder: &Path) -> Result<Option<Self>, Fault> {
        let shown = folder.display();
        let metadata = match fs_err::symlink_metadata(folder) {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        if metadata.is_symlink() {
            return Err(Fault::new("symlinked-folder", format!("`{shown}` is a symbolic link"))
                .help("name the folder it leads to"));
        }
        if !metadata.is_dir() {
            return Err(Fault::new("no-folder", format!("`{shown}` is a file, not a folder"))
                .help("name a folder, or a path at which there is nothing yet"));
        }
        let inside = std::env::current_dir()?.starts_with(fs_err::canonicalize(folder)?);
        if inside || folder.file_name().is_none() {
            return Err(Fault::new("working-folder", format!("`{shown}` cannot be replaced: it is in use"))
                .help("name a folder below the working directory or beside it"));
        }
        let mut found = Self { permissions: metadata.permissions(), paths: BTreeSet::new(), index: None };
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
        Ok(Some(found))
    }

    fn refuse_foreign(&self, folder: &Path) -> Result<(), Fault> {
        let shown = folder.display();
        let Some(owned) = self.index.as_deref().and_then(owned) else {
            if self.paths.is_empty() {
                return Ok(());
            }
            return Err(Fault::new("foreign-folder", format!("`{shown}` is not empty, and platgen did not write it"))
                .help("name a folder that does not exist yet, or empty this one"));
        };
        let ours = tree(owned.into_iter().chain([INDEX]));
        let mut foreign: Vec<&str> = Vec::new();
        for path in self.paths.difference(&ours) {
            let above = foreign.last().is_some_and(|above| above.ends_with('/') && path.starts_with(above));
            if !above {
                foreign.push(path);
            }
        }
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
    fn holds(&self, folder: &Path, files: &BTreeMap<String, Artifact>) -> io::Result<bool> {
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

fn create(path: &Path, file: &Artifact) -> io::Result<()> {
    fs_err::create_dir_all(path.parent().expect("a file stands in a folder"))?;
    let mut options = fs_err::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    fs_err::os::unix::fs::OpenOptionsExt::mode(&mut options, file.mode);
    options.open(path)?.write_all(file.text.as_bytes())
}

#[cfg(unix)]
fn has_mode(path: &Path, mode: u32) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt;
    const EXECUTABLE: u32 = 0o100;
    Ok(fs_err::metadata(path)?.permissions().mode() & EXECUTABLE == mode & EXECUTABLE)
}

#[cfg(not(unix))]
fn has_mode(_: &Path, _: u32) -> io::Result<bool> {
    Ok(true)
}

/// Puts `new` where `old` stands; the old tree is deleted, or is left at `new` for its temporary folder to delete.
///
/// Linux exchanges both in one step. Elsewhere, and on disks that cannot, two renames do: killed between them there is
/// no folder, but the old tree whole at `aside` and the new one at `new`.
fn swap(new: &Path, old: &Path, aside: &Path) -> io::Result<()> {
    if exchange(new, old) {
        return Ok(());
    }
    fs_err::rename(old, aside)?;
    if let Err(error) = fs_err::rename(new, old) {
        fs_err::rename(aside, old)?;
        return Err(error);
    }
    fs_err::remove_dir_all(aside)
}

/// False where it cannot be done: the renames that follow then name what is wrong.
#[cfg(target_os = "linux")]
fn exchange(one: &Path, other: &Path) -> bool {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE).is_ok()
}

#[cfg(not(target_os = "linux"))]
fn exchange(_: &Path, _: &Path) -> bool {
    false
}
