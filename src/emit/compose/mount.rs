//! Mounts of a container as Compose has them: volumes, folders of the host, folders in memory and files.

use crate::model::scalar::Quantity;
use crate::plan::Plan;
use crate::plan::object::{Config, Content};
use crate::plan::shell;
use crate::plan::workload::{ConfigItem, Container, Mount, PodVolume, Projection, SecretFile, VolumeSource, Workload};

use super::amount;
use super::document::{ConfigMount, Volume};
use super::text::Text;

/// All mounts of one container.
#[derive(Default)]
pub struct Mounts<'p> {
    pub volumes: Vec<VolumeMount<'p>>,
    pub tmpfs: Vec<Text>,
    pub files: Vec<FileMount<'p>>,
}

pub struct VolumeMount<'p> {
    /// What the document says of it, where it is a named volume.
    pub named: Option<(String, Volume)>,
    /// A path of the host, where it is none.
    host: Option<String>,
    target: String,
    options: Option<&'p str>,
    read_only: bool,
}

/// One file of a config or a secret, laid at one place.
pub struct FileMount<'p> {
    pub source: String,
    pub content: FileContent<'p>,
    target: String,
    mode: Option<i32>,
}

pub enum FileContent<'p> {
    /// Written down in the document.
    Inline(&'p str),
    /// Held by the shell that runs Compose, under this name.
    Shell(&'p str),
}

impl VolumeMount<'_> {
    /// `[source:]target[:ro]`; nothing would ever stand in an anonymous volume that is read-only.
    pub fn text(&self) -> Text {
        let source = self.named.as_ref().map(|(name, _)| name).or(self.host.as_ref());
        let Some(source) = source else { return Text::of(&self.target) };
        let options: Vec<&str> = self.read_only.then_some("ro").into_iter().chain(self.options).collect();
        let options = if options.is_empty() { String::new() } else { format!(":{}", options.join(",")) };
        Text::of(&format!("{source}:{}{options}", self.target))
    }
}

impl FileMount<'_> {
    pub fn mount(&self) -> ConfigMount {
        ConfigMount {
            source: self.source.clone(),
            target: Text::of(&self.target),
            mode: self.mode.map(|mode| format!("{mode:04o}")),
        }
    }

    pub fn is_inline(&self) -> bool {
        match self.content {
            FileContent::Inline(_) => true,
            FileContent::Shell(_) => false,
        }
    }
}

impl<'p> Mounts<'p> {
    pub fn of(plan: &'p Plan<'_>, workload: &'p Workload, container: &'p Container) -> Self {
        let mut mounts = Self::default();
        for mount in &container.mounts {
            let volume = workload.pod.volumes.iter().find(|volume| volume.name == mount.volume);
            if let Some(volume) = volume {
                mounts.add(plan, workload, container, mount, volume);
            }
        }
        mounts
    }

    fn add(
        &mut self,
        plan: &'p Plan<'_>,
        workload: &'p Workload,
        container: &Container,
        mount: &'p Mount,
        volume: &'p PodVolume,
    ) {
        match &volume.source {
            VolumeSource::Claim { claim, of } => self.add_claim(plan, mount, claim, of, volume.options.as_deref()),
            VolumeSource::Empty { limit } | VolumeSource::Memory { limit } if is_shared(workload, &volume.name) => {
                let name = with_sub_path(volume_name(workload, &volume.name), mount);
                self.add_volume(mount, Some((name, shared(workload, volume, limit.as_ref()))));
            }
            VolumeSource::Memory { limit } => self.add_tmpfs(mount, limit.as_ref(), volume.options.as_deref()),
            VolumeSource::Empty { limit } if must_be_open(container) => self.add_tmpfs(mount, limit.as_ref(), None),
            VolumeSource::Empty { .. } | VolumeSource::Ephemeral { .. } => self.add_volume(mount, None),
            VolumeSource::Host { path } => self.add_host(mount, path, volume.options.as_deref()),
            VolumeSource::Config { config, items, mode } => {
                if let Some(config) = config_named(plan, workload, config) {
                    self.add_config(config, items, *mode, mount);
                }
            }
            VolumeSource::Secret { secret, files, mode, .. } => self.add_secret(secret, files, *mode, mount),
            VolumeSource::Projected { sources } => {
                for source in sources {
                    match source {
                        Projection::Config { config, items } => {
                            if let Some(config) = config_named(plan, workload, config) {
                                self.add_config(config, items, None, mount);
                            }
                        }
                        Projection::Secret { secret, files, .. } => self.add_secret(secret, files, None, mount),
                        Projection::Token { .. } | Projection::Fields(_) => {}
                    }
                }
            }
        }
    }

    fn add_claim(&mut self, plan: &Plan<'_>, mount: &Mount, claim: &str, of: &str, options: Option<&'p str>) {
        let settings = plan.environment.compose.volumes.get(of);
        let volume = Volume {
            driver: settings.and_then(|settings| settings.driver.as_deref()).map(Text::of),
            driver_opts: None,
            external: settings.filter(|settings| settings.external).map(|_| true),
        };
        self.add_volume(mount, Some((with_sub_path(claim.to_owned(), mount), volume)));
        if let Some(added) = self.volumes.last_mut() {
            added.options = options;
        }
    }

    fn add_volume(&mut self, mount: &Mount, named: Option<(String, Volume)>) {
        let (target, read_only) = (mount.path.clone(), mount.read_only);
        self.volumes.push(VolumeMount { named, host: None, target, options: None, read_only });
    }

    /// A path without a `/` at its start would be taken for a volume's name.
    fn add_host(&mut self, mount: &Mount, path: &str, options: Option<&'p str>) {
        let path = match &mount.sub_path {
            Some(part) => format!("{}/{part}", path.trim_end_matches('/')),
            None => path.to_owned(),
        };
        let from_shell = matches!(shell::parts(&path)[..], [shell::Part::Text(""), shell::Part::Variable(_), ..]);
        let is_path = path.starts_with(['/', '.', '~']) || from_shell;
        let host = if is_path { path } else { format!("./{path}") };
        let (target, read_only) = (mount.path.clone(), mount.read_only);
        self.volumes.push(VolumeMount { named: None, host: Some(host), target, options, read_only });
    }

    /// With no mode given the folder takes on that of the image's; without `exec` no library unpacked there loads.
    fn add_tmpfs(&mut self, mount: &Mount, limit: Option<&Quantity>, options: Option<&str>) {
        let size = limit.map_or_else(String::new, |limit| format!(",size={}", amount::bytes(limit)));
        self.tmpfs.push(Text::of(&format!("{}:{}{size}", mount.path, options.unwrap_or("mode=1777,exec"))));
    }

    /// The config's files that a mount shows. What is no text cannot stand in the document: the file itself is mounted.
    fn add_config(&mut self, config: &'p Config, items: &'p [ConfigItem], mode: Option<i32>, mount: &'p Mount) {
        let all = config.entries.keys().map(|key| (key.as_str(), key.as_str(), mode));
        let chosen = items.iter().map(|item| (item.key.as_str(), item.path.as_str(), item.mode.or(mode)));
        for (key, path, mode) in all.filter(|_| items.is_empty()).chain(chosen) {
            let (Some(target), Some(content)) = (target(mount, path), config.entries.get(key)) else { continue };
            match content {
                Content::Text(text) => self.files.push(FileMount {
                    source: format!("{}_{key}", config.meta.name),
                    content: FileContent::Inline(text),
                    target,
                    mode,
                }),
                Content::Binary { from, .. } => {
                    let host = Some(format!("./{from}"));
                    self.volumes.push(VolumeMount { named: None, host, target, options: None, read_only: true });
                }
            }
        }
    }

    fn add_secret(&mut self, secret: &str, files: &'p [SecretFile], mode: Option<i32>, mount: &Mount) {
        for file in files {
            let Some(target) = target(mount, &file.item.path) else { continue };
            let content = match &file.literal {
                Some(literal) => FileContent::Inline(literal),
                None => FileContent::Shell(&file.variable),
            };
            let source = format!("{secret}_{}", file.item.key);
            self.files.push(FileMount { source, content, target, mode: file.item.mode.or(mode) });
        }
    }
}

/// Whether it is mounted more than once: at several places, or in several containers.
fn is_shared(workload: &Workload, volume: &str) -> bool {
    let mounts = workload.pod.containers().flat_map(|container| &container.mounts);
    mounts.filter(|mount| mount.volume == volume).count() > 1
}

/// A folder that several share is in memory where it may be: as such it is open to all, as Kubernetes' are, and as empty
/// as they are when nobody uses it any more. What a container of `init` leaves behind would be gone by then.
fn shared(workload: &Workload, volume: &PodVolume, limit: Option<&Quantity>) -> Volume {
    let mounts = |container: &Container| container.mounts.iter().any(|mount| mount.volume == volume.name);
    if workload.pod.init.iter().any(mounts) {
        return Volume::default();
    }
    let must_be_open = workload.pod.containers().any(|container| mounts(container) && must_be_open(container));
    if !must_be_open && !matches!(volume.source, VolumeSource::Memory { .. }) {
        return Volume::default();
    }
    let size = limit.map_or_else(String::new, |limit| format!(",size={}", amount::bytes(limit)));
    let options = volume.options.as_deref().unwrap_or("mode=1777");
    let words = [("type", "tmpfs".to_owned()), ("device", "tmpfs".to_owned()), ("o", format!("{options}{size}"))];
    let driver_opts = words.into_iter().map(|(key, word)| (key, Text::of(&word))).collect();
    Volume { driver_opts: Some(driver_opts), ..Volume::default() }
}

/// Whether its empty folders must take writes of anybody. In Kubernetes they do; an anonymous volume is root's.
fn must_be_open(container: &Container) -> bool {
    let security = &container.security;
    let identity = &security.identity;
    security.read_only == Some(true) || identity.non_root == Some(true) || identity.user.is_some_and(|user| user != 0)
}

/// No workload's name has a `_`, so that no two make the same, nor one that a claim has.
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

/// None where the plan has found a fault.
fn config_named<'p>(plan: &'p Plan<'_>, user: &Workload, name: &str) -> Option<&'p Config> {
    let mut configs = plan.configs.iter();
    configs.find(|config| config.meta.name == name && config.meta.namespace == user.meta.namespace)
}

/// Where a file stands that a mount shows: below its `sub_path`, which may be the file itself.
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
