//! How a new version takes over from the old one, and the analyses that judge it.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::load::Map;

use super::scalar::{Amount, Count, Duration, KubernetesVersion, Percent};
use super::text::Text;

/// The first Kubernetes in which a StatefulSet heeds `maxUnavailable`: the gate MaxUnavailableStatefulSet is beta
/// there, and on.
pub const SEVERAL_AT_ONCE: KubernetesVersion = KubernetesVersion::new(1, 35);

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Rollout {
    /// How new pods take the place of old ones. `canary` and `blue-green` make an Argo Rollout.
    pub strategy: Strategy,
    /// Rolling, canary: how many pods there may be beyond `replicas` meanwhile.
    pub max_surge: Option<Amount>,
    /// Rolling, canary, partitioned: how many pods may be missing meanwhile.
    pub max_unavailable: Option<Amount>,
    /// How long a new pod has to be ready until it counts as available.
    pub min_ready: Option<Duration>,
    /// Partitioned: pods from this number on get the new version. Required there.
    pub partition: Option<Count>,
    /// How long a roll-out may take until it counts as stuck.
    pub deadline: Option<Duration>,
    /// Canary: what happens one after the other until all traffic is on the new version. Required there.
    pub steps: Vec<Step>,
    /// IDs of `[analysis]`: beside the steps of a canary, before and after the switch of blue-green.
    pub analysis: Vec<String>,
    /// Whether blue-green switches over by itself.
    pub auto_promote: bool,
    /// Blue-green: how long after the new version is ready it switches over.
    pub promote_after: Option<Duration>,
    /// Blue-green: how long the old version stays after the switch.
    pub scale_down_delay: Option<Duration>,
    /// Blue-green: how many replicas the new version has until the switch; all of them if not set.
    pub preview_replicas: Option<Count>,
    /// Whether a roll-out that misses its deadline goes back by itself, as one with a failed analysis always does.
    pub abort: bool,
}

impl Default for Rollout {
    fn default() -> Self {
        Self {
            strategy: Strategy::Rolling,
            max_surge: None,
            max_unavailable: None,
            min_ready: None,
            partition: None,
            deadline: None,
            steps: Vec::new(),
            analysis: Vec::new(),
            auto_promote: true,
            promote_after: None,
            scale_down_delay: None,
            preview_replicas: None,
            abort: false,
        }
    }
}

impl Rollout {
    /// Whether it starts pods beside the old ones, and may have fewer than wanted all the same (by default it may).
    pub fn surges_and_removes(&self) -> bool {
        self.max_surge.is_some_and(|surge| !surge.is_none()) && !self.max_unavailable.is_some_and(Amount::is_none)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, serde::Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Strategy {
    /// Pod by pod, within `max-surge` and `max-unavailable`.
    Rolling,
    /// All old pods stop before the first new one starts.
    Recreate,
    /// A pod is replaced when somebody deletes it.
    OnDelete,
    /// The pods of a StatefulSet from `partition` on.
    Partitioned,
    /// The new version gets its share of the traffic step by step.
    Canary,
    /// Both versions run whole, then all traffic switches over at once.
    BlueGreen,
}

impl Strategy {
    /// The keys beside `strategy` that this strategy reads.
    pub fn keys(self) -> &'static [&'static str] {
        match self {
            Strategy::Rolling => &["max-surge", "max-unavailable", "min-ready", "deadline"],
            Strategy::Recreate => &["min-ready", "deadline"],
            Strategy::OnDelete => &["min-ready"],
            Strategy::Partitioned => &["partition", "max-unavailable", "min-ready"],
            Strategy::Canary => {
                &["max-surge", "max-unavailable", "min-ready", "deadline", "steps", "analysis", "abort"]
            }
            Strategy::BlueGreen => &[
                "min-ready",
                "deadline",
                "analysis",
                "auto-promote",
                "promote-after",
                "scale-down-delay",
                "preview-replicas",
                "abort",
            ],
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "rolling" => Some(Strategy::Rolling),
            "recreate" => Some(Strategy::Recreate),
            "on-delete" => Some(Strategy::OnDelete),
            "partitioned" => Some(Strategy::Partitioned),
            "canary" => Some(Strategy::Canary),
            "blue-green" => Some(Strategy::BlueGreen),
            _ => None,
        }
    }

    /// Whether an Argo Rollout takes the Deployment's place.
    pub fn is_progressive(self) -> bool {
        match self {
            Strategy::Canary | Strategy::BlueGreen => true,
            Strategy::Rolling | Strategy::Recreate | Strategy::OnDelete | Strategy::Partitioned => false,
        }
    }
}

/// Exactly one of its keys.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
#[schemars(extend("maxProperties" = 1))]
pub struct Step {
    /// Percent of the traffic for the new version.
    pub weight: Option<Percent>,
    /// How long nothing happens; `""`: until a person goes on.
    pub pause: Option<Pause>,
    /// IDs of `[analysis]` that have to succeed here.
    pub analysis: Option<Vec<String>>,
}

/// A duration, or the empty string: until a person goes on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pause(pub Option<Duration>);

impl<'de> Deserialize<'de> for Pause {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::scalar::string_form(deserializer, "a duration, or `\"\"` to wait for a person", |text| {
            if text.is_empty() { Ok(Self(None)) } else { Duration::parse(text).map(|duration| Self(Some(duration))) }
        })
    }
}

/// `[analysis.N]`: the figures that decide whether a new version is good.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Analysis {
    /// What measures.
    pub provider: Provider,
    /// Where Prometheus is asked; `observability.prometheus.address` if not set.
    pub address: Option<Text>,
    /// The PromQL query. Required. `{{args.x}}` passes through.
    pub query: Option<Text>,
    /// The condition by which a measurement succeeds, such as `result[0] >= 0.95`; it or `failure` is required.
    pub success: Option<String>,
    /// The condition by which a measurement fails.
    pub failure: Option<String>,
    /// How long from one measurement to the next; `60s` if not set.
    pub every: Option<Duration>,
    /// How many measurements make up the analysis.
    pub count: Option<Count>,
    /// How many failed measurements are tolerated.
    pub failures: Option<Count>,
    /// How long to wait for the first measurement.
    pub delay: Option<Duration>,
    /// Arguments of the query by name. `{self.service}` is the Service under analysis.
    pub args: Map<String, Text>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, serde::Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Provider {
    #[default]
    Prometheus,
}
