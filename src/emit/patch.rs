//! The last step of emission: fragments laid over finished objects. What a fragment then has on its conscience is told
//! where it stands, for every key of it has a place.

use serde_json::Value as Json;

use crate::diagnostic::{Diagnostic, FieldPath, Place, Report};
use crate::model::Provenance;
use crate::patch::{Fault, json_patch, strategic};
use crate::plan::{Body, Fragment, Patch};

/// Whether a word is about a key or about what stands under it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum At {
    Key,
    Value,
}

/// What is wrong with a fragment.
pub struct Wrong {
    pub rule: &'static str,
    pub message: String,
    pub label: String,
}

/// Lays a fragment over an object and says whether that changed it. What a patch set to `null` is not there afterwards.
pub fn apply(fragment: &Fragment, object: &mut Json) -> Result<bool, Fault> {
    let before = object.clone();
    match &fragment.body {
        Body::Merge(table) => strategic::apply(object, table)?,
        Body::Operations(operations) => json_patch::apply(object, operations)?,
    };
    remove_nulls(object);
    Ok(*object != before)
}

/// Reports a fault of a fragment at the best place for these keys below its root.
pub fn refuse(
    fragment: &Fragment,
    keys: &[String],
    at: At,
    wrong: Wrong,
    provenance: &Provenance<'_>,
    report: &mut Report,
) {
    let (place, help) = place(fragment, keys, at, provenance);
    let fault = Diagnostic::error(wrong.rule, place, wrong.message).label(wrong.label);
    report.push(Diagnostic { help, ..fault });
}

/// The best place for these keys below a fragment's root; where a file has no lines of its own, also in words.
fn place(fragment: &Fragment, keys: &[String], at: At, provenance: &Provenance<'_>) -> (Place, Option<String>) {
    let whole = match at {
        At::Key => provenance.key_place(&fragment.at),
        At::Value => provenance.place(&fragment.at),
    };
    let (node, file) = match &fragment.file {
        Some(file) => (Some(&file.tree), Some(file)),
        None => (provenance.node(&fragment.at), None),
    };
    let inside = node.filter(|_| !keys.is_empty() || file.is_some()).map(|node| {
        let key = if at == At::Key { node.key_place(keys) } else { None };
        key.unwrap_or_else(|| node.nearest_place(&FieldPath::new(keys.iter().cloned())))
    });
    match (file, inside) {
        (Some(file), Some(inside)) => (whole, Some(file.words(inside.start))),
        (None, Some(inside)) => (inside, None),
        (_, None) => (whole, None),
    }
}

/// Where a fragment says what stands at this path of the object it was laid over; none if it does not.
pub fn made(
    fragment: &Fragment,
    object: &Json,
    path: &[String],
    provenance: &Provenance<'_>,
) -> Option<(Place, Option<String>)> {
    let keys = match &fragment.body {
        Body::Merge(table) => Some(below(table, object, path)).filter(|keys| keys.len() == path.len())?,
        Body::Operations(operations) => written(operations.as_array()?, path)?,
    };
    (!path.is_empty()).then(|| place(fragment, &keys, At::Value, provenance))
}

/// The keys below a fragment's root that made what stands at this path of the object it was laid over.
pub fn origin(fragment: &Fragment, object: &Json, path: &[String]) -> Vec<String> {
    match &fragment.body {
        Body::Merge(table) => below(table, object, path),
        Body::Operations(operations) => {
            let operations = operations.as_array().map(Vec::as_slice).unwrap_or_default();
            operation(operations, path).unwrap_or_default()
        }
    }
}

/// Follows a path through an object and through what was merged into it, as far as both go.
fn below(merged: &Json, object: &Json, path: &[String]) -> Vec<String> {
    let (mut merged, mut object) = (merged, object);
    let mut keys = Vec::new();
    for key in path {
        let (next, inner) = match (merged, object) {
            (Json::Array(parts), Json::Array(elements)) => {
                let Some(element) = key.parse::<usize>().ok().and_then(|index| elements.get(index)) else { break };
                // Merging moves the elements of a list: the part is found again in what it became.
                let Some(index) = parts.iter().position(|part| is_part(part, element)) else { break };
                (index.to_string(), element)
            }
            _ => (key.clone(), object.get(key).unwrap_or(&Json::Null)),
        };
        let found = match merged {
            Json::Array(parts) => next.parse::<usize>().ok().and_then(|index| parts.get(index)),
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) | Json::Object(_) => merged.get(&next),
        };
        let Some(found) = found else { break };
        keys.push(next);
        (merged, object) = (found, inner);
    }
    keys
}

/// Whether a whole holds all that a part says, directives aside.
fn is_part(part: &Json, whole: &Json) -> bool {
    match (part, whole) {
        (Json::Object(part), Json::Object(whole)) => {
            let said = part.iter().filter(|(key, value)| !key.starts_with('$') && value.get("$patch").is_none());
            let mut said = said.filter(|(_, value)| !value.is_null());
            said.all(|(key, part)| whole.get(key).is_some_and(|whole| is_part(part, whole)))
        }
        (Json::Array(parts), Json::Array(whole)) => {
            let mut said = parts.iter().filter(|part| part.get("$patch").is_none());
            said.all(|part| whole.iter().any(|element| is_part(part, element)))
        }
        (part, whole) => part == whole,
    }
}

/// The last operation that wrote what stands at a path, or else one that changed something inside of it.
fn operation(operations: &[Json], path: &[String]) -> Option<Vec<String>> {
    let changed_inside = || {
        operations.iter().enumerate().rev().find_map(|(index, operation)| {
            let target = pointer(operation).filter(|_| operation["op"] != "test")?;
            let shorter = target.get(..path.len()).is_some_and(|start| is_there(start, path));
            shorter.then(|| vec![index.to_string(), "path".to_owned()])
        })
    };
    written(operations, path).or_else(changed_inside)
}

/// The last operation that wrote what stands at a path.
fn written(operations: &[Json], path: &[String]) -> Option<Vec<String>> {
    operations.iter().enumerate().rev().find_map(|(index, operation)| {
        let target = pointer(operation)?;
        let rest = path.get(target.len()..)?;
        let writes = operation["op"] != "test" && operation["op"] != "remove";
        (writes && is_there(&target, path)).then(|| {
            let mut keys = vec![index.to_string()];
            if let Some(value) = operation.get("value") {
                keys.push("value".to_owned());
                keys.extend(below(value, value, rest));
            }
            keys
        })
    })
}

fn pointer(operation: &Json) -> Option<Vec<String>> {
    let keys = operation["path"].as_str()?.split('/').skip(1);
    Some(keys.map(|key| key.replace("~1", "/").replace("~0", "~")).collect())
}

/// Whether a pointer leads to a path or to something around it; later operations may have moved elements of lists.
fn is_there(pointer: &[String], path: &[String]) -> bool {
    let index = |key: &str| key == "-" || key.bytes().all(|letter| letter.is_ascii_digit());
    let same = |(one, other): (&String, &String)| one == other || (index(one) && index(other));
    pointer.len() <= path.len() && pointer.iter().zip(path).all(same)
}

fn remove_nulls(value: &mut Json) {
    match value {
        Json::Object(fields) => {
            fields.retain(|_, field| !field.is_null());
            fields.values_mut().for_each(remove_nulls);
        }
        Json::Array(items) => items.iter_mut().for_each(remove_nulls),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
    }
}

/// What the engine could not do.
pub fn refuse_fault(fragment: &Fragment, fault: Fault, object: &str, provenance: &Provenance<'_>, report: &mut Report) {
    let wrong = Wrong { rule: "bad-patch", message: format!("`{object}`: {}", fault.wrong), label: fault.advice };
    refuse(fragment, &fault.keys, At::Value, wrong, provenance, report);
}

/// A fragment that says what is so already, or nothing.
pub fn refuse_no_change(fragment: &Fragment, object: &str, provenance: &Provenance<'_>, report: &mut Report) {
    let message = format!("`{}` changes nothing of `{object}`", fragment.at);
    let label = "all of this is so already: remove it".to_owned();
    refuse(fragment, &[], At::Key, Wrong { rule: "patch-no-change", message, label }, provenance, report);
}

/// A patch for which there is nothing in its target's output.
pub fn refuse_unmatched(
    patch: &Patch,
    message: String,
    label: String,
    provenance: &Provenance<'_>,
    report: &mut Report,
) {
    let target = FieldPath::new(["patches", patch.id.as_str(), "target"]);
    let fault = Diagnostic::error("patch-no-match", provenance.place(&target), message).label(label);
    report.push(fault.help("`optional = true` is for a patch that not every environment has an object for"));
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn origin_of(body: Body, object: &Json, path: &str) -> String {
        let fragment = Fragment { at: FieldPath::default(), body, file: None };
        let path: Vec<String> = path.split('.').map(str::to_owned).collect();
        origin(&fragment, object, &path).join(".")
    }

    #[test]
    fn a_path_of_the_object_leads_back_into_what_was_merged() {
        let merged = json!({ "containers": [{ "$patch": "delete", "name": "a" }, { "name": "b", "imag": 1, "env": [{ "name": "X" }] }] });
        let object = json!({ "containers": [{ "name": "c" }, { "name": "b", "image": "b", "imag": 1, "env": [{ "name": "Y" }, { "name": "X" }] }] });
        let at = |path| origin_of(Body::Merge(merged.clone()), &object, path);
        assert_eq!(at("containers.1.imag"), "containers.1.imag");
        assert_eq!(at("containers.1.env.1.value"), "containers.1.env.0");
        assert_eq!(at("containers.0.image"), "containers");
        assert_eq!(at("other"), "");
    }

    #[test]
    fn a_path_of_the_object_leads_back_to_an_operation() {
        let operations = json!([
            { "op": "add", "path": "/spec/list/-", "value": { "nam": 1 } },
            { "op": "remove", "path": "/spec/a~1b" },
            { "op": "test", "path": "/spec/list/2" },
        ]);
        let at = |path| origin_of(Body::Operations(operations.clone()), &Json::Null, path);
        assert_eq!(at("spec.list.2.nam"), "0.value.nam");
        assert_eq!(at("spec.a/b"), "1.path");
        assert_eq!(at("spec"), "1.path");
        assert_eq!(at("metadata"), "");
    }
}
