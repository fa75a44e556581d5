//! Autoscalers that have nothing to compare with.

use serde_json::Value as Json;

use crate::check::rules::resources::Ranges;
use crate::check::{At, Checked, Found, Group, Levels, Rule};
use crate::model::lint::Level;

use super::fleet::Fleet;

pub const RULE: Rule = Rule {
    name: "hpa-without-request",
    finds: "an autoscaler by percent of a request that a container does not make",
    why: "A share of nothing cannot be computed: the autoscaler reports `FailedGetResourceMetric` and never scales. One
container without the request is enough, a sidecar as well.",
    instead: "Give every container of the workload a `size` with the request.",
    levels: Levels::staged(Level::Warn, Level::Deny),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    let fleet = Fleet::of(checked);
    let ranges = Ranges::of(checked);
    for kept in &fleet.all {
        let Some(scaler) = kept.autoscaler else { continue };
        let containers = kept.pod.containers();
        for (resource, container) in shares(scaler.get(&["spec", "metrics"])) {
            let stays = |group| matches!(group, Group::Container | Group::Sidecar);
            let meant = containers.iter().filter(|other| stays(other.group));
            let meant = meant.filter(|other| container.is_none_or(|name| name == other.name));
            for lacking in meant.filter(|container| ranges.request(container, resource).is_none()) {
                let words = &kept.item().words;
                let message = format!(
                    "`{}` scales by the requested {resource}, and `{}` of `{words}` requests none",
                    scaler.words, lacking.name
                );
                let at = At::container(lacking, &["resources", "requests"]).from(&["resources"]).from(&["size"]);
                found.push(at, message, format!("request {resource}"));
            }
        }
    }
}

/// The resources of which a share is wanted, and the one container that is meant, if it is one.
fn shares(metrics: &Json) -> impl Iterator<Item = (&str, Option<&str>)> {
    metrics.as_array().into_iter().flatten().filter_map(|metric| {
        let source = metric.get("resource").or_else(|| metric.get("containerResource"))?;
        source.get("target")?.get("averageUtilization")?;
        Some((source.get("name")?.as_str()?, source.get("container").and_then(Json::as_str)))
    })
}
