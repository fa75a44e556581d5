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
    /// Tables of `[profiles]` that it starts from; the later wins.
    pub profiles: Vec<String>,
    /// Image of the container; `<registry>/<ID>` if not set, and required without `platform.registry`.
    pub image: Option<Text>,
    /// Added to the image; `platform.tag` if not set and there is no `image`, `""` for none.
    pub tag: Option<Text>,
    /// `sha256:…`, added to the image behind an `@`.
    pub digest: Option<String>,
    /// When the image is pulled; left to the target if not set.
    pub pull: Option<Pull>,
    /// Compose: the container's own name. Kubernetes: its name in the pod, else that of the workload.
    pub container_name: Option<Text>,
    /// Entry point, in place of the image's.
    pub command: Vec<Text>,
    /// Arguments of the entry point, in place of the image's.
    pub args: Vec<Text>,
    /// Working directory, in place of the image's.
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
    /// Variables and their values, listed after those of `needs`.
    pub env: Map<Variable, Scalar>,
    /// All of a `[config]` or `[secrets]` table as variables.
    pub env_from: Map<String, EnvSource>,
    /// Files that are mounted, by path. A path that ends in `/` is a folder.
    pub files: Map<String, File>,
    /// The workload's volumes that are mounted here: name → path, `:ro` at its end for reading alone.
    pub mounts: Map<String, String>,
    /// When the container is started anew.
    pub liveness: Option<Probe>,
    /// When it is sent requests; for Compose, the first choice for its one health check.
    pub readiness: Option<Probe>,
    /// What has to succeed once before the other probes begin.
    pub startup: Option<Probe>,
    /// How Compose makes an http or tcp probe inside the image.
    pub probe_tool: ProbeTool,
    /// What happens before it is stopped.
    pub pre_stop: Option<Hook>,
    /// What happens right after it was started.
    pub post_start: Option<Hook>,
    /// A table of `[sizes]`; in place of `resources`.
    pub size: Option<String>,
    /// Requests and limits; in place of `size`.
    pub resources: Option<Resources>,
    /// What it may do on its node; restricted if nothing is said.
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
    /// At every start.
    Always,
    /// Where the node does not have it.
    IfNotPresent,
    /// The node has it already.
    Never,
}

/// Which table a whole set of variables comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum EnvSource {
    /// The ID is one of `[config]`.
    Config,
    /// The ID is one of `[secrets]`.
    Secret,
}

/// Requests and limits; what is not written is not emitted.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Resources {
    /// What is set aside for it: `cpu`, `memory`, or any resource that the cluster knows.
    pub requests: Map<String, Quantity>,
    /// The most that it may use, by resource.
    pub limits: Map<String, Quantity>,
}
