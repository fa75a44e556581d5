//! ConfigMaps: where their keys are decided, and which of them a pod reads.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use crate::check::object::get;
use crate::check::{At, Checked, Item, Pod};

/// A key of a ConfigMap, in the table that it comes from.
pub fn at<'c>(checked: &Checked<'_>, config: &'c Item<'c>, key: &str) -> At<'c> {
    let at = At::object(config, &["data", key]);
    if config.workload.is_some() {
        return at.from(&["files"]);
    }
    let planned = checked.plan.configs.iter().find(|planned| planned.meta.name == config.name());
    match planned.and_then(|planned| planned.id.as_deref()) {
        Some(id) => at.from(&["config", id, "values", key]).from(&["config", id, "files", key]).from(&["config", id]),
        None => at.from(&["platform", "shared-config"]),
    }
}

/// The names of all ConfigMaps that a pod's variables come from.
pub fn of_variables<'o>(pod: &Pod<'o>) -> BTreeSet<&'o str> {
    let lists = ["initContainers", "containers"];
    let containers = lists.iter().flat_map(|list| pod.spec(&[list]).as_array().into_iter().flatten());
    let named = containers.flat_map(|container| {
        let single = items(container, "env").map(|variable| get(variable, &["valueFrom", "configMapKeyRef", "name"]));
        let whole = items(container, "envFrom").map(|source| get(source, &["configMapRef", "name"]));
        single.chain(whole)
    });
    named.filter_map(Json::as_str).collect()
}

/// A pod's volumes that are a ConfigMap: the volume's index, the ConfigMap's name, whether all of its keys are taken.
pub fn of_volumes<'o>(pod: &Pod<'o>) -> Vec<(usize, &'o str, bool)> {
    let volumes = pod.spec(&["volumes"]).as_array().into_iter().flatten().enumerate();
    let of = |(index, volume): (usize, &'o Json)| {
        let projected = get(volume, &["projected", "sources"]).as_array().into_iter().flatten();
        let sources = projected.map(|source| get(source, &["configMap"])).chain([get(volume, &["configMap"])]);
        let named = sources
            .filter_map(move |config| Some((index, config.get("name")?.as_str()?, config.get("items").is_none())));
        named.collect::<Vec<_>>()
    };
    volumes.flat_map(of).collect()
}

fn items<'j>(json: &'j Json, key: &str) -> impl Iterator<Item = &'j Json> {
    json.get(key).and_then(Json::as_array).into_iter().flatten()
}
