//! How many replicas there are, what may disturb them, and where they run.

use schemars::JsonSchema;
use serde::Deserialize;

use super::scalar::{Amount, Count, Duration, Percent};

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Autoscale {
    pub enabled: bool,
    pub min: Option<Count>,
    pub max: Option<Count>,
    /// Of the request.
    pub cpu: Option<Percent>,
    /// Of the request.
    pub memory: Option<Percent>,
    pub scale_down_window: Option<Duration>,
    pub scale_up_window: Option<Duration>,
}

impl Default for Autoscale {
    fn default() -> Self {
        Self {
            enabled: true,
            min: None,
            max: None,
            cpu: None,
            memory: None,
            scale_down_window: None,
            scale_up_window: None,
        }
    }
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Disruption {
    pub enabled: bool,
    pub min_available: Option<Amount>,
    pub max_unavailable: Option<Amount>,
}

impl Default for Disruption {
    fn default() -> Self {
        Self { enabled: true, min_available: None, max_unavailable: None }
    }
}

#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Spread {
    pub zones: Spreading,
    pub hosts: Spreading,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, serde::Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Spreading {
    #[default]
    None,
    Prefer,
    Require,
}

#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Toleration {
    pub key: Option<String>,
    pub operator: Option<TolerationOperator>,
    pub value: Option<String>,
    pub effect: Option<TolerationEffect>,
    pub seconds: Option<Count>,
}

/// Kubernetes' own spelling, as the fragment is passed through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum TolerationOperator {
    Exists,
    Equal,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum TolerationEffect {
    NoSchedule,
    PreferNoSchedule,
    NoExecute,
}
