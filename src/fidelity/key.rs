//! One row of the table: a key, and what each target makes of it.

use crate::load::Node;
use crate::model::workload::Target;
use crate::plan::Plan;
use crate::plan::workload::{Container, PodVolume, VolumeSource, Workload};

/// What becomes of a key in a target that does not know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// An error: leaving it out would change what runs.
    Refused,
    /// Left out.
    Ignored,
    /// Something like it is done.
    Emulated,
    /// Left out, for it speaks of the other target alone.
    Foreign,
}

impl Fate {
    pub fn as_str(self) -> &'static str {
        match self {
            Fate::Refused => "refused",
            Fate::Ignored => "ignored",
            Fate::Emulated => "emulated",
            Fate::Foreign => "left out",
        }
    }
}

/// A key as one workload says it.
pub struct Site<'s> {
    pub plan: &'s Plan<'s>,
    pub workload: &'s Workload,
    pub container: &'s Container,
    /// The key itself, the last of its path.
    pub key: &'s str,
    /// The second key of its path: the name of what is one of several.
    pub entry: &'s str,
    /// What stands under the key.
    pub node: &'s Node<'s>,
}

impl<'s> Site<'s> {
    /// The volumes through which the container sees files of ConfigMaps and Secrets.
    pub fn file_volumes(&self) -> impl Iterator<Item = &'s VolumeSource> {
        let mounted = |volume: &&PodVolume| self.container.mounts.iter().any(|mount| mount.volume == volume.name);
        let volumes = self.workload.pod.volumes.iter().filter(mounted).map(|volume| &volume.source);
        let volumes: Vec<&'s VolumeSource> = volumes.filter(|source| source.holds_files()).collect();
        volumes.into_iter()
    }
}

/// How a target treats a key, and where it does.
#[derive(Clone, Copy)]
pub struct Treatment {
    pub fate: Fate,
    pub words: &'static str,
    pub when: fn(&Site<'_>) -> bool,
    /// Of a table that is no workload's, which has no site.
    pub holds: fn(&Plan<'_>) -> bool,
}

/// What a target makes of a key.
#[derive(Clone, Copy)]
pub struct Says {
    /// What it becomes; empty: nothing.
    pub kept: &'static str,
    pub lost: [Option<Treatment>; 3],
}

impl Says {
    /// As this, but for some values.
    pub const fn but(self, fate: Fate, words: &'static str, when: fn(&Site<'_>) -> bool) -> Self {
        self.with(Treatment { fate, words, when, holds: everywhere })
    }

    /// As this, but in some environments.
    pub const fn in_some(self, fate: Fate, words: &'static str, holds: fn(&Plan<'_>) -> bool) -> Self {
        self.with(Treatment { fate, words, when: always, holds })
    }

    const fn with(mut self, treatment: Treatment) -> Self {
        let treatment = Some(treatment);
        if self.lost[0].is_none() {
            self.lost[0] = treatment;
        } else if self.lost[1].is_none() {
            self.lost[1] = treatment;
        } else {
            self.lost[2] = treatment;
        }
        self
    }
}

pub const fn kept(words: &'static str) -> Says {
    Says { kept: words, lost: [None, None, None] }
}

pub const fn ignored(words: &'static str) -> Says {
    kept("").but(Fate::Ignored, words, always)
}

pub const fn foreign(words: &'static str) -> Says {
    kept("").but(Fate::Foreign, words, always)
}

pub const fn emulated(words: &'static str) -> Says {
    kept("").but(Fate::Emulated, words, always)
}

pub const fn refused(words: &'static str) -> Says {
    kept("").but(Fate::Refused, words, never)
}

fn always(_: &Site<'_>) -> bool {
    true
}

pub fn everywhere(_: &Plan<'_>) -> bool {
    true
}

/// What is refused has been reported as an error, and this row only documents it.
fn never(_: &Site<'_>) -> bool {
    false
}

/// A row.
pub struct Key {
    /// Inside the workload's, the container's or the environment's table; `*` is any one key.
    pub path: &'static str,
    pub kubernetes: Says,
    pub compose: Says,
}

impl Key {
    pub const fn new(path: &'static str, kubernetes: Says, compose: Says) -> Self {
        Self { path, kubernetes, compose }
    }

    /// Treatments in a target. Text files speak of one of the others.
    pub fn treatments(&self, target: Target) -> impl Iterator<Item = &Treatment> {
        let says = match target {
            Target::Kubernetes => Some(&self.kubernetes),
            Target::Compose => Some(&self.compose),
            Target::Files => None,
        };
        says.into_iter().flat_map(|says| says.lost.iter().flatten())
    }
}
