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
    pub strategy: Strategy,
    pub max_surge: Option<Amount>,
    pub max_unavailable: Option<Amount>,
    pub min_ready: Option<Duration>,
    /// Partitioned: pods from this number on get the new version.
    pub partition: Option<Count>,
    /// How long a roll-out may take until it counts as stuck.
    pub deadline: Option<Duration>,
    pub steps: Vec<Step>,
    /// Names of `[analysis]`.
    pub analysis: Vec<String>,
    /// Whether blue-green switches over by itself.
    pub auto_promote: bool,
    pub promote_after: Option<Duration>,
    pub scale_down_delay: Option<Duration>,
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
    Rolling,
    Recreate,
    /// A pod is replaced when somebody deletes it.
    OnDelete,
    /// The pods of a StatefulSet from `partition` on.
    Partitioned,
    Canary,
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
    pub weight: Option<Percent>,
    /// Empty: until a person goes on.
    pub pause: Option<Pause>,
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
    pub provider: Provider,
    /// Of Prometheus; of `[observability]` if not set.
    pub address: Option<Text>,
    /// Required. `{{args.x}}` passes through.
    pub query: Option<Text>,
    pub success: Option<String>,
    pub failure: Option<String>,
    pub every: Option<Duration>,
    pub count: Option<Count>,
    /// How many failed measurements are tolerated.
    pub failures: Option<Count>,
    pub delay: Option<Duration>,
    pub args: Map<String, Text>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, serde::Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Provider {
    #[default]
    Prometheus,
}
