//! Argo Rollouts: the Services and ingresses that a Rollout steers, its analyses and what they want to be told.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use crate::check::object::get;
use crate::check::{At, Item};
use crate::diagnostic::FieldPath;

use super::world::{World, at, list, within};

const SERVICES: [&[&str]; 4] = [
    &["spec", "strategy", "canary", "canaryService"],
    &["spec", "strategy", "canary", "stableService"],
    &["spec", "strategy", "blueGreen", "activeService"],
    &["spec", "strategy", "blueGreen", "previewService"],
];

const ANALYSES: [&[&str]; 3] = [
    &["spec", "strategy", "canary", "analysis"],
    &["spec", "strategy", "blueGreen", "prePromotionAnalysis"],
    &["spec", "strategy", "blueGreen", "postPromotionAnalysis"],
];

pub fn find(world: &World<'_>) {
    for item in world.objects.iter().filter(|item| item.group() == "argoproj.io") {
        match item.kind() {
            "Rollout" => of_rollout(world, item),
            "AnalysisTemplate" | "ClusterAnalysisTemplate" => of_template(world, item),
            _ => {}
        }
    }
}

fn of_rollout<'o>(world: &World<'o>, item: &'o Item<'o>) {
    let namespace = item.namespace();
    for field in SERVICES {
        if let Some(name) = item.get(field).as_str()
            && world.service(namespace, name).is_none()
        {
            let message = format!("`{}` steers the Service `{name}`, which is not{}", item.words, within(namespace));
            world.fault("rollout-service-missing", At::object(item, field), message, "name one that is rendered");
        }
    }
    let ingress = ["spec", "strategy", "canary", "trafficRouting", "nginx", "stableIngress"];
    if let Some(name) = item.get(&ingress).as_str()
        && world.find("networking.k8s.io", "Ingress", namespace, name).is_none()
    {
        let message = format!("`{}` steers the Ingress `{name}`, which is not{}", item.words, within(namespace));
        world.fault("dangling-reference", At::object(item, &ingress), message, "name one that is rendered");
    }
    for field in ANALYSES {
        of_analysis(world, item, item.get(field), &FieldPath::new(field.iter().copied()));
    }
    for (position, step) in list(item.get(&["spec", "strategy", "canary", "steps"])) {
        let path = FieldPath::new(["spec", "strategy", "canary", "steps", &position]);
        of_analysis(world, item, get(step, &["analysis"]), &path.then("analysis"));
        for (number, analysis) in list(get(step, &["experiment", "analyses"])) {
            let path = path.join(&["experiment", "analyses", &number]);
            of_named(world, item, analysis, &path, get(analysis, &["args"]));
        }
    }
}

fn of_analysis<'o>(world: &World<'o>, item: &'o Item<'o>, analysis: &Json, path: &FieldPath) {
    for (position, template) in list(get(analysis, &["templates"])) {
        of_named(world, item, template, &path.join(&["templates", &position]), get(analysis, &["args"]));
    }
}

fn of_named<'o>(world: &World<'o>, item: &'o Item<'o>, template: &Json, path: &FieldPath, given: &Json) {
    let Some(name) = get(template, &["templateName"]).as_str() else { return };
    let is_of_cluster = get(template, &["clusterScope"]).as_bool() == Some(true);
    let (kind, namespace) = match is_of_cluster {
        true => ("ClusterAnalysisTemplate", None),
        false => ("AnalysisTemplate", item.namespace()),
    };
    let Some(found) = world.find("argoproj.io", kind, namespace, name) else {
        let message = format!("`{}` is judged by the {kind} `{name}`, which is not{}", item.words, within(namespace));
        let at = at(item, &path.then("templateName"));
        return world.fault("analysis-template-missing", at, message, "name one that is rendered");
    };
    let given: BTreeSet<&str> = list(given).filter_map(|(_, given)| get(given, &["name"]).as_str()).collect();
    for (_, wanted) in list(found.get(&["spec", "args"])) {
        let Some(argument) = get(wanted, &["name"]).as_str() else { continue };
        let has_value = !get(wanted, &["value"]).is_null() || !get(wanted, &["valueFrom"]).is_null();
        if !has_value && !given.contains(argument) {
            let message = format!("`{}` does not tell the {kind} `{name}` its argument `{argument}`", item.words);
            world.fault("analysis-argument-missing", at(item, path), message, "add it to `args`");
        }
    }
}

/// What a template writes as `{{args.x}}` it has to declare.
fn of_template<'o>(world: &World<'o>, item: &'o Item<'o>) {
    let declared = list(item.get(&["spec", "args"])).filter_map(|(_, argument)| get(argument, &["name"]).as_str());
    let declared: BTreeSet<&str> = declared.collect();
    let mut used = BTreeSet::new();
    arguments(item.get(&["spec", "metrics"]), &mut used);
    for argument in used {
        if !declared.contains(argument) {
            let message = format!("`{}` uses its argument `{argument}`, which it does not declare", item.words);
            let at = At::object(item, &["spec", "args"]);
            world.fault("analysis-argument-missing", at, message, "add it to `args`");
        }
    }
}

fn arguments<'j>(json: &'j Json, used: &mut BTreeSet<&'j str>) {
    match json {
        Json::String(text) => {
            for part in text.split("{{").skip(1) {
                let inside = part.split("}}").next().unwrap_or_default().trim();
                used.extend(inside.strip_prefix("args."));
            }
        }
        Json::Array(all) => all.iter().for_each(|json| arguments(json, used)),
        Json::Object(all) => all.values().for_each(|json| arguments(json, used)),
        Json::Null | Json::Bool(_) | Json::Number(_) => {}
    }
}
