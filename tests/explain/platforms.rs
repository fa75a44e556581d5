//! What is asked about: every platform of the repository, with every environment and target.

use std::io;
use std::path::{Path, PathBuf};

use fs_err as fs;
use platgen::compile::{Merged, Request};
use platgen::diagnostic::{FieldPath, Place, Report, SourceKind, Sources};
use platgen::load::{Lists, Node, Platform};
use platgen::model::kinds;
use platgen::model::workload::Target;

pub const AT: Place = Place { source: 0, start: 0, end: 0 };

pub struct Opened {
    pub shown: String,
    pub platform: Platform,
}

/// One target of an environment, and the paths of the leaves that are asked about, numbered.
pub struct Unit<'p> {
    pub shown: String,
    pub merged: Merged<'p>,
    pub target: Target,
    pub leaves: Vec<(usize, FieldPath)>,
}

fn folders() -> io::Result<Vec<PathBuf>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![root.to_owned()];
    for folder in ["examples", "tests/cases/render", "tests/platforms"] {
        for entry in fs::read_dir(root.join(folder))? {
            folders.push(entry?.path());
        }
    }
    folders.retain(|folder| folder.join("environments").is_dir());
    folders.sort();
    Ok(folders)
}

pub fn open() -> io::Result<Vec<Opened>> {
    let opened = |folder: PathBuf| {
        let mut sources = Sources::default();
        sources.whole(SourceKind::Argument, "asked");
        kinds::add_sources(&mut sources);
        let shown = folder.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap_or(&folder).display().to_string();
        let Ok(platform) = Platform::open(&folder, Path::new(""), sources) else { panic!("{shown} can be opened") };
        Opened { shown, platform }
    };
    Ok(folders()?.into_iter().map(opened).collect())
}

pub fn units(opened: &Opened) -> Vec<Unit<'_>> {
    let mut units = Vec::new();
    for name in opened.platform.layer_names() {
        let read = || Merged::read(&opened.platform, &Request::of(name, AT), &mut Report::default());
        let targets = read().map(|merged| merged.targets).unwrap_or_default();
        for target in targets {
            let Some(merged) = read() else { continue };
            let leaves = leaves(merged.tree()).into_iter().map(|path| (0, path)).collect();
            let shown = format!("{} {name} {}", opened.shown, target.as_str());
            units.push(Unit { shown, merged, target, leaves });
        }
    }
    units
}

/// The paths of every value that no other one holds.
pub fn leaves(node: &Node<'_>) -> Vec<FieldPath> {
    let mut found = Vec::new();
    node.leaves(Lists::Items, &mut |keys, _| found.push(FieldPath::new(keys)));
    found
}
