//! Objects as one text for standard output, in the order given.

use crate::emit::Object;

/// YAML documents, as `kubectl apply -f -` reads them.
pub fn yaml_stream<'o>(objects: impl IntoIterator<Item = &'o Object>) -> String {
    objects.into_iter().flat_map(|object| ["---\n", object.text.as_str()]).collect()
}

/// One `List`, of objects written down as JSON.
pub fn json_list<'o>(objects: impl IntoIterator<Item = &'o Object>) -> String {
    let items: Vec<&str> = objects.into_iter().map(|object| object.text.trim_end()).collect();
    format!("{{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[{}]}}\n", items.join(","))
}

/// A line an object, as `kubectl -o name` has it: `deployment.apps/web`.
pub fn names<'o>(objects: impl IntoIterator<Item = &'o Object>) -> String {
    objects.into_iter().map(|object| name(object) + "\n").collect()
}

/// Kind, group and name as kubectl spells them: `service/web`, `deployment.apps/web`.
pub fn name(object: &Object) -> String {
    let kind = object.kind.to_lowercase();
    match object.api_version.split_once('/') {
        Some((group, _)) => format!("{kind}.{group}/{}", object.name),
        None => format!("{kind}/{}", object.name),
    }
}
