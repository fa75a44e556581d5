//! Monitors and rules that their Prometheus passes over.

use serde_json::Value as Json;

use crate::check::object::{Item, get};
use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::selector::selects;

pub const RULE: Rule = Rule {
    name: "servicemonitor-not-selected",
    finds: "a monitor or a PrometheusRule that no Prometheus selects, or that lacks the labels by which it would",
    why: "The Prometheus operator hands a Prometheus only what its `serviceMonitorSelector`, `podMonitorSelector` and
`ruleSelector` take; a selector that is missing takes nothing. What is passed over is never scraped and never raises an
alert, and nothing tells.",
    instead: "Put the labels on it that the others have by `observability.monitor-labels`, or widen the selector of the
Prometheus.",
    levels: Levels::always(Level::Warn),
    find,
};

const SELECTORS: [(&str, &str, &str); 4] = [
    ("ServiceMonitor", "serviceMonitorSelector", "serviceMonitorNamespaceSelector"),
    ("PodMonitor", "podMonitorSelector", "podMonitorNamespaceSelector"),
    ("PrometheusRule", "ruleSelector", "ruleNamespaceSelector"),
    ("Probe", "probeSelector", "probeNamespaceSelector"),
];

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    let servers: Vec<&Item<'_>> = checked.objects.of_kind("Prometheus").collect();
    for (kind, selector, namespaces) in SELECTORS {
        for item in checked.objects.of_kind(kind).filter(|item| item.group() == "monitoring.coreos.com") {
            if !servers.is_empty() && !servers.iter().any(|server| takes(server, item, selector, namespaces, checked)) {
                let names: Vec<String> = servers.iter().map(|server| format!("`{}`", server.words)).collect();
                let message = format!("`{}` is not selected by {}", item.words, names.join(" or "));
                found.push(labels(item), message, format!("see `{selector}` and `{namespaces}`"));
            } else if servers.is_empty() {
                without_labels(checked, item, found);
            }
        }
    }
}

fn labels<'c>(item: &'c Item<'c>) -> At<'c> {
    At::object(item, &["metadata", "labels"]).from(&["observability", "monitor-labels"])
}

/// A Prometheus of somebody else: the labels that ours get tell what it selects by.
fn without_labels(checked: &Checked<'_>, item: &Item<'_>, found: &mut Found<'_, '_>) {
    let wanted = checked.environment.observability.monitor_labels.keys();
    let has = |key: &&String| get(&item.json, &["metadata", "labels", key]).is_string();
    let missing: Vec<String> = wanted.filter(|key| !has(key)).map(|key| format!("`{key}`")).collect();
    if !missing.is_empty() {
        let message =
            format!("`{}` lacks the label {}, which monitors are selected by here", item.words, missing.join(", "));
        found.push(labels(item), message, "label it as `observability.monitor-labels` says");
    }
}

fn takes(server: &Item<'_>, item: &Item<'_>, selector: &str, namespaces: &str, checked: &Checked<'_>) -> bool {
    let own = server.namespace() == item.namespace();
    let is_in_reach = match server.get(&["spec", namespaces]) {
        Json::Object(wanted) if wanted.is_empty() => true,
        selector @ Json::Object(_) => {
            let namespace = item.namespace().and_then(|name| checked.objects.find("Namespace", None, name));
            // The labels of a namespace that is not ours are not known.
            namespace.is_none_or(|namespace| selects(selector, namespace.get(&["metadata", "labels"])))
        }
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) | Json::Array(_) => own,
    };
    is_in_reach && selects(server.get(&["spec", selector]), item.get(&["metadata", "labels"]))
}
