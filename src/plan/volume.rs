//! Volumes of a pod, where containers mount them, and the claims behind them.

use crate::model::scalar::Quantity;
use crate::model::workload::AccessMode;

use super::container::Value;
use super::object::Meta;

#[derive(Clone, Debug)]
pub struct Mount {
    pub volume: String,
    pub path: String,
    pub sub_path: Option<String>,
    pub read_only: bool,
}

#[derive(Clone, Debug)]
pub struct PodVolume {
    pub name: String,
    /// Compose: how a folder in memory is mounted.
    pub options: Option<String>,
    pub source: VolumeSource,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VolumeSource {
    /// An empty folder.
    Empty { limit: Option<Quantity> },
    /// An empty folder in memory.
    Memory { limit: Option<Quantity> },
    /// A ConfigMap as files: all keys, or these (key → file name, mode).
    Config { config: String, items: Vec<ConfigItem>, mode: Option<i32> },
    /// A Secret as files.
    Secret {
        secret: String,
        files: Vec<SecretFile>,
        /// Whether every key is meant, whatever keys there will be.
        all: bool,
        mode: Option<i32>,
    },
    /// A claim by name. A StatefulSet's claims come from its templates and are not listed here.
    Claim {
        claim: String,
        /// `workload.volume` as the layers have it; of a claim that somebody else makes, its name.
        of: String,
    },
    /// A claim that is made with the pod and goes with it.
    Ephemeral { size: Quantity, class: Option<String>, access: AccessMode },
    /// A file or folder of the node. Relative to the platform's folder: in Compose alone.
    Host { path: String },
    /// Several sources in one folder.
    Projected { sources: Vec<Projection> },
}

impl VolumeSource {
    /// Whether it shows files of ConfigMaps or Secrets.
    pub fn holds_files(&self) -> bool {
        match self {
            VolumeSource::Config { .. } | VolumeSource::Secret { .. } | VolumeSource::Projected { .. } => true,
            VolumeSource::Empty { .. }
            | VolumeSource::Memory { .. }
            | VolumeSource::Claim { .. }
            | VolumeSource::Ephemeral { .. }
            | VolumeSource::Host { .. } => false,
        }
    }

    /// The names of the Secrets that it shows.
    pub fn secrets<'s>(&'s self) -> Vec<&'s String> {
        match self {
            VolumeSource::Secret { secret, .. } => vec![secret],
            VolumeSource::Projected { sources } => {
                let secret = |source: &'s Projection| match source {
                    Projection::Secret { secret, .. } => Some(secret),
                    Projection::Config { .. } | Projection::Token { .. } | Projection::Fields(_) => None,
                };
                sources.iter().filter_map(secret).collect()
            }
            VolumeSource::Empty { .. }
            | VolumeSource::Memory { .. }
            | VolumeSource::Config { .. }
            | VolumeSource::Claim { .. }
            | VolumeSource::Ephemeral { .. }
            | VolumeSource::Host { .. } => Vec::new(),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigItem {
    pub key: String,
    pub path: String,
    pub mode: Option<i32>,
}

/// One key of a Secret as a file, and what the key holds where that may be known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretFile {
    pub item: ConfigItem,
    pub literal: Option<String>,
    /// The variable of the shell that holds it where it is not known.
    pub variable: String,
}

/// A source of a projected volume.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Projection {
    Config {
        config: String,
        items: Vec<ConfigItem>,
    },
    Secret {
        secret: String,
        files: Vec<SecretFile>,
        all: bool,
    },
    /// A token of the pod's account.
    Token {
        audience: Option<String>,
        path: String,
        /// Seconds.
        lifetime: Option<u64>,
    },
    /// Path → field of the pod or its resources.
    Fields(Vec<(String, Value)>),
}

/// A PersistentVolumeClaim: an object of its own, or a template of a StatefulSet.
#[derive(Clone, Debug)]
pub struct Claim {
    /// Name of the volume that mounts it.
    pub volume: String,
    pub meta: Meta,
    pub size: Quantity,
    pub class: Option<String>,
    pub access: AccessMode,
}
