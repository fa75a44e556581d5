//! Metrics that nobody exports.

use std::collections::BTreeSet;

use crate::check::{Checked, Found, Levels, Rule};
use crate::diagnostic::suggestion;
use crate::model::lint::Level;
use crate::model::workload::Workload;

use super::expressions::{What, all, expressions};
use super::promql::{metric, selectors};

pub const RULE: Rule = Rule {
    name: "metric-unknown",
    finds: "an expression about a metric that no workload names in `metrics.names`, where any workload names its own",
    why: "A series that nobody exports is empty: the alert never fires, the panel shows nothing, the analysis has no data. Mostly
the metric is called otherwise: frameworks have names of their own, and change them.",
    instead: "Ask for what is exported, or add it to the `metrics.names` of the workload that exports it.",
    levels: Levels::always(Level::Warn),
    find,
};

/// Metrics of the cluster, of Prometheus, and of what every client library exports.
const FOREIGN: [&str; 26] = [
    "ALERTS",
    "alertmanager_",
    "apiserver_",
    "argocd_",
    "certmanager_",
    "container_",
    "coredns_",
    "etcd_",
    "externalsecret_",
    "go_",
    "istio_",
    "jvm_",
    "kube_",
    "kubelet_",
    "machine_",
    "nginx_ingress_",
    "node_",
    "nodejs_",
    "probe_",
    "process_",
    "prometheus_",
    "python_",
    "rollout_",
    "scrape_",
    "traefik_",
    "up",
];
/// What one histogram or summary is exported as.
const PARTS: [&str; 4] = ["_bucket", "_count", "_sum", "_total"];

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    let named: Vec<&str> = workloads(checked)
        .filter_map(|workload| workload.metrics.as_ref())
        .filter(|metrics| metrics.enabled)
        .flat_map(|metrics| metrics.names.iter().map(String::as_str))
        .collect();
    if named.is_empty() {
        return;
    }
    let families: BTreeSet<&str> = named.iter().map(|name| family(name)).collect();
    let recorded = all(checked).into_iter().filter(|expression| expression.what == What::Record);
    let recorded: BTreeSet<String> = recorded.map(|expression| expression.name).collect();
    for (expression, expr) in expressions(checked) {
        let asked: BTreeSet<&str> = selectors(&expr).into_iter().filter_map(metric).collect();
        for name in asked {
            if !families.contains(family(name)) && !recorded.contains(name) && !is_foreign(name) {
                let message = format!("{} asks for `{name}`, which no workload names", expression.words());
                found.push(expression.at(), message, suggestion(name, named.iter().copied()));
            }
        }
    }
}

fn workloads<'c>(checked: &'c Checked<'_>) -> impl Iterator<Item = &'c Workload> {
    checked.environment.workloads().map(|(_, _, workload)| workload)
}

/// The name that the parts of a histogram or a counter share.
fn family(name: &str) -> &str {
    PARTS.iter().find_map(|part| name.strip_suffix(part)).unwrap_or(name)
}

fn is_foreign(name: &str) -> bool {
    FOREIGN.iter().any(|prefix| if prefix.ends_with('_') { name.starts_with(prefix) } else { name == *prefix })
}
