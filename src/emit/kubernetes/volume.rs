//! Volumes of a pod, and where a container mounts them.

use k8s_openapi::api::core::v1::{
    ConfigMapProjection, ConfigMapVolumeSource, DownwardAPIProjection, DownwardAPIVolumeFile, EmptyDirVolumeSource,
    EphemeralVolumeSource, HostPathVolumeSource, KeyToPath, PersistentVolumeClaimTemplate,
    PersistentVolumeClaimVolumeSource, ProjectedVolumeSource, ResourceFieldSelector, SecretProjection,
    SecretVolumeSource, ServiceAccountTokenProjection, Volume, VolumeMount, VolumeProjection,
};

use crate::model::scalar::Quantity;
use crate::plan::workload::{ConfigItem, Mount, PodVolume, Projection, SecretFile, Value, VolumeSource};

use super::value::{given, quantity, seconds};
use super::variable::field_selector;
use super::volume_claim::spec;

/// `main`: the name of the container whose resources a file may tell.
pub fn volume(volume: &PodVolume, main: &str) -> Volume {
    let bare = Volume { name: volume.name.clone(), ..Volume::default() };
    match &volume.source {
        VolumeSource::Empty { limit } => Volume { empty_dir: Some(empty_dir(None, limit.as_ref())), ..bare },
        VolumeSource::Memory { limit } => Volume { empty_dir: Some(empty_dir(Some("Memory"), limit.as_ref())), ..bare },
        VolumeSource::Config { config, items, mode } => {
            Volume { config_map: Some(config_map(config, items, *mode)), ..bare }
        }
        VolumeSource::Secret { secret: name, files, all, mode } => {
            Volume { secret: Some(secret(name, files, *all, *mode)), ..bare }
        }
        VolumeSource::Claim { claim, of: _ } => Volume {
            persistent_volume_claim: Some(PersistentVolumeClaimVolumeSource {
                claim_name: claim.clone(),
                read_only: None,
            }),
            ..bare
        },
        VolumeSource::Ephemeral { size, class, access } => {
            let spec = spec(size, class.as_ref(), *access);
            let template = PersistentVolumeClaimTemplate { metadata: None, spec };
            Volume { ephemeral: Some(EphemeralVolumeSource { volume_claim_template: Some(template) }), ..bare }
        }
        VolumeSource::Host { path } => {
            Volume { host_path: Some(HostPathVolumeSource { path: path.clone(), type_: None }), ..bare }
        }
        VolumeSource::Projected { sources } => {
            let sources = sources.iter().map(|source| projection(source, main)).collect();
            Volume {
                projected: Some(ProjectedVolumeSource { sources: Some(sources), ..ProjectedVolumeSource::default() }),
                ..bare
            }
        }
    }
}

pub fn mount(mount: &Mount) -> VolumeMount {
    VolumeMount {
        mount_path: mount.path.clone(),
        name: mount.volume.clone(),
        read_only: mount.read_only.then_some(true),
        sub_path: mount.sub_path.clone(),
        ..VolumeMount::default()
    }
}

fn empty_dir(medium: Option<&str>, limit: Option<&Quantity>) -> EmptyDirVolumeSource {
    EmptyDirVolumeSource {
        medium: medium.map(str::to_owned),
        size_limit: limit.map(quantity),
        ..EmptyDirVolumeSource::default()
    }
}

fn config_map(config: &str, items: &[ConfigItem], mode: Option<i32>) -> ConfigMapVolumeSource {
    ConfigMapVolumeSource {
        default_mode: mode,
        items: given(items.iter().map(key_to_path).collect()),
        name: config.to_owned(),
        ..ConfigMapVolumeSource::default()
    }
}

fn secret(name: &str, files: &[SecretFile], all: bool, mode: Option<i32>) -> SecretVolumeSource {
    SecretVolumeSource {
        default_mode: mode,
        items: secret_items(files, all),
        secret_name: Some(name.to_owned()),
        ..SecretVolumeSource::default()
    }
}

/// None: every key, whatever keys there will be.
fn secret_items(files: &[SecretFile], all: bool) -> Option<Vec<KeyToPath>> {
    (!all).then(|| files.iter().map(|file| key_to_path(&file.item)).collect())
}

fn key_to_path(item: &ConfigItem) -> KeyToPath {
    KeyToPath { key: item.key.clone(), mode: item.mode, path: item.path.clone(), user: None }
}

fn projection(source: &Projection, main: &str) -> VolumeProjection {
    let bare = VolumeProjection::default();
    match source {
        Projection::Config { config, items } => {
            let items = given(items.iter().map(key_to_path).collect());
            let config_map = ConfigMapProjection { items, name: config.clone(), optional: None };
            VolumeProjection { config_map: Some(config_map), ..bare }
        }
        Projection::Secret { secret, files, all } => {
            let secret = SecretProjection { items: secret_items(files, *all), name: secret.clone(), optional: None };
            VolumeProjection { secret: Some(secret), ..bare }
        }
        Projection::Token { audience, path, lifetime } => {
            let token = ServiceAccountTokenProjection {
                audience: audience.clone(),
                expiration_seconds: lifetime.map(seconds),
                path: path.clone(),
                ..ServiceAccountTokenProjection::default()
            };
            VolumeProjection { service_account_token: Some(token), ..bare }
        }
        Projection::Fields(files) => {
            let items = files.iter().map(|(path, value)| downward(path, value, main)).collect();
            VolumeProjection { downward_api: Some(DownwardAPIProjection { items: Some(items) }), ..bare }
        }
    }
}

fn downward(path: &str, value: &Value, main: &str) -> DownwardAPIVolumeFile {
    let bare = DownwardAPIVolumeFile { path: path.to_owned(), ..DownwardAPIVolumeFile::default() };
    match value {
        Value::Field(field) => DownwardAPIVolumeFile { field_ref: Some(field_selector(field)), ..bare },
        Value::Resource(resource) => {
            let selector = ResourceFieldSelector {
                container_name: Some(main.to_owned()),
                divisor: None,
                resource: resource.clone(),
            };
            DownwardAPIVolumeFile { resource_field_ref: Some(selector), ..bare }
        }
        // The plan has refused these.
        Value::Plain(_) | Value::Config { .. } | Value::Secret { .. } => bare,
    }
}
