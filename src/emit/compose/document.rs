//! The Compose file as types, keys in the order in which people write them. What is `None` is not written.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::load::Map;

use super::text::Text;

#[derive(Serialize)]
pub struct Document<'p> {
    pub name: Text,
    pub services: Map<String, Entry<'p>>,
    pub networks: Option<Map<&'p str, Network>>,
    pub volumes: Option<BTreeMap<String, Volume>>,
    pub configs: Option<BTreeMap<String, Config>>,
    pub secrets: Option<BTreeMap<String, Secret>>,
}

/// A service as it was made, or as a patch left it.
#[derive(Serialize)]
#[serde(untagged)]
pub enum Entry<'p> {
    Typed(Box<Service<'p>>),
    Patched(Value),
}

impl Entry<'_> {
    /// Whether it is in a network.
    pub fn is_in(&self, network: &str) -> bool {
        match self {
            Entry::Typed(service) => match &service.networks {
                Some(Networks::Names(names)) => names.iter().any(|name| name == network),
                Some(Networks::Aliases(networks)) => networks.contains_key(network),
                None => false,
            },
            Entry::Patched(service) => {
                let networks = &service["networks"];
                let is_listed = networks.as_array().is_some_and(|names| names.iter().any(|name| name == network));
                is_listed || networks.get(network).is_some()
            }
        }
    }
}

#[derive(Serialize)]
pub struct Network {
    pub name: Option<Text>,
    pub driver: Option<Text>,
    pub external: Option<bool>,
    pub internal: Option<bool>,
}

/// A named volume.
#[derive(Default, Serialize)]
pub struct Volume {
    pub driver: Option<Text>,
    pub driver_opts: Option<Map<&'static str, Text>>,
    pub external: Option<bool>,
}

#[derive(Serialize)]
pub struct Config {
    pub content: Text,
}

/// A secret that the shell which runs Compose holds.
#[derive(Serialize)]
pub struct Secret {
    pub environment: Text,
}

#[derive(Serialize)]
pub struct Service<'p> {
    pub image: Text,
    pub build: Option<Build<'p>>,
    pub pull_policy: Option<&'static str>,
    pub profiles: Option<Vec<Text>>,
    pub container_name: Option<Text>,
    pub hostname: Option<Text>,
    pub entrypoint: Option<Vec<Text>>,
    pub command: Option<Vec<Text>>,
    pub working_dir: Option<Text>,
    pub stdin_open: Option<bool>,
    pub user: Option<Text>,
    pub environment: Option<Map<&'p str, Text>>,
    pub ports: Option<Vec<Text>>,
    pub volumes: Option<Vec<Text>>,
    pub tmpfs: Option<Vec<Text>>,
    pub configs: Option<Vec<ConfigMount>>,
    pub secrets: Option<Vec<ConfigMount>>,
    pub depends_on: Option<Map<String, DependsOn>>,
    pub healthcheck: Option<HealthCheck>,
    pub network_mode: Option<Text>,
    pub networks: Option<Networks<'p>>,
    pub restart: Option<Text>,
    pub stop_grace_period: Option<Text>,
    pub post_start: Option<[Hook; 1]>,
    pub pre_stop: Option<[Hook; 1]>,
    pub deploy: Option<Deploy>,
    pub ulimits: Option<Map<&'p str, Ulimit>>,
    pub logging: Option<Logging<'p>>,
    pub pid: Option<Text>,
    pub read_only: Option<bool>,
    pub cap_add: Option<Vec<Text>>,
    pub cap_drop: Option<Vec<Text>>,
    pub privileged: Option<bool>,
    pub security_opt: Option<Vec<&'static str>>,
    pub labels: Option<Map<&'p str, Text>>,
}

/// By name alone, or with what the service is called there.
#[derive(Serialize)]
#[serde(untagged)]
pub enum Networks<'p> {
    Names(&'p [String]),
    Aliases(Map<&'p str, Aliases<'p>>),
}

#[derive(Serialize)]
pub struct Aliases<'p> {
    pub aliases: &'p [String],
}

#[derive(Serialize)]
pub struct Ulimit {
    pub soft: i32,
    pub hard: i32,
}

#[derive(Serialize)]
pub struct Logging<'p> {
    pub driver: Option<Text>,
    pub options: Option<Map<&'p str, Text>>,
}

#[derive(Serialize)]
pub struct Build<'p> {
    pub context: Text,
    pub dockerfile: Option<Text>,
    pub target: Option<Text>,
    pub args: Option<Map<&'p str, Text>>,
    pub cache_from: Option<Vec<Text>>,
}

#[derive(Serialize)]
pub struct ConfigMount {
    /// Key among the document's configs.
    pub source: String,
    pub target: Text,
    /// Octal digits.
    pub mode: Option<String>,
}

#[derive(Serialize)]
pub struct DependsOn {
    pub condition: &'static str,
}

#[derive(Serialize)]
pub struct HealthCheck {
    pub test: Vec<Text>,
    pub interval: Option<Text>,
    pub timeout: Option<Text>,
    pub retries: Option<i32>,
    pub start_period: Option<Text>,
}

#[derive(Serialize)]
pub struct Hook {
    pub command: Vec<Text>,
}

#[derive(Serialize)]
pub struct Deploy {
    pub replicas: Option<i32>,
    pub resources: Option<Resources>,
}

#[derive(Serialize)]
pub struct Resources {
    pub limits: Option<Amounts>,
    pub reservations: Option<Amounts>,
}

#[derive(Serialize)]
pub struct Amounts {
    pub cpus: Option<Text>,
    pub memory: Option<Text>,
}
