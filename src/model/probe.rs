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
    pub enabled: bool,
    pub http: Option<String>,
    pub tcp: Option<bool>,
    /// The name of the service asked for; empty: the server as a whole.
    pub grpc: Option<String>,
    pub exec: Option<Vec<Text>>,
    /// The main port if not set.
    pub port: Option<String>,
    pub host: Option<Text>,
    pub scheme: Option<Scheme>,
    pub headers: Map<String, Text>,
    pub delay: Option<Duration>,
    pub period: Option<Duration>,
    pub timeout: Option<Duration>,
    pub failures: Option<Count>,
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
    Wget,
    Curl,
    None,
}

/// Exactly one of `exec`, `http`, `sleep`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Hook {
    pub enabled: bool,
    pub exec: Option<Vec<Text>>,
    pub http: Option<String>,
    pub port: Option<String>,
    pub sleep: Option<Duration>,
}

impl Default for Hook {
    fn default() -> Self {
        Self { enabled: true, exec: None, http: None, port: None, sleep: None }
    }
}
