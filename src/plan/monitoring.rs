//! Monitors, alerts, dashboards, and the analyses of progressive roll-outs.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};

use crate::diagnostic::FieldPath;
use crate::load::{Contents, Map};
use crate::model::observability::{Dashboard, Panel, Scrape, Stack};
use crate::model::rollout::Analysis;
use crate::model::scalar::{Count, Duration};

use super::catalog::Catalog;
use super::entry::Entry;
use super::labels::{evaluated_labels, platform_meta, platform_name, selector, workload_meta};
use super::object::{AlertGroup, AlertRule, AlertRules, AnalysisTemplate, Config, Content, Labels};
use super::text::Scope;
use super::workload::Monitor;

/// How metrics are collected: named, or by stack.
pub fn scrape(catalog: &Catalog<'_>) -> Scrape {
    let observability = &catalog.environment.observability;
    observability.scrape.unwrap_or(match observability.stack {
        Stack::None => Scrape::None,
        Stack::External => Scrape::ServiceMonitor,
    })
}

/// The ServiceMonitor of a workload with metrics.
pub fn monitor(scope: &mut Scope<'_, '_, '_>, entry: &Entry<'_>, labels: &Labels) -> Option<Monitor> {
    let catalog = scope.catalog;
    let observability = &catalog.environment.observability;
    let (metrics, port) = entry.metrics()?;
    if scrape(catalog) != Scrape::ServiceMonitor || entry.service.is_none() {
        return None;
    }
    let mut labels = labels.clone();
    labels.extend(evaluated_labels(
        scope,
        &observability.monitor_labels,
        &FieldPath::new(["observability", "monitor-labels"]),
    ));
    let every = metrics.every.as_ref().or(observability.prometheus.every.as_ref());
    Some(Monitor {
        meta: workload_meta(catalog, entry, &format!("{}-monitor", entry.name), &labels, &Labels::new()),
        service: selector(catalog, entry),
        has_headless_twin: entry.headless().is_some_and(|headless| Some(headless) != entry.service),
        has_extra_services: !entry.workload.extra_services.is_empty(),
        port: port.name.to_owned(),
        path: metrics.path.clone(),
        every: every.map(|every| every.as_str().to_owned()),
    })
}

/// Annotations by which a Prometheus that looks at pods finds their metrics.
pub fn scrape_annotations(catalog: &Catalog<'_>, entry: &Entry<'_>) -> Labels {
    match entry.metrics() {
        Some((metrics, port)) if scrape(catalog) == Scrape::Annotations => Labels::from([
            ("prometheus.io/scrape".to_owned(), "true".to_owned()),
            ("prometheus.io/port".to_owned(), port.number.to_string()),
            ("prometheus.io/path".to_owned(), metrics.path.clone()),
        ]),
        _ => Labels::new(),
    }
}

/// All alerts as one PrometheusRule.
pub fn alerts(scope: &mut Scope<'_, '_, '_>) -> Option<AlertRules> {
    let catalog = scope.catalog;
    let observability = &catalog.environment.observability;
    let platform = platform_name(catalog);
    let mut groups: Map<String, Vec<AlertRule>> = Map::default();
    for (name, alert) in observability.alerts.iter().filter(|(_, alert)| alert.enabled) {
        let Some(expr) = &alert.expr else { continue };
        let mut labels: Labels = alert.labels.iter().map(|(key, value)| (key.clone(), value.clone())).collect();
        labels.extend(alert.severity.iter().map(|severity| ("severity".to_owned(), severity.clone())));
        let texts = [("summary", &alert.summary), ("description", &alert.description), ("runbook_url", &alert.runbook)];
        let annotations = texts.into_iter().filter_map(|(key, text)| Some((key.to_owned(), text.clone()?))).collect();
        let group = alert.group.clone().unwrap_or_else(|| format!("{platform}-alerts"));
        let hold = alert.hold.as_str().to_owned();
        groups.entry(group).or_default().push(AlertRule {
            alert: name.clone(),
            expr: expr.clone(),
            hold,
            labels,
            annotations,
        });
    }
    if groups.is_empty() || observability.stack == Stack::None {
        return None;
    }
    let mut meta = platform_meta(scope, &format!("{platform}-alerts"), Some("main"));
    meta.labels.extend(evaluated_labels(
        scope,
        &observability.monitor_labels,
        &FieldPath::new(["observability", "monitor-labels"]),
    ));
    Some(AlertRules { meta, groups: groups.into_iter().map(|(name, rules)| AlertGroup { name, rules }).collect() })
}

/// All dashboards as one ConfigMap that Grafana's sidecar finds by its label.
pub fn dashboards(scope: &mut Scope<'_, '_, '_>, contents: &Contents) -> Option<Config> {
    let catalog = scope.catalog;
    let observability = &catalog.environment.observability;
    if observability.dashboards.is_empty() || observability.stack == Stack::None {
        return None;
    }
    let entries = observability.dashboards.iter().map(|(name, dashboard)| {
        let text = match &dashboard.from {
            Some(from) => contents.get(from).unwrap_or_default().to_owned(),
            None => format!("{:#}\n", dashboard_json(catalog, name, dashboard)),
        };
        (format!("{name}.json"), Content::Text(text))
    });
    let entries: BTreeMap<String, Content> = entries.collect();
    let name = format!("{}-{}-dashboards", platform_name(catalog), catalog.environment.name);
    let mut meta = platform_meta(scope, &name, Some(&observability.namespace));
    meta.labels.insert("grafana_dashboard".to_owned(), "1".to_owned());
    Some(Config { id: None, meta, entries })
}

/// Grafana's own format: a bare dashboard, two panels a row.
fn dashboard_json(catalog: &Catalog<'_>, name: &str, dashboard: &Dashboard) -> Json {
    let panel = |(index, (title, panel)): (usize, (&String, &Panel))| {
        let unit = panel.unit.as_ref().map_or_else(|| json!({}), |unit| json!({ "unit": unit }));
        let mut target = json!({ "expr": panel.expr.as_deref().unwrap_or_default(), "refId": "A" });
        if let Some(legend) = &panel.legend {
            target["legendFormat"] = Json::from(legend.as_str());
        }
        json!({
            "id": index + 1,
            "title": title,
            "type": "timeseries",
            "datasource": { "type": "prometheus", "uid": "${datasource}" },
            "gridPos": { "h": 8, "w": 12, "x": (index % 2) * 12, "y": (index / 2) * 8 },
            "fieldConfig": { "defaults": unit, "overrides": [] },
            "targets": [target],
        })
    };
    let panels: Vec<Json> = dashboard.panels.iter().enumerate().map(panel).collect();
    json!({
        "uid": format!("{}-{name}", catalog.environment.name).chars().take(40).collect::<String>(),
        "title": dashboard.title.as_deref().unwrap_or(name),
        "tags": [platform_name(catalog), catalog.environment.name],
        "schemaVersion": 39,
        "editable": false,
        "refresh": "30s",
        "time": { "from": "now-1h", "to": "now" },
        "templating": { "list": [{ "name": "datasource", "type": "datasource", "query": "prometheus" }] },
        "panels": panels,
    })
}

/// The AnalysisTemplates that roll-outs name, in each namespace with such a roll-out.
pub fn analyses(scope: &mut Scope<'_, '_, '_>) -> Vec<AnalysisTemplate> {
    let catalog = scope.catalog;
    let mut used: BTreeSet<(&str, &str)> = BTreeSet::new();
    for entry in catalog.rendered().filter(|entry| entry.workload.rollout.strategy.is_progressive()) {
        let rollout = &entry.workload.rollout;
        let steps = rollout.steps.iter().filter_map(|step| step.analysis.as_ref()).flatten();
        used.extend(rollout.analysis.iter().chain(steps).map(|name| (entry.namespace, name.as_str())));
    }
    let found = used
        .into_iter()
        .filter_map(|(namespace, name)| Some((namespace, name, catalog.environment.analysis.get(name)?)));
    found.map(|(namespace, name, analysis)| template(scope, namespace, name, analysis)).collect()
}

fn template(scope: &mut Scope<'_, '_, '_>, namespace: &str, name: &str, analysis: &Analysis) -> AnalysisTemplate {
    let path = FieldPath::new(["analysis", name]);
    let observability = &scope.catalog.environment.observability;
    let stack = scope.catalog.namespace_or_name(&observability.namespace);
    let address = match (&analysis.address, &observability.prometheus.address) {
        (Some(address), _) => scope.plain(address, &path.then("address")),
        (None, Some(address)) => scope.plain(address, &FieldPath::new(["observability", "prometheus", "address"])),
        // The name that the Prometheus operator gives its Service.
        (None, None) => format!("http://prometheus-operated.{stack}.svc.cluster.local:9090"),
    };
    let count = |count: Option<Count>| count.map(|Count(count)| count);
    AnalysisTemplate {
        meta: platform_meta(scope, name, Some(namespace)),
        args: analysis.args.keys().cloned().collect(),
        address,
        query: analysis.query.as_ref().map(|query| scope.plain(query, &path.then("query"))).unwrap_or_default(),
        success: analysis.success.clone(),
        failure: analysis.failure.clone(),
        interval: Some(analysis.every.as_ref().map_or("60s", Duration::as_str).to_owned()),
        count: count(analysis.count),
        failure_limit: count(analysis.failures),
        initial_delay: analysis.delay.as_ref().map(|delay| delay.as_str().to_owned()),
    }
}
