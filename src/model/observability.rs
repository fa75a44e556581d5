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
    /// Whether there is a monitoring stack; without one no alerts, no dashboards and no flow for scraping.
    pub stack: Stack,
    /// How metrics are collected; `service-monitor` with a stack if not set.
    pub scrape: Option<Scrape>,
    /// On monitors and rules, so that Prometheus selects them.
    pub monitor_labels: Scalars,
    /// The Prometheus of that stack.
    pub prometheus: Prometheus,
    /// Alerts by name, together in one PrometheusRule.
    pub alerts: Map<String, Alert>,
    /// Grafana's dashboards by name, together in one ConfigMap.
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
    /// Monitors for the Prometheus operator.
    ServiceMonitor,
    /// The well-known `prometheus.io/*` annotations on pods.
    Annotations,
    /// Nothing is scraped.
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
    /// False: it is not written.
    pub enabled: bool,
    /// The PromQL expression that raises it. Required.
    pub expr: Option<String>,
    /// How long the expression has to hold until the alert fires.
    #[serde(rename = "for")]
    pub hold: Duration,
    /// Its label `severity`.
    pub severity: Option<String>,
    /// One line for people; its annotation `summary`.
    pub summary: Option<String>,
    /// The whole story; its annotation `description`.
    pub description: Option<String>,
    /// Address of what to do; its annotation `runbook_url`.
    pub runbook: Option<String>,
    /// Further labels, that alerts are routed by.
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
    /// What it is called; its key if not set.
    pub title: Option<String>,
    /// A file of the platform with the dashboard's JSON.
    pub from: Option<String>,
    /// Panels by title; these or `from`.
    pub panels: Map<String, Panel>,
}

#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Panel {
    /// The PromQL expression that it shows. Required.
    pub expr: Option<String>,
    /// Unit of the values, as Grafana spells it.
    pub unit: Option<String>,
    /// How a series is named, as Grafana's `legendFormat`.
    pub legend: Option<String>,
}
