//! `[observability]`: how metrics are collected, what raises an alert, what dashboards show.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::load::Map;

use super::scalar::Duration;
use super::workload::Scalars;

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Observability {
    /// ID of the namespace in which the stack lives.
    pub namespace: String,
    pub stack: Stack,
    /// By stack if not set.
    pub scrape: Option<Scrape>,
    /// On monitors and rules, so that Prometheus selects them.
    pub monitor_labels: Scalars,
    pub prometheus: Prometheus,
    pub alerts: Map<String, Alert>,
    pub dashboards: Map<String, Dashboard>,
}

impl Default for Observability {
    fn default() -> Self {
        Self {
            namespace: "main".to_owned(),
            stack: Stack::None,
            scrape: None,
            monitor_labels: Map::default(),
            prometheus: Prometheus::default(),
            alerts: Map::default(),
            dashboards: Map::default(),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, serde::Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Stack {
    None,
    /// Somebody else runs it: only monitors, rules and dashboards are ours.
    External,
}

/// One mechanism an environment, never two: nothing is scraped twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Scrape {
    ServiceMonitor,
    Annotations,
    None,
}

#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Prometheus {
    /// How often it scrapes, where a workload does not say.
    pub every: Option<Duration>,
    /// Where it is asked, for analyses.
    pub address: Option<super::text::Text>,
    /// Labels of its pods, for network policies; every pod of its namespace if none.
    pub labels: Map<String, String>,
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Alert {
    pub enabled: bool,
    /// Required.
    pub expr: Option<String>,
    #[serde(rename = "for")]
    pub hold: Duration,
    pub severity: Option<String>,
    pub summary: Option<String>,
    pub description: Option<String>,
    pub runbook: Option<String>,
    pub labels: Map<String, String>,
    /// The rule group; the platform's name if not set.
    pub group: Option<String>,
}

impl Default for Alert {
    fn default() -> Self {
        Self {
            enabled: true,
            expr: None,
            hold: Duration::parse("5m").unwrap_or_default(),
            severity: None,
            summary: None,
            description: None,
            runbook: None,
            labels: Map::default(),
            group: None,
        }
    }
}

#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Dashboard {
    pub title: Option<String>,
    /// A file of the platform with the dashboard's JSON.
    pub from: Option<String>,
    pub panels: Map<String, Panel>,
}

#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Panel {
    /// Required.
    pub expr: Option<String>,
    pub unit: Option<String>,
    pub legend: Option<String>,
}
