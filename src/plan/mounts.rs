//! What a pod mounts, and where each of its containers does: volumes and claims, files and configuration, and folders
//! that stay writable.

use std::collections::BTreeMap;

use crate::diagnostic::{FieldPath, suggestion};
use crate::model::content::File;
use crate::model::workload::{AccessMode, Limit, Target, Volume};

use super::entry::{Contained, Entry};
use super::fault::Fault;
use super::files::{OwnFiles, free_name, mode, slug};
use super::labels::workload_meta;
use super::object::Labels;
use super::projected;
use super::text::{Scope, declared_name};
use super::workload::{Claim, ConfigItem, Mount, Part, PodVolume, VolumeSource};

#[derive(Default)]
pub struct Volumes {
    pub volumes: Vec<PodVolume>,
    /// By container, in the order of `Entry::containers`.
    pub mounts: Vec<Vec<Mount>>,
    pub claims: Vec<Claim>,
    /// Names of the ConfigMaps that the pod mounts.
    pub configs: Vec<String>,
}

/// `files` holds the own files by container.
pub fn volumes(scope: &mut Scope<'_, '_, '_>, entry: &Entry<'_>, labels: &Labels, files: Vec<OwnFiles>) -> Volumes {
    let mut volumes = Volumes::default();
    for (name, volume) in &entry.workload.volumes {
        volumes.declared(scope, entry, name, volume, labels);
    }
    for (contained, own) in entry.containers().zip(files) {
        let mut mounts = mounts(scope, contained);
        volumes.shared_files(scope, contained, &mut mounts);
        volumes.configs.extend(own.config.map(|config| config.meta.name));
        volumes.volumes.extend(own.volumes);
        mounts.extend(own.mounts);
        volumes.writable(scope, contained, &mut mounts);
        volumes.mounts.push(mounts);
    }
    volumes
}

/// Where a container mounts the workload's volumes.
fn mounts(scope: &mut Scope<'_, '_, '_>, contained: Contained<'_, '_>) -> Vec<Mount> {
    let declared = &contained.entry.workload.volumes;
    let mut mounts = Vec::new();
    if contained.part == Part::Main {
        mounts.extend(declared.iter().filter_map(|(name, volume)| {
            Some(Mount {
                volume: name.clone(),
                path: volume.path.clone()?,
                sub_path: volume.sub_path.clone(),
                read_only: volume.read_only,
            })
        }));
    }
    for (name, path) in &contained.model.mounts {
        let Some(volume) = declared.get(name) else {
            let at = contained.path().join(&["mounts", name]);
            let label = suggestion(name, declared.keys().map(String::as_str));
            let removed = scope.provenance.removed_at(&contained.entry.path().join(&["volumes", name]));
            let fault = Fault::new("unknown-reference", format!("there is no volume `{name}`"), label);
            scope.tell(&at, fault.removed(removed));
            continue;
        };
        let (path, read_only) = match path.strip_suffix(":ro") {
            Some(path) => (path, true),
            None => (path.as_str(), volume.read_only),
        };
        mounts.push(Mount {
            volume: name.clone(),
            path: path.to_owned(),
            sub_path: volume.sub_path.clone(),
            read_only,
        });
    }
    mounts
}

impl Volumes {
    fn declared(
        &mut self,
        scope: &mut Scope<'_, '_, '_>,
        entry: &Entry<'_>,
        name: &str,
        volume: &Volume,
        labels: &Labels,
    ) {
        let path = entry.path().join(&["volumes", name]);
        let source = if let Some(Limit(limit)) = &volume.memory {
            VolumeSource::Memory { limit: limit.clone() }
        } else if let Some(Limit(limit)) = &volume.empty {
            VolumeSource::Empty { limit: limit.clone() }
        } else if let Some(host) = &volume.host {
            let host = scope.plain(host, &path.then("host"));
            host_source(scope, &host, &path)
        } else if let Some(claim) = &volume.existing {
            let claim = scope.plain(claim, &path.then("existing"));
            VolumeSource::Claim { of: claim.clone(), claim }
        } else if let Some(of) = &volume.shared {
            let Some(source) = shared_claim(scope, of, entry, &path) else { return };
            source
        } else if let Some(sources) = &volume.projected {
            projected::projected(scope, sources, &path, &mut self.configs)
        } else {
            let Some(source) = self.claimed(scope, entry, name, volume, labels) else { return };
            source
        };
        self.add(name, source, volume.options.clone());
    }

    fn add(&mut self, name: &str, source: VolumeSource, options: Option<String>) {
        self.volumes.push(PodVolume { name: name.to_owned(), source, options });
    }

    /// A claim's volume. `None`: a StatefulSet's template brings it.
    fn claimed(
        &mut self,
        scope: &mut Scope<'_, '_, '_>,
        entry: &Entry<'_>,
        name: &str,
        volume: &Volume,
        labels: &Labels,
    ) -> Option<VolumeSource> {
        let storage = entry.component.filter(|_| name == "data").and_then(|component| component.keys.storage.as_ref());
        let environment = scope.catalog.environment;
        let ephemeral = environment.storage.ephemeral.unwrap_or(environment.tier.is_disposable());
        let kubernetes = scope.catalog.target == Target::Kubernetes;
        let class = volume.class.clone().or_else(|| environment.storage.class.clone());
        let access: AccessMode = volume.access.unwrap_or(environment.storage.access);
        match (volume.claim.as_ref().or(storage), &volume.ephemeral) {
            (Some(size), _) | (None, Some(size)) if kubernetes && ephemeral => {
                Some(VolumeSource::Empty { limit: Some(size.clone()) })
            }
            (_, Some(size)) => Some(VolumeSource::Ephemeral { size: size.clone(), class, access }),
            (None, None) if kubernetes => Some(VolumeSource::Empty { limit: None }),
            (size, None) => {
                let claim = claim_name(entry, name, volume);
                if let Some(size) = size.filter(|_| kubernetes) {
                    let meta = workload_meta(scope.catalog, entry, &claim, labels, &Labels::new());
                    self.claims.push(Claim { volume: name.to_owned(), meta, size: size.clone(), class, access });
                }
                let of = format!("{}.{name}", entry.id);
                (!(kubernetes && entry.is_stateful())).then_some(VolumeSource::Claim { claim, of })
            }
        }
    }

    /// Folders and files of `[config]` and `[secrets]` tables.
    fn shared_files(&mut self, scope: &mut Scope<'_, '_, '_>, contained: Contained<'_, '_>, mounts: &mut Vec<Mount>) {
        for (path, file) in &contained.model.files {
            let at = contained.path().join(&["files", path]);
            let volume = match (&file.config, &file.secret) {
                (Some(id), _) => self.config(scope, contained, id, file),
                (None, Some(id)) => self.secret(scope, contained, id, file, &at),
                (None, None) => continue,
            };
            mounts.push(Mount {
                volume,
                path: path.trim_end_matches('/').to_owned(),
                sub_path: file.key.clone(),
                read_only: true,
            });
        }
    }

    /// All of a `[config]` table as a folder, or one key of it as a file.
    fn config(&mut self, scope: &mut Scope<'_, '_, '_>, contained: Contained<'_, '_>, id: &str, file: &File) -> String {
        let table = scope.catalog.environment.config.get(id);
        let name = declared_name(scope, "config", id, table.and_then(|config| config.name.as_ref()));
        let volume = volume_name("config", id, file);
        let items =
            file.key.iter().map(|key| ConfigItem { key: key.clone(), path: key.clone(), mode: mode(file) }).collect();
        self.configs.push(name.clone());
        let mode = mode(file).filter(|_| file.key.is_none());
        self.add_once(contained.entry, &volume, VolumeSource::Config { config: name, items, mode })
    }

    /// All of a `[secrets]` table as a folder, or one key of it as a file.
    fn secret(
        &mut self,
        scope: &mut Scope<'_, '_, '_>,
        contained: Contained<'_, '_>,
        id: &str,
        file: &File,
        at: &FieldPath,
    ) -> String {
        let volume = volume_name("secret", id, file);
        let items = file.key.iter().map(|key| (key.clone(), key.clone())).collect();
        let (secret, mut files) = projected::secret_files(scope, id, &items, &at.then("secret"));
        if file.key.is_some() {
            files.iter_mut().for_each(|one| one.item.mode = mode(file));
        }
        let all = file.key.is_none();
        self.add_once(
            contained.entry,
            &volume,
            VolumeSource::Secret { secret, files, all, mode: mode(file).filter(|_| all) },
        )
    }

    /// Two containers may mount the same table: one volume, unless they want it in different ways. Returns its name.
    fn add_once(&mut self, entry: &Entry<'_>, wanted: &str, source: VolumeSource) -> String {
        let known = |volume: &&PodVolume| volume.source == source && volume.name.starts_with(wanted);
        if let Some(known) = self.volumes.iter().find(known) {
            return known.name.clone();
        }
        let name = free_name(wanted, |name| self.is_taken(entry, name));
        self.add(&name, source, None);
        name
    }

    /// A StatefulSet's own claims stand in its table alone.
    fn is_taken(&self, entry: &Entry<'_>, name: &str) -> bool {
        entry.workload.volumes.contains_key(name) || self.volumes.iter().any(|volume| volume.name == name)
    }

    /// Folders that stay writable where the root is not, a volume each for each container.
    fn writable(&mut self, scope: &mut Scope<'_, '_, '_>, contained: Contained<'_, '_>, mounts: &mut Vec<Mount>) {
        let security = &contained.model.security;
        for path in &security.writable {
            let name = match contained.part {
                Part::Main => format!("writable{}", slug(path)),
                Part::Init | Part::Sidecar => format!("writable-{}{}", contained.key, slug(path)),
            };
            let source = match scope.catalog.target {
                Target::Kubernetes => VolumeSource::Empty { limit: None },
                Target::Compose | Target::Files => VolumeSource::Memory { limit: None },
            };
            let name = free_name(&name, |name| self.is_taken(contained.entry, name));
            self.add(&name, source, None);
            mounts.push(Mount { volume: name, path: path.clone(), sub_path: None, read_only: false });
        }
    }
}

fn volume_name(what: &str, id: &str, file: &File) -> String {
    let suffix = file.key.as_ref().map_or_else(String::new, |key| slug(key));
    format!("{what}{}{suffix}", slug(id))
}

fn claim_name(entry: &Entry<'_>, name: &str, volume: &Volume) -> String {
    volume.claim_name.clone().unwrap_or_else(|| format!("{}-{name}", entry.name))
}

/// A path of the node. A relative one is the platform's own, which no cluster's node has.
fn host_source(scope: &mut Scope<'_, '_, '_>, host: &str, path: &FieldPath) -> VolumeSource {
    if scope.catalog.target == Target::Kubernetes && !host.starts_with('/') {
        let message = format!("`{host}` is of the platform's folder, which no node of a cluster has");
        let label = "move it into the overlay `compose`, or use `files`";
        scope.fault(&path.then("host"), "other-target", message, label);
    }
    VolumeSource::Host { path: host.to_owned() }
}

/// The claim of another workload's volume: `workload.volume`.
fn shared_claim(scope: &mut Scope<'_, '_, '_>, of: &str, user: &Entry<'_>, path: &FieldPath) -> Option<VolumeSource> {
    let catalog = scope.catalog;
    let at = path.then("use");
    let (id, name) = of.split_once('.').unwrap_or((of, ""));
    let Some(owner) = catalog.get(id).filter(|owner| catalog.is_rendered(owner)) else {
        let removed = scope.provenance.workload_removed_at(id);
        let fault = Fault::new("unknown-reference", format!("there is no workload `{id}`"), catalog.suggestion(id));
        scope.tell(&at, fault.removed(removed));
        return None;
    };
    let Some(volume) = owner.workload.volumes.get(name) else {
        let label = suggestion(name, owner.workload.volumes.keys().map(String::as_str));
        let removed = scope.provenance.removed_at(&owner.path().join(&["volumes", name]));
        let fault = Fault::new("unknown-reference", format!("`{id}` has no volume `{name}`"), label);
        scope.tell(&at, fault.removed(removed));
        return None;
    };
    let has_claim = volume.claim.is_some() || (name == "data" && owner.component.is_some());
    if !has_claim || owner.namespace != user.namespace {
        let message = format!("`{of}` is no claim that `{}` could share", user.id);
        scope.fault(&at, "bad-volume", message, "a volume with `claim`, in the same namespace");
        return None;
    }
    let kubernetes = catalog.target == Target::Kubernetes;
    let claim = match owner.is_stateful() && kubernetes {
        true => format!("{name}-{}-0", owner.name),
        false => claim_name(owner, name, volume),
    };
    let environment = catalog.environment;
    if kubernetes && environment.storage.ephemeral.unwrap_or(environment.tier.is_disposable()) {
        let message = format!("`{of}` is ephemeral in this environment, and an empty folder belongs to one pod");
        scope.fault(&at, "bad-volume", message, "set `storage.ephemeral = false`");
    }
    Some(VolumeSource::Claim { claim, of: of.to_owned() })
}

/// The namespaces whose pods mount a ConfigMap, by its name.
pub type ConfigUsers = BTreeMap<String, Vec<String>>;
