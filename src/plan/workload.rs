//! Anything that runs: services, components and jobs are all the same here. Every name, URL, port and reference is
//! resolved; nothing is left to look up.

use std::collections::BTreeMap;

use crate::model::rollout::{Rollout, Strategy};
use crate::model::workload::{DnsPolicy, Restart, Spread, Target, Toleration};

use super::Fragment;
use super::object::{Labels, Meta};

pub use super::attached::{
    Autoscale, ComposeBuild, ComposeDetails, Disruption, HostPort, Logging, Monitor, Once, Publish, Service,
    ServicePort,
};
pub use super::container::{
    Container, ContainerPort, ContainerSecurity, EnvFrom, Handler, HealthCheck, Hook, Identity, Part, PodSecurity,
    Probe, Seccomp, Value, Variable,
};
pub use super::volume::{Claim, ConfigItem, Mount, PodVolume, Projection, SecretFile, VolumeSource};

/// What a workload was declared as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    Service,
    Component,
    Job,
}

impl Role {
    /// The table of a layer that declares such workloads.
    pub fn table(self) -> &'static str {
        match self {
            Role::Service => "services",
            Role::Component => "components",
            Role::Job => "jobs",
        }
    }
}

#[derive(Clone, Debug)]
pub struct Workload {
    pub id: String,
    pub role: Role,
    /// `postgres`, `service`, `job`: value of `app.kubernetes.io/component`.
    pub kind: String,
    /// The targets that have it.
    pub targets: Vec<Target>,
    /// Of the controller object; its name is the workload's, and the Compose service's.
    pub meta: Meta,
    /// The labels that never change.
    pub selector: Labels,
    pub pod_labels: Labels,
    pub pod_annotations: Labels,
    pub controller: Controller,
    /// None: an autoscaler owns it, or the controller has none.
    pub replicas: Option<i32>,
    pub revision_history: Option<i32>,
    pub pod: Pod,
    pub services: Vec<Service>,
    /// The headless Service that gives a StatefulSet's pods their names.
    pub governing: Option<String>,
    pub autoscale: Option<Autoscale>,
    pub disruption: Option<Disruption>,
    pub monitor: Option<Monitor>,
    pub claims: Vec<Claim>,
    pub compose: ComposeDetails,
    /// Laid over the controller object, or over the Compose service, once that is finished.
    pub extra: Option<Fragment>,
}

impl Workload {
    /// Name of the object and of the host.
    pub fn name(&self) -> &str {
        &self.meta.name
    }

    /// The Compose service that a container is: the main one bears the workload's name, the others' their key as well.
    pub fn service_of(&self, container: &Container) -> String {
        match container.part {
            Part::Main => self.name().to_owned(),
            Part::Init | Part::Sidecar => format!("{}-{}", self.name(), container.key),
        }
    }

    /// The one container that the workload is about.
    pub fn container(&self) -> &Container {
        &self.pod.container
    }
}

#[derive(Clone, Debug)]
pub enum Controller {
    Deployment(Rollout),
    /// An Argo Rollout takes the Deployment's place.
    Rollout(Box<Progressive>),
    StatefulSet {
        parallel: bool,
        rollout: Rollout,
    },
    DaemonSet(Rollout),
    Job(JobRun),
    CronJob(Schedule),
}

/// A canary or blue-green roll-out, with its Services and analyses named.
#[derive(Clone, Debug)]
pub struct Progressive {
    pub rollout: Rollout,
    /// Steps with names and arguments of analyses resolved (canary).
    pub steps: Vec<ProgressiveStep>,
    /// In the background of a canary.
    pub background: Option<AnalysisRun>,
    pub pre_promotion: Option<AnalysisRun>,
    pub post_promotion: Option<AnalysisRun>,
    /// Blue-green: `<name>-active`.
    pub active_service: Option<String>,
    /// Blue-green: `<name>-preview`.
    pub preview_service: Option<String>,
}

#[derive(Clone, Debug)]
pub enum ProgressiveStep {
    Weight(i32),
    /// Seconds; none: until a person goes on.
    Pause(Option<u64>),
    Analysis(AnalysisRun),
}

#[derive(Clone, Debug)]
pub struct AnalysisRun {
    pub templates: Vec<String>,
    pub args: Vec<(String, String)>,
}

impl Controller {
    /// API version and kind of the object, as a scale target names it.
    pub fn reference(&self) -> (&'static str, &'static str) {
        match self {
            Controller::Deployment(_) => ("apps/v1", "Deployment"),
            Controller::Rollout(_) => ("argoproj.io/v1alpha1", "Rollout"),
            Controller::StatefulSet { .. } => ("apps/v1", "StatefulSet"),
            Controller::DaemonSet(_) => ("apps/v1", "DaemonSet"),
            Controller::Job(_) => ("batch/v1", "Job"),
            Controller::CronJob(_) => ("batch/v1", "CronJob"),
        }
    }

    pub fn strategy(&self) -> Option<Strategy> {
        match self {
            Controller::Deployment(rollout) => Some(rollout.strategy),
            Controller::Rollout(progressive) => Some(progressive.rollout.strategy),
            Controller::StatefulSet { rollout, .. } | Controller::DaemonSet(rollout) => Some(rollout.strategy),
            Controller::Job(_) | Controller::CronJob(_) => None,
        }
    }
}

#[derive(Clone, Debug)]
pub struct JobRun {
    /// Kept out of the stream, under `manual/` in the directory.
    pub manual: bool,
    pub retries: Option<i32>,
    /// Seconds.
    pub deadline: Option<u64>,
    /// Seconds.
    pub keep: Option<u64>,
    pub parallelism: Option<i32>,
    pub completions: Option<i32>,
}

#[derive(Clone, Debug)]
pub struct Schedule {
    pub job: JobRun,
    pub cron: String,
    pub time_zone: String,
    /// The API's word: `Forbid`.
    pub concurrency: &'static str,
    pub keep_successful: i32,
    pub keep_failed: i32,
    pub suspend: bool,
    /// Seconds.
    pub start_within: Option<u64>,
}

#[derive(Clone, Debug)]
pub struct Pod {
    /// None: the namespace's default account.
    pub account: Option<String>,
    /// Whether the account's token is mounted.
    pub token: bool,
    /// The one that the workload is about.
    pub container: Container,
    /// Run before it, in this order.
    pub init: Vec<Container>,
    /// Run beside it.
    pub sidecars: Vec<Container>,
    pub volumes: Vec<PodVolume>,
    pub security: PodSecurity,
    /// Seconds.
    pub grace: Option<u64>,
    pub restart: Option<Restart>,
    pub pull_secrets: Vec<String>,
    pub node_selector: BTreeMap<String, String>,
    pub tolerations: Vec<Toleration>,
    pub priority_class: Option<String>,
    pub service_links: Option<bool>,
    /// What it spreads over, from two replicas.
    pub spread: Option<Spread>,
    /// Required values of `topology.kubernetes.io/region`.
    pub region: Option<String>,
    /// Required value of `topology.kubernetes.io/zone`.
    pub zone: Option<String>,
    pub host_network: bool,
    pub host_pid: bool,
    pub dns_policy: Option<DnsPolicy>,
}

impl Pod {
    /// Every container: those before the main one, that, those beside it.
    pub fn containers(&self) -> impl Iterator<Item = &Container> {
        self.init.iter().chain([&self.container]).chain(&self.sidecars)
    }
}

/// One entry of Compose's `depends_on`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependency {
    /// Name of the Compose service.
    pub on: String,
    pub condition: Condition,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    Started,
    Healthy,
    Completed,
}
