//! Files → a folder of which platgen owns every file. The tree is written beside it and swapped in whole: killed at
//! any moment there is the old tree or the new one (and perhaps a `.platgen-…` folder beside it, to be deleted).

use std::collections::BTreeMap;
use std::fs::Metadata;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::diagnostic::{Place, Report};
use crate::emit::Artifact;

use super::fault::Fault;
use super::found::{Found, refuse_working, standing};
use super::index::indexed;

/// What the names of those folders begin with.
pub const BESIDE: &str = ".platgen-";

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
    Prepared::new(folder, files)?.write()
}

/// A folder that may be written: nothing in it is anybody else's.
pub struct Prepared {
    folder: PathBuf,
    files: BTreeMap<String, Artifact>,
    found: Option<Metadata>,
    is_same: bool,
}

impl Prepared {
    pub fn new(folder: &Path, files: Vec<Artifact>) -> Result<Self, Fault> {
        let files = indexed(files)?;
        // Without a slash at its end, which would follow a link.
        let folder: PathBuf = folder.components().collect();
        let found = standing(&folder)?;
        let mut is_same = false;
        if found.is_some() {
            refuse_working(&folder)?;
            let found = Found::read(&folder)?;
            found.refuse_foreign(&folder)?;
            is_same = found.holds(&folder, &files)?;
        }
        Ok(Self { folder, files, found, is_same })
    }

    pub fn write(self) -> Result<(), Fault> {
        if self.is_same {
            return Ok(());
        }
        let parent = self.folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs_err::create_dir_all(parent)?;
        let beside = beside(parent)?;
        let new = beside.path().join("tree");
        fs_err::create_dir(&new)?;
        for file in self.files.values() {
            create(&new.join(&file.path), file)?;
        }
        match self.found {
            Some(found) => {
                fs_err::set_permissions(&new, found.permissions())?;
                swap(&new, &self.folder, &beside.path().with_extension("old"))?;
            }
            None => fs_err::rename(&new, &self.folder)?,
        }
        Ok(beside.close()?)
    }
}

/// A folder for trees that come or go, on the disk of those that stay.
pub fn beside(parent: &Path) -> io::Result<TempDir> {
    tempfile::Builder::new().prefix(BESIDE).tempdir_in(parent)
}

fn create(path: &Path, file: &Artifact) -> io::Result<()> {
    fs_err::create_dir_all(path.parent().expect("a file stands in a folder"))?;
    let mut options = fs_err::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    fs_err::os::unix::fs::OpenOptionsExt::mode(&mut options, file.mode);
    options.open(path)?.write_all(file.text.as_bytes())
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
