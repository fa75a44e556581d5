//! Controllers and the pods they own, and what counts or scales them.

use serde_json::Value as Json;

use crate::check::object::get;
use crate::check::{At, Item};

use super::selector::Selector;
use super::world::{World, within};

pub fn find(world: &World<'_>) {
    for running in world.running() {
        let item = running.item();
        if let Some(selector) = owned(item) {
            of_own_pods(world, item, running.pod.json, &selector);
            of_others(world, item, &selector);
        }
        if item.kind() == "StatefulSet"
            && let Some(service) = item.get(&["spec", "serviceName"]).as_str().filter(|name| !name.is_empty())
            && world.service(item.namespace(), service).is_none()
        {
            let namespace = within(item.namespace());
            let message = format!("`{}` is governed by the Service `{service}`, which is not{namespace}", item.words);
            let at = At::object(item, &["spec", "serviceName"]);
            world.fault("dangling-reference", at, message, "name one that is rendered");
        }
    }
    of_targets(world);
    of_budgets(world);
}

/// The selector of what owns its pods by one.
fn owned<'o>(item: &'o Item<'o>) -> Option<Selector<'o>> {
    match item.kind() {
        "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet" | "Rollout" => {
            Selector::of(item.get(&["spec", "selector"])).filter(|selector| !selector.is_empty())
        }
        _ => None,
    }
}

fn of_own_pods<'o>(world: &World<'o>, item: &'o Item<'o>, template: &Json, selector: &Selector<'_>) {
    if !selector.matches(get(template, &["metadata", "labels"])) {
        let message = format!("`{}` selects `{selector}`, and its own pods are labelled otherwise", item.words);
        let at = At::object(item, &["spec", "selector"]);
        world.fault("selector-label-mismatch", at, message, "give its pods these labels");
    }
}

/// Two controllers that select each other's pods fight for them.
fn of_others<'o>(world: &World<'o>, item: &'o Item<'o>, selector: &Selector<'_>) {
    let selected = world.pods.select(item.namespace(), selector).into_iter();
    let others = selected.filter(|running| !std::ptr::eq(running.item(), item) && owned(running.item()).is_some());
    for other in others {
        let message =
            format!("`{}` selects `{selector}`, and the pods of `{}` as well", item.words, other.item().words);
        let at = At::object(item, &["spec", "selector"]);
        world.fault("selector-overlap", at, message, "tell the two apart by a label");
    }
}

/// Where those that scale name what they scale.
const TARGETS: [(&str, &str, &str); 4] = [
    ("autoscaling", "HorizontalPodAutoscaler", "scaleTargetRef"),
    ("autoscaling.k8s.io", "VerticalPodAutoscaler", "targetRef"),
    ("keda.sh", "ScaledObject", "scaleTargetRef"),
    ("argoproj.io", "Rollout", "workloadRef"),
];

fn of_targets(world: &World<'_>) {
    for (group, kind, field) in TARGETS {
        for item in world.objects.of_kind(kind).filter(|item| item.group() == group) {
            let target = item.get(&["spec", field]);
            let Some(name) = get(target, &["name"]).as_str() else { continue };
            let kind = get(target, &["kind"]).as_str().unwrap_or("Deployment");
            let version = get(target, &["apiVersion"]).as_str().unwrap_or("apps/v1");
            let group = version.split_once('/').map_or("", |(group, _)| group);
            if world.find(group, kind, item.namespace(), name).is_none() {
                let namespace = within(item.namespace());
                let message =
                    format!("`{}` is for the {kind} `{name}` of `{version}`, which is not{namespace}", item.words);
                let at = At::object(item, &["spec", field, "name"]);
                world.fault("dangling-reference", at, message, "name one that is rendered");
            }
        }
    }
}

fn of_budgets(world: &World<'_>) {
    for item in world.objects.of_kind("PodDisruptionBudget") {
        let Some(selector) = Selector::of(item.get(&["spec", "selector"])) else { continue };
        if world.pods.select(item.namespace(), &selector).is_empty() {
            let message = format!("`{}` is for pods with `{selector}`, and there are none", item.words);
            let at = At::object(item, &["spec", "selector"]);
            world.fault("dangling-selector", at, message, "select labels that pods have");
        }
    }
}
