//! Autoscalers that go up and stay there.

use serde_json::Value as Json;

use crate::check::rules::resources::{Ranges, heap, is_jvm};
use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::fleet::Fleet;

pub const RULE: Rule = Rule {
    name: "hpa-memory-jvm",
    finds: "an autoscaler by memory whose target is below the heap that a program is told to take",
    why:
        "A Java virtual machine keeps the heap that it once took. As soon as all pods have filled theirs, each uses more
than the target, however little there is to do: the autoscaler goes to its maximum and stays there.",
    instead: "Scale by `cpu`, or request as much memory as the heap takes.",
    levels: Levels::staged(Level::Allow, Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    let fleet = Fleet::of(checked);
    let ranges = Ranges::of(checked);
    for kept in &fleet.all {
        let Some((scaler, index, percent)) = kept.autoscaler.and_then(|scaler| {
            let metrics = scaler.get(&["spec", "metrics"]).as_array()?;
            let found = metrics.iter().enumerate().find_map(|(index, metric)| Some((index, target(metric)?)));
            found.map(|(index, percent)| (scaler, index, percent))
        }) else {
            continue;
        };
        for container in kept.pod.containers().into_iter().filter(is_jvm) {
            let Some(request) = ranges.request(&container, "memory") else { continue };
            let Some(heap) = heap(&container, ranges.limit(&container, "memory")) else { continue };
            let wanted = (request / 1000).saturating_mul(i128::from(percent)) / 100;
            if heap.bytes <= wanted {
                continue;
            }
            let (words, flag) = (&scaler.words, &heap.flag);
            let (own, wanted) = (heap.bytes >> 20, wanted >> 20);
            let message = format!("`{words}` wants pods to use {wanted}Mi, and `{flag}` is a heap of {own}Mi");
            let index = index.to_string();
            let at = At::object(scaler, &["spec", "metrics", &index]).from(&["autoscale", "memory"]);
            found.push(at, message, "scale by `cpu`");
        }
    }
}

/// Percent of the requested memory that pods are to use.
fn target(metric: &Json) -> Option<u32> {
    let source = metric.get("resource").or_else(|| metric.get("containerResource"))?;
    let is_memory = source.get("name").and_then(Json::as_str) == Some("memory");
    let percent = source.get("target")?.get("averageUtilization")?.as_u64()?;
    u32::try_from(percent).ok().filter(|_| is_memory)
}
