//! Probes and lifecycle hooks: how a container says that it lives, and what happens around its start and stop.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::load::Map;

use super::scalar::{Count, Duration};
use super::text::Text;

/// Exactly one of `http`, `tcp`, `grpc`, `exec`. Only what is written is emitted.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Probe {
    /// False: there is none, whatever lower layers said.
    pub enabled: bool,
    /// The path that is asked for; an answer from 200 to 399 is a success.
    pub http: Option<String>,
    /// True: a connection is a success.
    pub tcp: Option<bool>,
    /// The name of the service asked for; empty: the server as a whole.
    pub grpc: Option<String>,
    /// A command in the container; exit code 0 is a success.
    pub exec: Option<Vec<Text>>,
    /// Name of the port; the main port if not set.
    pub port: Option<String>,
    /// Of `http` and `tcp`: the host that is asked; the pod itself if not set.
    pub host: Option<Text>,
    /// Of `http`: how it is asked; `http` if not set.
    pub scheme: Option<Scheme>,
    /// Of `http`: further headers of the request.
    pub headers: Map<String, Text>,
    /// How long to wait after the start for the first try.
    pub delay: Option<Duration>,
    /// How long from one try to the next.
    pub period: Option<Duration>,
    /// How long one try may take.
    pub timeout: Option<Duration>,
    /// How many tries in a row have to fail until it counts.
    pub failures: Option<Count>,
    /// How many tries in a row have to succeed until it counts.
    pub successes: Option<Count>,
}

impl Default for Probe {
    fn default() -> Self {
        Self {
            enabled: true,
            http: None,
            tcp: None,
            grpc: None,
            exec: None,
            port: None,
            host: None,
            scheme: None,
            headers: Map::default(),
            delay: None,
            period: None,
            timeout: None,
            failures: None,
            successes: None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Scheme {
    Http,
    Https,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, serde::Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ProbeTool {
    /// `wget`, for http probes.
    Wget,
    /// `curl`, for http and tcp probes.
    Curl,
    /// Nothing: only `exec` becomes a health check.
    None,
}

/// Exactly one of `exec`, `http`, `sleep`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Hook {
    /// False: there is none, whatever lower layers said.
    pub enabled: bool,
    /// A command in the container.
    pub exec: Option<Vec<Text>>,
    /// Kubernetes: a path that is requested.
    pub http: Option<String>,
    /// Of `http`: name of the port; the main port if not set.
    pub port: Option<String>,
    /// Kubernetes: how long nothing happens; as a command below 1.30.
    pub sleep: Option<Duration>,
}

impl Default for Hook {
    fn default() -> Self {
        Self { enabled: true, exec: None, http: None, port: None, sleep: None }
    }
}
