//! Anything that runs: services, components and jobs are all the same here. Every name, URL, port and reference is
//! resolved; nothing is left to look up.

use std::collections::BTreeMap;

use crate::model::rollout::{Rollout, Strategy};
use crate::model::scalar::Quantity;
use crate::model::workload::{AccessMode, Pull, Restart, Spread, Target, Toleration};

use super::object::{Labels, Meta};

pub use super::attached::{
    Autoscale, ComposeBuild, ComposeDetails, Disruption, HealthCheck, Monitor, Publish, Service, ServicePort,
};

/// What a workload was declared as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    Service,
    Component,
    Job,
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
    /// What has to be there before it starts, for Compose: it starts one after the other.
    pub depends_on: Vec<Dependency>,
    pub compose: ComposeDetails,
}

impl Workload {
    /// Name of the object and of the host.
    pub fn name(&self) -> &str {
        &self.meta.name
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
    },
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
            Controller::Job(_) => ("batch/v1", "Job"),
            Controller::CronJob(_) => ("batch/v1", "CronJob"),
        }
    }

    pub fn strategy(&self) -> Option<Strategy> {
        match self {
            Controller::Deployment(rollout) => Some(rollout.strategy),
            Controller::Rollout(progressive) => Some(progressive.rollout.strategy),
            Controller::StatefulSet { .. } | Controller::Job(_) | Controller::CronJob(_) => None,
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
    pub container: Container,
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
}

/// What holds for all containers of a pod. Only what is set is emitted.
#[derive(Clone, Debug, Default)]
pub struct PodSecurity {
    pub user: Option<i64>,
    pub group: Option<i64>,
    pub fs_group: Option<i64>,
    pub non_root: Option<bool>,
    /// The API's word: `RuntimeDefault`.
    pub seccomp: Option<&'static str>,
}

/// What holds for one container. Only what is set is emitted.
#[derive(Clone, Debug, Default)]
pub struct ContainerSecurity {
    pub read_only: Option<bool>,
    pub privileged: Option<bool>,
    pub escalation: Option<bool>,
    pub add: Vec<String>,
    pub drop: Vec<String>,
}

#[derive(Clone, Debug)]
pub struct Container {
    pub name: String,
    pub image: String,
    pub pull: Option<Pull>,
    pub command: Vec<String>,
    pub args: Vec<String>,
    pub work_dir: Option<String>,
    pub ports: Vec<ContainerPort>,
    pub env: Vec<Variable>,
    pub mounts: Vec<Mount>,
    pub requests: BTreeMap<String, Quantity>,
    pub limits: BTreeMap<String, Quantity>,
    pub security: ContainerSecurity,
    pub liveness: Option<Probe>,
    pub readiness: Option<Probe>,
    pub startup: Option<Probe>,
    pub pre_stop: Option<Hook>,
    pub post_start: Option<Hook>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContainerPort {
    pub name: String,
    pub port: u16,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    pub name: String,
    pub value: Value,
}

/// Where a variable's value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Plain(String),
    /// A key of a ConfigMap; `value` is what stands there.
    Config {
        config: String,
        key: String,
        value: String,
    },
    /// A key of a Secret. `literal` is known in `local` and `test` only.
    Secret {
        secret: String,
        key: String,
        literal: Option<String>,
    },
    /// A text with secrets in it, for Compose with literal secrets.
    Composed {
        literal: String,
    },
    /// A variable of the shell that runs Compose.
    Shell(String),
    /// The downward API: `metadata.name`.
    Field(String),
    /// The downward API: `limits.memory`.
    Resource(String),
}

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
    pub source: VolumeSource,
}

#[derive(Clone, Debug)]
pub enum VolumeSource {
    /// An empty folder.
    Empty { limit: Option<Quantity> },
    /// An empty folder in memory.
    Memory { limit: Option<Quantity> },
    /// A ConfigMap as files: all keys, or these (key → file name, mode).
    Config { config: String, items: Vec<ConfigItem>, mode: Option<i32> },
    /// A claim by name. A StatefulSet's claims come from its templates and are not listed here.
    Claim { claim: String },
}

#[derive(Clone, Debug)]
pub struct ConfigItem {
    pub key: String,
    pub path: String,
    pub mode: Option<i32>,
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

#[derive(Clone, Debug)]
pub struct Probe {
    pub handler: Handler,
    /// Seconds, all four of them, as are the timings below.
    pub delay: Option<i32>,
    pub period: Option<i32>,
    pub timeout: Option<i32>,
    pub failures: Option<i32>,
    pub successes: Option<i32>,
}

#[derive(Clone, Debug)]
pub enum Handler {
    Http { path: String, port: ContainerPort, host: Option<String>, https: bool, headers: Vec<(String, String)> },
    Tcp { port: ContainerPort },
    Grpc { service: String, port: ContainerPort },
    Exec(Vec<String>),
}

#[derive(Clone, Debug)]
pub enum Hook {
    Exec(Vec<String>),
    Http {
        path: String,
        port: ContainerPort,
    },
    /// Seconds. Only for clusters that know the field.
    Sleep(u64),
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
