//! Metrics that nobody is let in to read.

use crate::check::flows::Why;
use crate::check::object::get;
use crate::check::pod;
use crate::check::reach::{Door, Endpoint, LabelSet, Protocol};
use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;
use crate::model::observability::Stack;

use super::words::{door, push_blocked};

pub const RULE: Rule = Rule {
    name: "netpol-blocks-scrape",
    finds: "a workload with metrics whose policies do not let Prometheus in",
    why: "A target that cannot be scraped is `down`: its graphs stay empty, and of its alerts only those fire that ask
for absence. It looks like a fault of the workload, and is one of a policy.",
    instead:
        "Say where the stack lives, with `observability.namespace` and `observability.prometheus.labels`, and let it in
where a policy is written by hand.",
    levels: Levels::always(Level::Deny),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    let proof = checked.proof();
    for (line, blocked) in proof.blocked(&[Why::Scrape]) {
        push_blocked(checked, found, proof, line, &blocked);
    }
    let observability = &checked.environment.observability;
    if observability.stack == Stack::None {
        return;
    }
    let names = &checked.plan.namespace_names;
    let namespace = names.get(&observability.namespace).unwrap_or(&observability.namespace);
    let labels = observability.prometheus.labels.iter().map(|(key, value)| (key.clone(), value.clone()));
    let labels = LabelSet { labels: labels.collect(), complete: false };
    let prometheus = proof.network.stranger(namespace, labels);
    let items: Vec<_> = checked.objects.iter().collect();
    for end in proof.network.pods.iter().filter(|end| !end.foreign) {
        let item = end.object.and_then(|object| items.get(object)).filter(|item| item.workload.is_none());
        let Some(pod) = item.and_then(|item| pod::of(item)) else { continue };
        let annotation = |key: &str| get(pod.json, &["metadata", "annotations", key]).as_str();
        let port = annotation("prometheus.io/port").and_then(|port| port.parse::<u16>().ok());
        let (Some(number), Some("true")) = (port, annotation("prometheus.io/scrape")) else { continue };
        let scraped = Door { number, protocol: Protocol::Tcp };
        if !proof.network.lets_in(end, Endpoint::Pod(&prometheus), scraped) {
            let message = format!(
                "`{}` is to be scraped on {}, but no policy of it lets the namespace `{namespace}` in",
                pod.item.words,
                door(scraped)
            );
            found.push(At::object(pod.item, &pod.field(&["metadata", "annotations"])), message, "let it in");
        }
    }
}
