//! Metrics that are collected twice.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::check::object::get;
use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::targets::{Target, endpoints, targets};

pub const RULE: Rule = Rule {
    name: "double-scrape",
    finds: "a port of a pod that two monitors scrape, or a monitor and the `prometheus.io/*` annotations",
    why: "Each series is there twice, under another job or Service. Sums over them are twice too high, alerts come twice, and
Prometheus pays for it.",
    instead: "Keep one way of collecting: `observability.scrape` says which, and a monitor can leave out Services by
`matchExpressions`.",
    levels: Levels::always(Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    let targets = targets(checked);
    let mut first: BTreeMap<(Option<&str>, &str, u64, &str), &Target<'_>> = BTreeMap::new();
    let mut told: Vec<(&str, usize, &str)> = Vec::new();
    for target in &targets {
        let pod = target.pod;
        match first.entry((pod.namespace(), &pod.words, target.port, target.path)) {
            Entry::Vacant(free) => {
                free.insert(target);
            }
            Entry::Occupied(taken) => {
                let key = (target.monitor.words.as_str(), target.endpoint, pod.words.as_str());
                if told.contains(&key) || is_of_versions(taken.get(), target) {
                    continue;
                }
                told.push(key);
                let other = taken.get();
                let by = match other.monitor.words == target.monitor.words {
                    true if other.endpoint == target.endpoint => "over two Services".to_owned(),
                    true => format!("by its endpoint {} as well", other.endpoint),
                    false => format!("as `{}` does", other.monitor.words),
                };
                let (monitor, port, path) = (&target.monitor.words, target.port, target.path);
                let message = format!("`{monitor}` scrapes port {port}, `{path}`, of `{}`, {by}", pod.words);
                let field = ["spec", endpoints(target.monitor), &target.endpoint.to_string()].map(str::to_owned);
                let field: Vec<&str> = field.iter().map(String::as_str).collect();
                found.push(At::object(target.monitor, &field), message, "keep one of them");
            }
        }
    }
    by_annotation(checked, &targets, found);
}

/// The Services of a roll-out tell its versions apart, and the series of each are told apart by the Service.
fn is_of_versions(one: &Target<'_>, other: &Target<'_>) -> bool {
    other.pod.kind() == "Rollout" && one.monitor.words == other.monitor.words && one.endpoint == other.endpoint
}

fn by_annotation(checked: &Checked<'_>, targets: &[Target<'_>], found: &mut Found<'_, '_>) {
    let mut monitored: BTreeMap<(Option<&str>, &str), &Target<'_>> = BTreeMap::new();
    for target in targets {
        monitored.entry((target.pod.namespace(), &target.pod.words)).or_insert(target);
    }
    for pod in checked.objects.pods() {
        let annotations = get(pod.json, &["metadata", "annotations"]);
        let is_annotated = get(annotations, &["prometheus.io/scrape"]).as_str() == Some("true");
        let Some(target) = monitored.get(&(pod.item.namespace(), pod.item.words.as_str())) else { continue };
        let port = get(annotations, &["prometheus.io/port"]).as_str();
        if is_annotated && port.is_none_or(|port| port == target.port.to_string()) {
            let message = format!(
                "the pods of `{}` are annotated to be scraped, and `{}` scrapes them",
                pod.item.words, target.monitor.words
            );
            let field = pod.field(&["metadata", "annotations", "prometheus.io/scrape"]);
            found.push(At::object(pod.item, &field).from(&["annotations"]), message, "keep one of them");
        }
    }
}
