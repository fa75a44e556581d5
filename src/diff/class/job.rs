//! Jobs, whose pods cannot be replaced by others, and what starts them.

use serde_json::Value as Json;

use super::leaf::Leaf;
use super::{Class, pod};

/// What its pods are is immutable. Suspending it ends them, so that less runs.
pub fn job(leaf: &Leaf<'_>) -> Vec<Class> {
    let at = |pointer: &str| leaf.new.pointer(pointer);
    match leaf.keys()[..] {
        ["spec", "parallelism" | "suspend"] => vec![Class::Capacity],
        // An indexed Job grows and shrinks with both at once.
        ["spec", "completions"] => {
            let indexed = at("/spec/completionMode") == Some(&"Indexed".into());
            let elastic = indexed && leaf.after.is_some() && at("/spec/parallelism") == leaf.after;
            vec![if elastic { Class::Capacity } else { Class::Refused }]
        }
        ["spec", "completionMode"] if !leaf.differs("NonIndexed") => Vec::new(),
        [
            "spec",
            "selector" | "completionMode" | "podFailurePolicy" | "backoffLimitPerIndex" | "managedBy" | "successPolicy",
            ..,
        ] => vec![Class::Refused],
        ["spec", "template", ref rest @ ..] => {
            // The server keeps an account that is no longer named, under the older name of the field.
            let stays = matches!(rest, ["spec", "serviceAccountName"]) && leaf.after.is_none();
            let refused = !(stays || is_suspended(leaf.old) && may_change(rest));
            refused.then_some(Class::Refused).into_iter().chain(pod::changed(rest, leaf)).collect()
        }
        _ => Vec::new(),
    }
}

fn is_suspended(job: &Json) -> bool {
    job.pointer("/spec/suspend") == Some(&Json::Bool(true))
}

/// Where and with how much the pods of a Job run that has not started; the amounts since Kubernetes 1.36.
fn may_change(rest: &[&str]) -> bool {
    matches!(
        rest,
        ["metadata", "labels" | "annotations", ..]
            | ["spec", "nodeSelector" | "tolerations" | "schedulingGates", ..]
            | ["spec", "affinity", "nodeAffinity", ..]
            | ["spec", "containers" | "initContainers", "[]", "resources", ..]
    )
}

/// A run that has started keeps its pods; the next has the new template.
pub fn cron_job(leaf: &Leaf<'_>) -> Vec<Class> {
    match leaf.keys()[..] {
        ["spec", "suspend"] | ["spec", "jobTemplate", "spec", "parallelism" | "completions" | "suspend"] => {
            vec![Class::Capacity]
        }
        ["spec", "jobTemplate", "spec", "template", ref rest @ ..] => pod::changed(rest, leaf),
        _ => Vec::new(),
    }
}
