//! The vocabulary of a container: of a workload's main one, and of each in its `init` and `sidecars`.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::load::Map;

use super::content::File;
use super::probe::{Hook, Probe, ProbeTool};
use super::scalar::{Port, Quantity, Variable};
use super::security::Security;
use super::text::{Scalar, Text};

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Container {
    /// Tables of `[profiles]`, the later wins.
    pub profiles: Vec<String>,
    pub image: Option<Text>,
    /// Empty: no tag.
    pub tag: Option<Text>,
    pub digest: Option<String>,
    pub pull: Option<Pull>,
    pub container_name: Option<Text>,
    pub command: Vec<Text>,
    pub args: Vec<Text>,
    pub work_dir: Option<String>,
    /// Whether something may be typed into it.
    pub stdin: bool,
    /// Container ports by name; the first is the main one.
    pub ports: Map<String, Port>,
    /// Names of the ports that are UDP.
    pub udp: Vec<String>,
    /// Names of the ports that stand in no Service and are open to nobody.
    pub private: Vec<String>,
    /// Port name → port of the node.
    pub host_ports: Map<String, Port>,
    /// What it uses: ID → variable → output.
    pub needs: Map<String, Map<Variable, String>>,
    pub env: Map<Variable, Scalar>,
    /// All of a `[config]` or `[secrets]` table as variables.
    pub env_from: Map<String, EnvSource>,
    pub files: Map<String, File>,
    /// The workload's volumes that are mounted here: name → path, `:ro` at its end for reading alone.
    pub mounts: Map<String, String>,
    pub liveness: Option<Probe>,
    pub readiness: Option<Probe>,
    pub startup: Option<Probe>,
    /// How Compose makes an http or tcp probe inside the image.
    pub probe_tool: ProbeTool,
    pub pre_stop: Option<Hook>,
    pub post_start: Option<Hook>,
    /// A table of `[sizes]`.
    pub size: Option<String>,
    pub resources: Option<Resources>,
    pub security: Security,
}

impl Default for Container {
    fn default() -> Self {
        Self {
            profiles: Vec::new(),
            image: None,
            tag: None,
            digest: None,
            pull: None,
            container_name: None,
            command: Vec::new(),
            args: Vec::new(),
            work_dir: None,
            stdin: false,
            ports: Map::default(),
            udp: Vec::new(),
            private: Vec::new(),
            host_ports: Map::default(),
            needs: Map::default(),
            env: Map::default(),
            env_from: Map::default(),
            files: Map::default(),
            mounts: Map::default(),
            liveness: None,
            readiness: None,
            startup: None,
            probe_tool: ProbeTool::None,
            pre_stop: None,
            post_start: None,
            size: None,
            resources: None,
            security: Security::default(),
        }
    }
}

impl Container {
    pub fn main_port(&self) -> Option<&str> {
        self.ports.keys().next().map(String::as_str)
    }

    pub fn port(&self, name: &str) -> Option<u16> {
        self.ports.get(name).map(|port| port.0)
    }

    pub fn is_udp(&self, port: &str) -> bool {
        self.udp.iter().any(|name| name == port)
    }

    pub fn is_private(&self, port: &str) -> bool {
        self.private.iter().any(|name| name == port)
    }

    /// The ports that others may connect to.
    pub fn open_ports(&self) -> impl Iterator<Item = (&str, u16)> {
        let open = self.ports.iter().filter(|(name, _)| !self.is_private(name));
        open.map(|(name, port)| (name.as_str(), port.0))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Pull {
    Always,
    IfNotPresent,
    Never,
}

/// Which table a whole set of variables comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum EnvSource {
    Config,
    Secret,
}

/// Requests and limits; what is not written is not emitted.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Resources {
    pub requests: Map<String, Quantity>,
    pub limits: Map<String, Quantity>,
}
