//! Files laid into containers: a ConfigMap of the container's own ones, and where each of them is mounted.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::FieldPath;
use crate::model::content::File;
use crate::model::scalar::Name;

use super::config::{Reading, file_key, refuse_large};
use super::entry::Contained;
use super::labels::workload_meta;
use super::object::{Config, Content, Labels};
use super::text::Scope;
use super::workload::{ConfigItem, Mount, Part, PodVolume, VolumeSource};

/// The own files of one container.
#[derive(Default)]
pub struct OwnFiles {
    pub config: Option<Config>,
    pub volumes: Vec<PodVolume>,
    pub mounts: Vec<Mount>,
}

/// One file, before it is known where it is kept.
struct Laid {
    /// In the container.
    path: String,
    content: Content,
}

/// Everything under `files` but what `[config]` and `[secrets]` hold. `taken`: names of volumes that the pod has by now.
pub fn own_files(
    scope: &mut Scope<'_, '_, '_>,
    contained: Contained<'_, '_>,
    reading: &Reading<'_>,
    labels: &Labels,
    taken: &mut BTreeSet<String>,
) -> OwnFiles {
    let name = |suffix: &str| match contained.part {
        Part::Main => format!("{}{suffix}", contained.entry.name),
        Part::Init | Part::Sidecar => format!("{}-{}{suffix}", contained.entry.name, contained.key),
    };
    let volume = match contained.part {
        Part::Main => "files".to_owned(),
        Part::Init | Part::Sidecar => format!("files-{}", contained.key),
    };
    let volume = new_name(&volume, taken);
    let config = name("-files");
    let mut files = OwnFiles::default();
    let mut entries: BTreeMap<String, Content> = BTreeMap::new();
    let mut single = Vec::new();
    for (path, file) in contained.model.files.iter().filter(|(_, file)| is_own(file)) {
        let at = contained.path().join(&["files", path]);
        let mut items = Vec::new();
        for laid in laid(scope, reading, file, path, contained.entry.id, &at) {
            let key = file_key(&laid.path);
            let below = laid.path.strip_prefix(path.as_str()).map(|below| below.trim_start_matches('/'));
            let shown = if path.ends_with('/') { below.unwrap_or(&key).to_owned() } else { key.clone() };
            items.push(ConfigItem { key: key.clone(), path: shown, mode: mode(file) });
            if !path.ends_with('/') {
                files.mounts.push(mount(&volume, &laid.path, Some(&key)));
            }
            if entries.insert(key.clone(), laid.content).is_some() {
                let message = format!("two files would both be named `{key}`");
                scope.fault(&at, "duplicate-name", message, "another path is wanted");
            }
        }
        if path.ends_with('/') {
            let volume = new_name(&format!("{volume}{}", slug(path)), taken);
            files.mounts.push(mount(&volume, path.trim_end_matches('/'), None));
            let source = VolumeSource::Config { config: config.clone(), items, mode: None };
            files.volumes.push(PodVolume { name: volume, source, options: None });
        } else {
            single.extend(items);
        }
    }
    if !single.is_empty() {
        let source = VolumeSource::Config { config: config.clone(), items: single, mode: None };
        files.volumes.insert(0, PodVolume { name: volume, source, options: None });
    }
    refuse_large(scope, &entries, &format!("`{}`", contained.entry.id), &contained.path().then("files"));
    let meta = workload_meta(scope.catalog, contained.entry, &config, labels, &Labels::new());
    files.config = (!entries.is_empty()).then_some(Config { id: None, meta, entries });
    files
}

/// Whether the file's content is the container's own, and no shared table's.
pub fn is_own(file: &File) -> bool {
    file.config.is_none() && file.secret.is_none()
}

/// The one file that is meant, or all of a folder.
fn laid(
    scope: &mut Scope<'_, '_, '_>,
    reading: &Reading<'_>,
    file: &File,
    path: &str,
    owner: &str,
    at: &FieldPath,
) -> Vec<Laid> {
    let from = file.from.as_deref().map(|from| from.trim_end_matches('/'));
    let Some((from, below)) = from.and_then(|from| Some((from, reading.inputs.contents.folder(from)?))) else {
        if path.ends_with('/') {
            let message = format!("`{path}` is a folder, but one file is given");
            scope.fault(at, "bad-path", message, "`config`, `secret`, or a folder in `from` fills a folder");
        }
        return vec![Laid { path: path.to_owned(), content: reading.file(scope, file, Some(owner), at) }];
    };
    if below.is_empty() {
        scope.fault(&at.then("from"), "bad-path", format!("the folder `{from}` holds no file"), "files are wanted");
    }
    let folder = path.trim_end_matches('/');
    let laid = |below: &String| Laid {
        path: format!("{folder}/{below}"),
        content: reading.file_of_platform(&format!("{from}/{below}")),
    };
    below.iter().map(laid).collect()
}

fn mount(volume: &str, path: &str, sub_path: Option<&str>) -> Mount {
    Mount { volume: volume.to_owned(), path: path.to_owned(), sub_path: sub_path.map(str::to_owned), read_only: true }
}

pub fn mode(file: &File) -> Option<i32> {
    file.mode.and_then(|mode| i32::try_from(mode.0).ok())
}

/// What is wanted as a volume's name, shortened to the length of one and with a number where it is taken.
pub fn free_name(wanted: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let suffixes = std::iter::once(String::new()).chain((2..).map(|number| format!("-{number}")));
    let mut names = suffixes.map(|suffix| {
        let stem: String = wanted.chars().take(Name::LONGEST - suffix.len()).collect();
        format!("{}{suffix}", stem.trim_end_matches('-'))
    });
    names.find(|name| !is_taken(name)).expect("there is always another number")
}

fn new_name(wanted: &str, taken: &mut BTreeSet<String>) -> String {
    let name = free_name(wanted, |name| taken.contains(name));
    taken.insert(name.clone());
    name
}

/// A path as a part of a volume's name: `/var/run` → `-var-run`.
pub fn slug(path: &str) -> String {
    let legal = |letter: char| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '-' };
    let slug: String = path.trim_matches('/').chars().map(legal).collect();
    format!("-{}", slug.trim_matches('-'))
}
