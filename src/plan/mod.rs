//! What follows from an environment, for one target: nobody wrote it down. Services, components and jobs become the
//! same `Workload`; needs become variables, references, flows and order. Knows no target's objects.

mod accounts;
mod aliases;
mod alone;
mod attached;
mod build;
mod catalog;
mod compose;
mod config;
pub mod container;
mod containers;
mod controller;
mod duplicates;
mod embedded;
mod entry;
mod env_from;
pub mod expansion;
mod fault;
mod files;
mod flows;
mod hosts;
mod image;
mod ingress;
pub mod labels;
mod made;
mod manifests;
mod monitoring;
mod mounts;
mod namespaces;
pub mod object;
mod outputs;
mod patches;
mod pod;
mod pod_security;
mod policies;
mod projected;
mod raw_services;
mod secrets;
mod services;
mod shared;
pub mod shell;
mod template;
mod text;
mod variables;
mod view;
pub mod volume;

pub mod workload;

use std::collections::{BTreeMap, BTreeSet};

use crate::load::{Contents, Manifests, Shared};
use crate::model::content::Artifact;
use crate::model::manifest::Manifest;
use crate::model::platform::Tier;
use crate::model::workload::Target;
use crate::model::{Environment, Provenance};

use object::{
    Account, AlertRules, Alias, AnalysisTemplate, Config, Ingress, Namespace, PeerAuthentication, Policy, Secret,
    SecretStore,
};
use workload::{Dependency, Workload};

pub use build::{CONFIG_SUM, plan};
pub use made::{Again, Kept};
pub use patches::{Body, Fragment, Patch, PatchFile};
pub use pod_security::BASELINE_CAPABILITIES;
pub use services::{EXTRA, HEADLESS};
pub use template::{Engine, add_template_sources};

/// What a plan is made from.
pub struct Inputs<'e, 'p> {
    pub environment: &'e Environment,
    pub provenance: &'p Provenance<'p>,
    /// The files that the environment names.
    pub contents: &'p Contents,
    /// Raw objects, and templates of such. Empty where the target has no objects.
    pub manifests: &'p Manifests,
    pub engine: &'p Engine,
    /// All environments of the platform, for templates that speak of them.
    pub environments: &'p [EnvironmentSummary],
    /// Whether the text artifacts are wanted.
    pub with_artifacts: bool,
    /// None: everything.
    pub only: Option<Only<'p>>,
    pub again: Again<'p>,
}

/// The one workload whose own objects are wanted, but for its network policies, and what kind of them.
#[derive(Clone, Copy, Debug)]
pub struct Only<'o> {
    pub workload: &'o str,
    pub kind: &'o str,
    /// Whether what files say is worked out. Else ConfigMaps are empty, and sums over them all the same.
    pub contents: bool,
    pub aim: Aim<'o>,
}

/// What one workload is planned alone for.
#[derive(Clone, Copy, Debug)]
pub enum Aim<'o> {
    Objects,
    /// What may be wrong beside its objects once the table of this workload is another one; with none, a table of all.
    Faults(Option<&'o str>),
}

/// What can be said of an environment without planning it.
#[derive(Clone, Debug, serde::Serialize)]
pub struct EnvironmentSummary {
    pub name: String,
    pub tier: Option<Tier>,
    pub targets: Vec<Target>,
    pub layers: Vec<String>,
    /// Of its own, as far as the layers alone tell it; for templates.
    #[serde(skip)]
    pub namespace: Option<String>,
}

/// Everything an environment consists of, complete and in order: services, components, jobs, each as written.
#[derive(Clone, Debug)]
pub struct Plan<'e> {
    pub environment: &'e Environment,
    pub target: Target,
    /// Name of the environment's own namespace.
    pub namespace: Option<String>,
    /// Names of namespaces by ID, whoever makes them.
    pub namespace_names: BTreeMap<String, String>,
    pub namespaces: Vec<Namespace>,
    pub peer_authentications: Vec<PeerAuthentication>,
    pub accounts: Vec<Account>,
    pub configs: Vec<Config>,
    pub secrets: Vec<Secret>,
    pub secret_store: Option<SecretStore>,
    pub workloads: Vec<Shared<Workload>>,
    /// What has to be there before each starts, by ID, for Compose: it starts one after the other.
    pub dependencies: BTreeMap<String, Vec<Dependency>>,
    /// Services over several workloads.
    pub groups: Vec<workload::Service>,
    pub aliases: Vec<Alias>,
    pub policies: Vec<Shared<Policy>>,
    pub ingresses: Vec<Ingress>,
    pub analyses: Vec<AnalysisTemplate>,
    pub alerts: Option<AlertRules>,
    /// Objects that are taken in as they are.
    pub manifests: Vec<Manifest>,
    /// What is laid over objects of this target, as written.
    pub patches: Vec<Patch>,
    /// The Compose project's name.
    pub project: String,
    /// The text artifacts of `[artifacts]`, if they are wanted.
    pub artifacts: Vec<PlannedArtifact<'e>>,
    /// Who connects to whom.
    pub flows: Vec<Flow>,
    /// Hosts of what lives elsewhere, by ID.
    pub hosts: BTreeMap<String, String>,
    /// Of one workload alone: the IDs of those whose tables may decide anything of it, if not all may.
    pub read: Option<BTreeSet<String>>,
    /// For plans of the same environment with other values, if that was asked for.
    pub kept: Option<Shared<Kept>>,
}

impl Plan<'_> {
    pub fn workloads(&self) -> impl Iterator<Item = &Workload> + Clone {
        self.workloads.iter().map(|workload| &**workload)
    }
}

#[derive(Clone, Debug)]
pub struct PlannedArtifact<'e> {
    pub path: &'e str,
    pub artifact: &'e Artifact,
    /// Complete but for line ends.
    pub text: String,
}

/// One allowed connection between workloads.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Flow {
    pub from: String,
    pub to: String,
    /// The container's port; of what lives elsewhere, the port there.
    pub port: object::PolicyPort,
}
