//! What a workload is planned to, and what of it is taken over when its environment is planned again with other values:
//! that which was made from nothing that is another now.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::FieldPath;
use crate::load::Shared;
use crate::model::Environment;

use super::Flow;
use super::catalog::{Catalog, Frame};
use super::entry::Entry;
use super::object::{Account, Config, Ingress, Policy};
use super::variables::Taken;
use super::view::Seen;
use super::workload::Workload;

/// A workload, and what it brings along.
#[derive(Clone, Debug)]
pub struct Made {
    pub workload: Shared<Workload>,
    /// Of its own files.
    pub configs: Vec<Config>,
    /// The names of the ConfigMaps that its pods read as wholes.
    pub read: BTreeSet<String>,
    /// Each with the field that annotates it.
    pub accounts: Vec<(Account, FieldPath)>,
    pub ingress: Option<Ingress>,
}

/// A plan without a fault, as far as others may take over from it.
#[derive(Clone, Debug)]
pub struct Kept {
    environment: Environment,
    frame: Frame,
    /// Those of no workload.
    configs: Vec<Config>,
    connections: Connections,
    taken: Parts<Shared<Taken>>,
    made: Parts<Shared<Made>>,
    seen: Parts<Seen>,
    policies: Parts<Shared<Policy>>,
}

/// Who connects to whom and what, as far as workloads do not tell it themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Connections {
    pub flows: BTreeSet<Flow>,
    /// Workloads that talk to the API server.
    pub tokens: BTreeSet<String>,
    /// Hosts of what lives elsewhere, by ID.
    pub hosts: BTreeMap<String, String>,
}

/// Something of each workload, and the IDs of the workloads that it was made from.
type Parts<T> = BTreeMap<String, (T, BTreeSet<String>)>;

/// What can be kept of a workload.
pub trait Part: Clone {
    /// Whether it follows from who connects to whom, too.
    const IS_OF_CONNECTIONS: bool = false;

    fn of(kept: &Kept) -> &Parts<Self>;
    fn of_mut(kept: &mut Kept) -> &mut Parts<Self>;

    /// The IDs of the workloads that all of it is made from, where these were looked up for it. None: it may follow from
    /// anything.
    fn made_from(_: &Kept, _: &Entry<'_>, looked_up: BTreeSet<String>) -> Option<BTreeSet<String>> {
        Some(looked_up)
    }

    /// Whether it follows from any of these ConfigMaps of no workload, too.
    fn reads_any(&self, _: &BTreeSet<String>) -> bool {
        false
    }
}

impl Part for Shared<Taken> {
    fn of(kept: &Kept) -> &Parts<Self> {
        &kept.taken
    }

    fn of_mut(kept: &mut Kept) -> &mut Parts<Self> {
        &mut kept.taken
    }
}

impl Part for Seen {
    fn of(kept: &Kept) -> &Parts<Self> {
        &kept.seen
    }

    fn of_mut(kept: &mut Kept) -> &mut Parts<Self> {
        &mut kept.seen
    }
}

impl Part for Shared<Policy> {
    const IS_OF_CONNECTIONS: bool = true;

    fn of(kept: &Kept) -> &Parts<Self> {
        &kept.policies
    }

    fn of_mut(kept: &mut Kept) -> &mut Parts<Self> {
        &mut kept.policies
    }
}

impl Part for Shared<Made> {
    fn of(kept: &Kept) -> &Parts<Self> {
        &kept.made
    }

    fn of_mut(kept: &mut Kept) -> &mut Parts<Self> {
        &mut kept.made
    }

    /// What it takes in was worked out before. Templates see everything.
    fn made_from(kept: &Kept, entry: &Entry<'_>, mut looked_up: BTreeSet<String>) -> Option<BTreeSet<String>> {
        let mut files = entry.containers().flat_map(|contained| contained.model.files.values());
        if files.any(|file| file.template.is_some()) {
            return None;
        }
        let (_, from) = kept.taken.get(entry.id)?;
        looked_up.extend(from.iter().cloned());
        Some(looked_up)
    }

    /// The sum over what its pods read is part of it.
    fn reads_any(&self, configs: &BTreeSet<String>) -> bool {
        configs.iter().any(|config| self.read.contains(config))
    }
}

/// Whether something is planned of what is to be planned again.
#[derive(Clone, Copy)]
pub enum Again<'k> {
    Never,
    /// It will be: parts are kept for that.
    Later,
    /// Others were kept before.
    Now(&'k Kept),
}

/// What becomes of the parts of a plan.
pub enum Planning<'k> {
    /// Each is made.
    Once,
    /// Each is made, and kept for others.
    First(Box<Kept>),
    /// Each that is the same there is taken over.
    After(After<'k>),
}

/// A plan that was kept, and in what the one at hand is another.
pub struct After<'k> {
    kept: &'k Kept,
    /// The IDs of workloads.
    changed: BTreeSet<&'k str>,
    /// The names of those of no workload.
    configs: BTreeSet<String>,
    has_other_connections: bool,
}

impl<'k> Planning<'k> {
    pub fn of(catalog: &Catalog<'_>, again: Again<'k>) -> Self {
        let environment = catalog.environment;
        match again {
            Again::Never => Self::Once,
            // What was looked up by now decides every part.
            Again::Later if catalog.read().is_none_or(|read| !read.is_empty()) => Self::Once,
            Again::Later => Self::First(Box::new(Kept {
                environment: environment.clone(),
                frame: catalog.frame(),
                configs: Vec::new(),
                connections: Connections::default(),
                taken: Parts::new(),
                made: Parts::new(),
                seen: Parts::new(),
                policies: Parts::new(),
            })),
            Again::Now(kept) if !environment.surrounds_as(&kept.environment) => Self::Once,
            Again::Now(kept) if catalog.frame() != kept.frame => Self::Once,
            Again::Now(kept) => {
                let changed = kept.environment.changed(environment);
                Self::After(After { kept, changed, configs: BTreeSet::new(), has_other_connections: false })
            }
        }
    }

    /// Tells what the configuration of no workload comes to.
    pub fn note_configs(&mut self, configs: &[Config]) {
        match self {
            Self::Once => {}
            Self::First(kept) => kept.configs = configs.to_vec(),
            Self::After(after) => {
                let kept = &after.kept.configs;
                let (added, gone) = (without(configs, kept), without(kept, configs));
                after.configs = added.chain(gone).map(|config| config.meta.name.clone()).collect();
            }
        }
    }

    /// Tells who connects to whom.
    pub fn note_connections(&mut self, connections: &Connections) {
        match self {
            Self::Once => {}
            Self::First(kept) => kept.connections = connections.clone(),
            Self::After(after) => after.has_other_connections = *connections != after.kept.connections,
        }
    }

    /// A part as it was made before, where it is the same; else as it is made now.
    pub fn part<P: Part>(&mut self, catalog: &Catalog<'_>, entry: &Entry<'_>, make: impl FnOnce() -> P) -> P {
        match self {
            Self::Once => make(),
            Self::First(kept) => {
                let (made, looked_up) = catalog.watched(entry, make);
                if let Some(from) = looked_up.and_then(|looked_up| P::made_from(kept, entry, looked_up)) {
                    P::of_mut(kept).insert(entry.id.to_owned(), (made.clone(), from));
                }
                made
            }
            Self::After(After { kept, changed, configs, has_other_connections }) => {
                let is_same = |(part, from): &&(P, BTreeSet<String>)| {
                    let is_connected_so = !P::IS_OF_CONNECTIONS || !*has_other_connections;
                    is_connected_so && !changed.iter().any(|id| from.contains(*id)) && !part.reads_any(configs)
                };
                P::of(kept).get(entry.id).filter(is_same).map_or_else(make, |(part, _)| part.clone())
            }
        }
    }

    /// What was kept, if anything was to be.
    pub fn into_kept(self) -> Option<Shared<Kept>> {
        match self {
            Self::First(kept) => Some(Shared::new(*kept)),
            Self::Once | Self::After(_) => None,
        }
    }
}

fn without<'c>(configs: &'c [Config], others: &'c [Config]) -> impl Iterator<Item = &'c Config> {
    configs.iter().filter(|config| !others.contains(config))
}
