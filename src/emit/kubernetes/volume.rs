//! Volumes of a pod, and where a container mounts them.

use k8s_openapi::api::core::v1::{
    ConfigMapVolumeSource, EmptyDirVolumeSource, KeyToPath, PersistentVolumeClaimVolumeSource, Volume, VolumeMount,
};

use crate::model::scalar::Quantity;
use crate::plan::workload::{ConfigItem, Mount, PodVolume, VolumeSource};

use super::value::{given, quantity};

pub fn volume(volume: &PodVolume) -> Volume {
    let bare = Volume { name: volume.name.clone(), ..Volume::default() };
    match &volume.source {
        VolumeSource::Empty { limit } => Volume { empty_dir: Some(empty_dir(None, limit.as_ref())), ..bare },
        VolumeSource::Memory { limit } => Volume { empty_dir: Some(empty_dir(Some("Memory"), limit.as_ref())), ..bare },
        VolumeSource::Config { config, items, mode } => {
            Volume { config_map: Some(config_map(config, items, *mode)), ..bare }
        }
        VolumeSource::Claim { claim } => Volume {
            persistent_volume_claim: Some(PersistentVolumeClaimVolumeSource {
                claim_name: claim.clone(),
                read_only: None,
            }),
            ..bare
        },
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

fn key_to_path(item: &ConfigItem) -> KeyToPath {
    KeyToPath { key: item.key.clone(), mode: item.mode, path: item.path.clone(), user: None }
}
