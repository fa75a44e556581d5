//! A container of a pod, complete: what it runs, reads, mounts and answers.

use std::collections::BTreeMap;

use crate::model::scalar::Quantity;
use crate::model::workload::Pull;

use super::object::Protocol;
use super::volume::Mount;

/// Who a process is, and what the kernel lets it ask for. Only what is set is emitted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    pub user: Option<i64>,
    pub group: Option<i64>,
    pub non_root: Option<bool>,
    pub seccomp: Option<Seccomp>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seccomp {
    RuntimeDefault,
    Unconfined,
    /// A profile of the node, by its path.
    Localhost(String),
}

/// What holds for all containers of a pod. Only what is set is emitted.
#[derive(Clone, Debug, Default)]
pub struct PodSecurity {
    pub identity: Identity,
    pub fs_group: Option<i64>,
}

/// What holds for one container. Only what is set is emitted.
#[derive(Clone, Debug, Default)]
pub struct ContainerSecurity {
    /// Complete; the pod's where this is the main container.
    pub identity: Identity,
    pub read_only: Option<bool>,
    pub privileged: Option<bool>,
    pub escalation: Option<bool>,
    pub add: Vec<String>,
    pub drop: Vec<String>,
}

/// Which of a pod's containers it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Runs to its end before the others start.
    Init,
    /// The one that the workload is about.
    Main,
    /// Runs beside the main one.
    Sidecar,
}

#[derive(Clone, Debug)]
pub struct Container {
    pub part: Part,
    /// Its key in `init` or `sidecars`; empty: the main one.
    pub key: String,
    pub name: String,
    pub image: String,
    pub pull: Option<Pull>,
    pub command: Vec<String>,
    pub args: Vec<String>,
    pub work_dir: Option<String>,
    pub stdin: bool,
    pub ports: Vec<ContainerPort>,
    pub env: Vec<Variable>,
    /// Whole ConfigMaps and Secrets as variables, for Kubernetes; for Compose they stand in `env`.
    pub env_from: Vec<EnvFrom>,
    pub mounts: Vec<Mount>,
    pub requests: BTreeMap<String, Quantity>,
    pub limits: BTreeMap<String, Quantity>,
    pub security: ContainerSecurity,
    pub liveness: Option<Probe>,
    pub readiness: Option<Probe>,
    pub startup: Option<Probe>,
    pub pre_stop: Option<Hook>,
    pub post_start: Option<Hook>,
    /// For Compose.
    pub health: Option<HealthCheck>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContainerPort {
    pub name: String,
    pub port: u16,
    pub protocol: Protocol,
    /// The node's port that leads to it.
    pub host: Option<u16>,
}

/// All of a ConfigMap or a Secret, by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EnvFrom {
    Config(String),
    Secret(String),
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
    /// A key of a Secret. `literal` is known in `local` and `test` only, and always where Compose has it.
    Secret {
        secret: String,
        key: String,
        literal: Option<String>,
    },
    /// The downward API: `metadata.name`.
    Field(String),
    /// The downward API: `limits.memory`.
    Resource(String),
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
    Tcp { port: ContainerPort, host: Option<String> },
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

#[derive(Clone, Debug)]
pub struct HealthCheck {
    /// `["CMD", ...]` or `["CMD-SHELL", ...]`.
    pub test: Vec<String>,
    /// Seconds, all of them.
    pub start_period: Option<i32>,
    pub interval: Option<i32>,
    pub timeout: Option<i32>,
    pub retries: Option<i32>,
}
