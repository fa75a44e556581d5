//! Files → a folder of which platgen owns every file. The tree is written beside it and swapped in whole: killed at
//! any moment there is the old tree or the new one (and perhaps a `.platgen-…` folder beside it, to be deleted).

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::diagnostic::{Place, Report};
use crate::emit::Artifact;

use super::fault::Fault;
use super::found::{Found, refuse_working, standing};
use super::index::indexed;

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
    let found = standing(&folder)?;
    if found.is_some() {
        refuse_working(&folder)?;
        let found = Found::read(&folder)?;
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
            fs_err::set_permissions(&new, found.permissions())?;
            swap(&new, &folder, &beside.path().with_extension("old"))?;
        }
        None => fs_err::rename(&new, &folder)?,
    }
    Ok(beside.close()?)
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
