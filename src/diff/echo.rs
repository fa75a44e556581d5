//! Which differences only follow from others of the same comparison: a checksum over configuration that differs, the
//! hash of a Job's content in its name, the name of a namespace in all that is in it.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use crate::plan::CONFIG_SUM;

use super::compare::Change;
use super::document::Document;
use super::pair::stem;
use super::path::{Path, Step};

pub fn mark_echoes(changes: &mut [Change<'_>]) {
    let configs = changed_configs(changes);
    let namespaces = renamed_namespaces(changes);
    for change in changes {
        let (Some(before), Some(after)) = (change.before, change.after) else { continue };
        let read = change.fields.iter().any(|field| is_checksum(&field.path)).then(|| {
            let mut read = configs_of(before);
            read.extend(configs_of(after));
            read
        });
        let reads_changed = read.is_some_and(|read| !read.is_disjoint(&configs));
        let is_config_of_its_own = change.fields.iter().any(|field| {
            !is_checksum(&field.path)
                && field.path.keys().iter().any(|key| matches!(*key, "env" | "envFrom" | "volumes"))
        });
        let other_content = change.fields.iter().any(|field| field.path.keys().first() == Some(&"spec"));
        for field in &mut change.fields {
            let text = |side: Option<&'_ Json>| side.and_then(Json::as_str).map(str::to_owned);
            field.echo = match field.path.keys().as_slice() {
                ["metadata", "name"] => {
                    other_content && stem(&before.id).is_some_and(|old| stem(&after.id) == Some(old))
                }
                ["metadata", "namespace"] => match (text(field.before), text(field.after)) {
                    (Some(old), Some(new)) => namespaces.contains(&(old, new)),
                    _ => false,
                },
                _ => is_checksum(&field.path) && (reads_changed || is_config_of_its_own),
            };
        }
    }
}

fn is_checksum(path: &Path) -> bool {
    matches!(path.0.as_slice(), [.., Step::Key(annotations), Step::Key(key)] if annotations == "annotations" && key == CONFIG_SUM)
}

/// The names of ConfigMaps that were added, removed or changed, on whichever side they have them.
fn changed_configs(changes: &[Change<'_>]) -> BTreeSet<String> {
    let sides = changes.iter().flat_map(|change| [change.before, change.after]);
    let configs = sides.flatten().filter(|document| document.id.kind == "ConfigMap");
    configs.map(|document| document.id.name.clone()).collect()
}

/// Namespaces that have another name now.
fn renamed_namespaces(changes: &[Change<'_>]) -> BTreeSet<(String, String)> {
    let renamed = changes.iter().filter_map(|change| Some((&change.before?.id, &change.after?.id)));
    let namespaces = renamed.filter(|(_, after)| after.kind == "Namespace");
    namespaces.map(|(before, after)| (before.name.clone(), after.name.clone())).collect()
}

/// The ConfigMaps that the pods of a document read.
fn configs_of(document: &Document) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    add_configs(&document.json, &mut names);
    names
}

fn add_configs(json: &Json, names: &mut BTreeSet<String>) {
    match json {
        Json::Object(fields) => {
            for (key, value) in fields {
                if matches!(key.as_str(), "configMap" | "configMapRef" | "configMapKeyRef") {
                    names.extend(value.get("name").and_then(Json::as_str).map(str::to_owned));
                }
                add_configs(value, names);
            }
        }
        Json::Array(items) => items.iter().for_each(|item| add_configs(item, names)),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::diff::compare;
    use crate::diff::document::Id;

    fn document(json: Json) -> Document {
        Document { id: Id::of(&json).expect("it is an object"), json, owner: None }
    }

    fn config(value: &str) -> Document {
        document(
            json!({ "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": "c" }, "data": { "a": value } }),
        )
    }

    fn workload(kind: &str, name: &str, sum: &str, image: &str) -> Document {
        let reads = json!([{ "name": "a", "image": image, "envFrom": [{ "configMapRef": { "name": "c" } }] }]);
        document(json!({ "apiVersion": "apps/v1", "kind": kind, "metadata": { "name": name },
            "spec": { "template": { "metadata": { "annotations": { CONFIG_SUM: sum } }, "spec": { "containers": reads } } } }))
    }

    fn echoes(before: &[Document], after: &[Document]) -> Vec<String> {
        let changes = compare(before, after);
        let fields = changes.iter().flat_map(|change| &change.fields);
        fields.map(|field| format!("{} {}", field.path, field.echo)).collect()
    }

    #[test]
    fn a_checksum_echoes_the_configuration_and_nothing_else() {
        let sum = "spec.template.metadata.annotations.checksum/config";
        let [one, two] = ["1", "2"].map(|sum| workload("Deployment", "web", sum, "a"));
        let changed = echoes(&[config("1"), one.clone()], &[config("2"), two.clone()]);
        assert_eq!(changed, ["data.a false".to_owned(), format!("{sum} true")]);
        assert_eq!(echoes(&[config("1"), one], &[config("1"), two]), [format!("{sum} false")]);
    }

    #[test]
    fn a_hash_in_a_name_echoes_the_content() {
        let one = workload("Job", "migrate-01234567", "1", "a:1");
        let two = workload("Job", "migrate-89abcdef", "1", "a:2");
        let image = "spec.template.spec.containers[a].image false";
        assert_eq!(echoes(&[one], &[two]), ["metadata.name true", image]);
    }

    #[test]
    fn the_name_of_a_namespace_echoes_that_it_was_renamed() {
        let space =
            |name: &str| document(json!({ "apiVersion": "v1", "kind": "Namespace", "metadata": { "name": name } }));
        let account = |space: &str| {
            let metadata = json!({ "name": "web", "namespace": space });
            document(json!({ "apiVersion": "v1", "kind": "ServiceAccount", "metadata": metadata }))
        };
        let [dev, prod] = ["x-dev", "x-prod"].map(|name| [space(name), account(name)]);
        assert_eq!(echoes(&dev, &prod), ["metadata.name false", "metadata.namespace true"]);
        assert_eq!(echoes(&dev[1..], &prod[1..]), ["metadata.namespace false"]);
    }
}
