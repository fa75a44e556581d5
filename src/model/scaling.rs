//! How many replicas there are, what may disturb them, and where they run.

use schemars::JsonSchema;
use serde::Deserialize;

use super::scalar::{Amount, Count, Duration, Percent};

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Autoscale {
    /// False: there is none, and `replicas` holds.
    pub enabled: bool,
    /// The least replicas. Required.
    pub min: Option<Count>,
    /// The most replicas. Required.
    pub max: Option<Count>,
    /// Percent of the requested `cpu` that pods shall use on average; it or `memory` is required.
    pub cpu: Option<Percent>,
    /// Percent of the requested `memory` that pods shall use on average.
    pub memory: Option<Percent>,
    /// How long the load has to stay low until replicas are taken away.
    pub scale_down_window: Option<Duration>,
    /// How long the load has to stay high until replicas are added.
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
    /// False: there is none, not even the default of the tier `prod`.
    pub enabled: bool,
    /// How many pods have to stay while nodes are drained; it or `max-unavailable`.
    pub min_available: Option<Amount>,
    /// How many pods may be missing while nodes are drained.
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
    /// Over the zones of the cluster.
    pub zones: Spreading,
    /// Over the nodes of the cluster.
    pub hosts: Spreading,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, serde::Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Spreading {
    /// Wherever there is room.
    #[default]
    None,
    /// Spread where that is possible.
    Prefer,
    /// A pod that would sit too close to the others waits.
    Require,
}

#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Toleration {
    /// The taint's key; every taint if not set.
    pub key: Option<String>,
    /// How the taint is compared.
    pub operator: Option<TolerationOperator>,
    /// The taint's value, for `Equal`.
    pub value: Option<String>,
    /// The taint's effect; all of them if not set.
    pub effect: Option<TolerationEffect>,
    /// How many seconds a pod stays on a node that gets a taint `NoExecute`; for ever if not set.
    pub seconds: Option<Count>,
}

/// Kubernetes' own spelling, as the fragment is passed through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum TolerationOperator {
    /// The key alone counts.
    Exists,
    /// Key and value have to match.
    Equal,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum TolerationEffect {
    /// No new pods.
    NoSchedule,
    /// No new pods, if they fit elsewhere.
    PreferNoSchedule,
    /// No new pods, and those that run there are evicted.
    NoExecute,
}
