//! Mounts of a workload as Compose has them: volumes, folders in memory and files.

use crate::model::scalar::Quantity;
use crate::plan::Plan;
use crate::plan::object::Config;
use crate::plan::workload::{Claim, ConfigItem, Controller, Mount, VolumeSource, Workload};

use super::amount;
use super::document::ConfigMount;
use super::text::Text;

/// All mounts of one workload.
#[derive(Default)]
pub struct Mounts<'p> {
    pub volumes: Vec<VolumeMount<'p>>,
    pub tmpfs: Vec<Text>,
    pub files: Vec<FileMount<'p>>,
}

pub struct VolumeMount<'p> {
    /// None: an anonymous volume.
    pub source: Option<String>,
    target: &'p str,
    read_only: bool,
}

/// One file of a config, laid at one place.
pub struct FileMount<'p> {
    pub source: String,
    pub content: &'p str,
    target: String,
    mode: Option<i32>,
}

impl VolumeMount<'_> {
    /// `[source:]target[:ro]`; nothing would ever stand in an anonymous volume that is read-only.
    pub fn text(&self) -> Text {
        Text::of(&match (&self.source, self.read_only) {
            (None, _) => self.target.to_owned(),
            (Some(source), false) => format!("{source}:{}", self.target),
            (Some(source), true) => format!("{source}:{}:ro", self.target),
        })
    }
}

impl FileMount<'_> {
    pub fn config(&self) -> ConfigMount {
        ConfigMount {
            source: self.source.clone(),
            target: Text::of(&self.target),
            mode: self.mode.map(|mode| format!("{mode:04o}")),
        }
    }
}

impl<'p> Mounts<'p> {
    pub fn of(plan: &'p Plan<'_>, workload: &'p Workload) -> Self {
        let mut mounts = Self::default();
        for mount in &workload.container().mounts {
            let volume = workload.pod.volumes.iter().find(|volume| volume.name == mount.volume);
            match volume.map(|volume| &volume.source) {
                None => mounts.add_volume(mount, Some(volume_name(workload, &mount.volume))),
                Some(VolumeSource::Claim { claim }) => {
                    mounts.add_volume(mount, Some(claim_volume(plan, workload, claim)))
                }
                Some(VolumeSource::Empty { limit }) if must_be_open(workload) => {
                    mounts.add_tmpfs(mount, limit.as_ref())
                }
                Some(VolumeSource::Empty { .. }) => mounts.add_volume(mount, None),
                Some(VolumeSource::Memory { limit }) => mounts.add_tmpfs(mount, limit.as_ref()),
                Some(VolumeSource::Config { config, items, mode }) => {
                    mounts.files.extend(files(config_named(plan, workload, config), items, *mode, mount));
                }
            }
        }
        mounts
    }

    fn add_volume(&mut self, mount: &'p Mount, source: Option<String>) {
        let source = source.map(|volume| with_sub_path(volume, mount));
        self.volumes.push(VolumeMount { source, target: &mount.path, read_only: mount.read_only });
    }

    /// With no mode given the folder takes on that of the image's; without `exec` no library unpacked there loads.
    fn add_tmpfs(&mut self, mount: &Mount, limit: Option<&Quantity>) {
        let size = limit.map_or_else(String::new, |limit| format!(",size={}", amount::bytes(limit)));
        self.tmpfs.push(Text::of(&format!("{}:mode=1777,exec{size}", mount.path)));
    }
}

/// Whether its empty folders must take writes of anybody. In Kubernetes they do; an anonymous volume is root's.
fn must_be_open(workload: &Workload) -> bool {
    let pod = &workload.pod.security;
    let read_only = workload.container().security.read_only == Some(true);
    read_only || pod.non_root == Some(true) || pod.user.is_some_and(|user| user != 0)
}

/// The volume of a claim: its owner's, or one that bears the name of a claim which nobody here owns.
fn claim_volume(plan: &Plan<'_>, user: &Workload, name: &str) -> String {
    let owners = plan.workloads.iter().flat_map(|owner| owner.claims.iter().map(move |claim| (owner, claim)));
    let mut owners = owners.filter(|(_, claim)| claim.meta.namespace == user.meta.namespace);
    let owner = owners.find(|(owner, claim)| claim_name(owner, claim) == name);
    owner.map_or_else(|| name.to_owned(), |(owner, claim)| volume_name(owner, &claim.volume))
}

/// As a pod refers to it: of a template, the claim that the first pod gets.
fn claim_name(owner: &Workload, claim: &Claim) -> String {
    match owner.controller {
        Controller::StatefulSet { .. } => format!("{}-{}-0", claim.meta.name, owner.name()),
        Controller::Deployment(_) | Controller::Rollout(_) | Controller::Job(_) | Controller::CronJob(_) => {
            claim.meta.name.clone()
        }
    }
}

/// No workload's name has a `_`, so that no two make the same.
fn volume_name(workload: &Workload, volume: &str) -> String {
    format!("{}_{volume}", workload.name())
}

/// A part of a volume is a volume of its own, as Docker makes no folders within one.
fn with_sub_path(volume: String, mount: &Mount) -> String {
    match &mount.sub_path {
        None => volume,
        Some(part) => {
            let part =
                part.replace(|character: char| !character.is_ascii_alphanumeric() && !"._-".contains(character), "_");
            format!("{volume}_{part}")
        }
    }
}

fn config_named<'p>(plan: &'p Plan<'_>, user: &Workload, name: &str) -> &'p Config {
    let mut configs = plan.configs.iter();
    configs
        .find(|config| config.meta.name == name && config.meta.namespace == user.meta.namespace)
        .expect("a workload mounts only configs of the plan, in its own namespace")
}

/// The config's files that a mount shows: those below its `sub_path`, which may be a file itself.
fn files<'p>(config: &'p Config, items: &'p [ConfigItem], mode: Option<i32>, mount: &'p Mount) -> Vec<FileMount<'p>> {
    let all = config.entries.keys().map(|key| (key.as_str(), key.as_str(), mode));
    let chosen = items.iter().map(|item| (item.key.as_str(), item.path.as_str(), item.mode.or(mode)));
    let shown = all.filter(|_| items.is_empty()).chain(chosen);
    shown
        .filter_map(|(key, path, mode)| {
            Some(FileMount {
                source: format!("{}_{key}", config.meta.name),
                content: &config.entries[key],
                target: target(mount, path)?,
                mode,
            })
        })
        .collect()
}

fn target(mount: &Mount, path: &str) -> Option<String> {
    let folder = mount.path.trim_end_matches('/');
    match &mount.sub_path {
        None => Some(format!("{folder}/{path}")),
        Some(part) => match path.strip_prefix(part.as_str())? {
            "" => Some(folder.to_owned()),
            rest => rest.starts_with('/').then(|| format!("{folder}{rest}")),
        },
    }
}
