//! What a pod mounts: its volumes and claims, files and configuration, and folders that stay writable.

use std::collections::BTreeMap;

use crate::diagnostic::FieldPath;
use crate::model::content::File;
use crate::model::workload::{AccessMode, Limit, Target, Volume};

use super::catalog::Entry;
use super::config::{file_key, files_name};
use super::labels::workload_meta;
use super::object::Labels;
use super::text::Scope;
use super::workload::{Claim, ConfigItem, Mount, PodVolume, VolumeSource};

#[derive(Default)]
pub struct Volumes {
    pub volumes: Vec<PodVolume>,
    pub mounts: Vec<Mount>,
    pub claims: Vec<Claim>,
    /// Names of the ConfigMaps that the pod mounts.
    pub configs: Vec<String>,
}

pub fn volumes(scope: &mut Scope<'_, '_, '_>, entry: &Entry<'_>, labels: &Labels) -> Volumes {
    let mut volumes = Volumes::default();
    for (name, volume) in &entry.workload.volumes {
        volumes.add(scope, entry, name, volume, labels);
    }
    volumes.add_files(scope, entry);
    for path in &entry.workload.security.writable {
        let name = format!("writable{}", slug(path));
        let source = match scope.catalog.target {
            Target::Kubernetes => VolumeSource::Empty { limit: None },
            Target::Compose | Target::Files => VolumeSource::Memory { limit: None },
        };
        volumes.volumes.push(PodVolume { name: name.clone(), source });
        volumes.mounts.push(Mount { volume: name, path: path.clone(), sub_path: None, read_only: false });
    }
    volumes
}

impl Volumes {
    fn add(&mut self, scope: &mut Scope<'_, '_, '_>, entry: &Entry<'_>, name: &str, volume: &Volume, labels: &Labels) {
        if let Some(path) = &volume.path {
            let mount = Mount {
                volume: name.to_owned(),
                path: path.clone(),
                sub_path: volume.sub_path.clone(),
                read_only: volume.read_only,
            };
            self.mounts.push(mount);
        }
        if let Some(Limit(limit)) = &volume.memory {
            return self.volume(name, VolumeSource::Memory { limit: limit.clone() });
        }
        if let Some(Limit(limit)) = &volume.empty {
            return self.volume(name, VolumeSource::Empty { limit: limit.clone() });
        }
        let storage = entry.component.filter(|_| name == "data").and_then(|component| component.keys.storage.as_ref());
        let environment = scope.catalog.environment;
        let ephemeral = environment.storage.ephemeral.unwrap_or(environment.tier.is_disposable());
        let kubernetes = scope.catalog.target == Target::Kubernetes;
        match volume.claim.as_ref().or(storage) {
            Some(size) if kubernetes && ephemeral => {
                self.volume(name, VolumeSource::Empty { limit: Some(size.clone()) })
            }
            None if kubernetes => self.volume(name, VolumeSource::Empty { limit: None }),
            size => {
                let claim = match &volume.claim_name {
                    Some(claim) => claim.clone(),
                    None => format!("{}-{name}", entry.name),
                };
                if let Some(size) = size.filter(|_| kubernetes) {
                    let meta = workload_meta(scope.catalog, entry, &claim, labels, &Labels::new());
                    let class = volume.class.clone().or_else(|| environment.storage.class.clone());
                    let access: AccessMode = volume.access.unwrap_or(environment.storage.access);
                    self.claims.push(Claim { volume: name.to_owned(), meta, size: size.clone(), class, access });
                }
                if !(kubernetes && entry.is_stateful()) {
                    self.volume(name, VolumeSource::Claim { claim });
                }
            }
        }
    }

    fn volume(&mut self, name: &str, source: VolumeSource) {
        self.volumes.push(PodVolume { name: name.to_owned(), source });
    }

    fn add_files(&mut self, scope: &mut Scope<'_, '_, '_>, entry: &Entry<'_>) {
        let mut own = Vec::new();
        for (path, file) in &entry.workload.files {
            match &file.config {
                Some(config) => self.add_config(scope, config, file, path),
                None => {
                    let key = file_key(path);
                    own.push(ConfigItem { key: key.clone(), path: key.clone(), mode: mode(file) });
                    self.mounts.push(Mount {
                        volume: "files".to_owned(),
                        path: path.clone(),
                        sub_path: Some(key),
                        read_only: true,
                    });
                }
            }
        }
        if !own.is_empty() {
            let config = files_name(entry);
            self.configs.push(config.clone());
            self.volume("files", VolumeSource::Config { config, items: own, mode: None });
        }
    }

    /// All of a `[config]` table as a folder, or one key of it as a file.
    fn add_config(&mut self, scope: &mut Scope<'_, '_, '_>, id: &str, file: &File, path: &str) {
        let table = scope.catalog.environment.config.get(id);
        let name = match table.and_then(|config| config.name.as_ref()) {
            Some(name) => scope.plain(name, &FieldPath::new(["config", id, "name"])),
            None => id.to_owned(),
        };
        let suffix = file.key.as_ref().map_or_else(String::new, |key| slug(key));
        let volume = format!("config-{id}{suffix}");
        let items =
            file.key.iter().map(|key| ConfigItem { key: key.clone(), path: key.clone(), mode: mode(file) }).collect();
        self.mounts.push(Mount {
            volume: volume.clone(),
            path: path.trim_end_matches('/').to_owned(),
            sub_path: file.key.clone(),
            read_only: true,
        });
        self.configs.push(name.clone());
        self.volume(
            &volume,
            VolumeSource::Config { config: name, items, mode: mode(file).filter(|_| file.key.is_none()) },
        );
    }
}

fn mode(file: &File) -> Option<i32> {
    file.mode.and_then(|mode| i32::try_from(mode.0).ok())
}

/// A path as a part of a volume's name: `/var/run` → `-var-run`.
fn slug(path: &str) -> String {
    let legal = |letter: char| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '-' };
    let slug: String = path.trim_matches('/').chars().map(legal).collect();
    format!("-{slug}")
}

/// The namespaces whose pods mount a ConfigMap, by its name.
pub type ConfigUsers = BTreeMap<String, Vec<String>>;
