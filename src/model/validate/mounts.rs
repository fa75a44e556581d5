//! Where a container mounts something: each path once.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, FieldPath, Place};
use crate::model::workload::Workload;

use super::Check;
use super::containers::{Contained, Part};

/// One thing that is mounted.
struct Mounted {
    at: FieldPath,
    place: Place,
    path: String,
}

impl Check<'_, '_> {
    pub(super) fn mounts(&mut self, contained: &Contained<'_>, workload: &Workload) {
        let Contained { path, container, .. } = contained;
        let id: Vec<&str> = path.keys()[..2].iter().map(String::as_str).collect();
        let declared = FieldPath::new(id).then("volumes");
        for (name, mount) in &container.mounts {
            let at = path.join(&["mounts", name]);
            let known = workload.volumes.keys().map(String::as_str);
            self.known_key(&at, "volume", name, known, std::slice::from_ref(&declared));
            if let Some((_, mode)) = mount.rsplit_once(':').filter(|(_, mode)| *mode != "ro" && !mode.contains('/')) {
                self.fault(&at, "bad-path", format!("`{mode}` is no mode of a mount"), "`:ro` at the end, or nothing");
            }
            self.mount_path(&at, without_mode(mount));
        }
        for (index, writable) in container.security.writable.iter().enumerate() {
            self.mount_path(&path.then("security").then("writable").then(index.to_string()), writable);
        }
        let mut first: BTreeMap<String, (FieldPath, Place)> = BTreeMap::new();
        for Mounted { at, place, path } in self.mounted(contained, workload) {
            match first.get(&path) {
                None => drop(first.insert(path, (at, place))),
                Some((_, one)) => {
                    let message = format!("two things are mounted at `{path}` of one container");
                    let fault = Diagnostic::error("duplicate-mount", place, message).label("another path is wanted");
                    self.tell(&at, fault.also(*one, "the first one"));
                }
            }
        }
    }

    /// Everything that the container mounts.
    fn mounted(&self, contained: &Contained<'_>, workload: &Workload) -> Vec<Mounted> {
        let Contained { path, container, part, .. } = contained;
        let at_value = |at: FieldPath, path: &str| Mounted { place: self.place(&at), at, path: plain(path) };
        let at_key =
            |at: FieldPath, path: &str| Mounted { place: self.provenance.key_place(&at), at, path: plain(path) };
        let writable = path.join(&["security", "writable"]);
        let folders = container.security.writable.iter().enumerate();
        let mut mounted: Vec<Mounted> =
            folders.map(|(index, folder)| at_value(writable.then(index.to_string()), folder)).collect();
        if *part == Part::Main {
            mounted.extend(workload.volumes.iter().filter_map(|(name, volume)| {
                Some(at_value(path.join(&["volumes", name, "path"]), volume.path.as_ref()?))
            }));
        }
        let mounts = container.mounts.iter();
        mounted.extend(mounts.map(|(name, mount)| at_value(path.join(&["mounts", name]), without_mode(mount))));
        mounted.extend(container.files.keys().map(|file| at_key(path.join(&["files", file]), file)));
        mounted
    }
}

/// The path of a mount without `:ro` at its end.
fn without_mode(mount: &str) -> &str {
    mount.strip_suffix(":ro").unwrap_or(mount)
}

/// A path without needless slashes.
fn plain(path: &str) -> String {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    format!("/{}", parts.join("/"))
}
