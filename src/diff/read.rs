//! Any stream that somebody else printed → documents: YAML or JSON, of kubectl, Helm, kustomize, platgen or a person.

use serde_json::{Map, Value as Json};

use crate::diagnostic::{Diagnostic, Place};
use crate::load::{Node, yaml, yaml_values};

use super::document::{Document, Id, of_compose};

/// What a Compose file is called that came without a name.
const COMPOSE_FILE: &str = "compose.yaml";

/// The objects and Compose services of a stream, in its order. Lists are unpacked, empty documents and
/// `kustomization.yaml` left out. Whose each is, no stream says: a counterpart does.
pub fn read(text: &str, source: u32) -> Result<Vec<Document>, Box<Diagnostic>> {
    let mut documents = Vec::new();
    for (index, json) in values(text, source)?.into_iter().enumerate() {
        add(json, &mut documents).map_err(|at| Box::new(fault(&at, text, index, source)))?;
    }
    Ok(documents)
}

/// A file of which nobody knows more than that it is text.
pub fn read_file(path: &str, text: &str) -> Document {
    Document::of_text(path, text)
}

/// JSON is YAML too, but read in a tenth of the time.
fn values(text: &str, source: u32) -> Result<Vec<Json>, Box<Diagnostic>> {
    if text.trim_start().starts_with(['{', '[']) {
        let values: Result<Vec<Json>, _> = serde_json::Deserializer::from_str(text).into_iter().collect();
        if let Ok(values) = values {
            return Ok(values.into_iter().filter(|value| !value.is_null()).collect());
        }
    }
    yaml_values(text, source)
}

/// What is wrong with a document, and where in it.
struct Fault {
    message: String,
    help: &'static str,
    /// Keys, and positions in lists, from the document down.
    path: Vec<String>,
}

fn add(json: Json, documents: &mut Vec<Document>) -> Result<(), Fault> {
    let text = |key: &str| json.get(key).and_then(Json::as_str).unwrap_or_default();
    let (version, kind) = (text("apiVersion"), text("kind"));
    if kind == "Kustomization" && (version.is_empty() || version.starts_with("kustomize.config.k8s.io/")) {
        return Ok(());
    }
    if version.is_empty() && json.get("services").is_some_and(Json::is_object) {
        documents.extend(of_compose(json, COMPOSE_FILE));
        return Ok(());
    }
    if kind.ends_with("List") && json.get("items").is_some_and(|items| items.is_array() || items.is_null()) {
        return unpack(json, documents);
    }
    let json = without_null(json);
    match Id::of(&json) {
        Some(id) => documents.push(Document { id, json, owner: None }),
        None => return Err(no_object(&json)),
    }
    Ok(())
}

/// The items of a list. One that the API itself printed does not repeat what they are in each.
fn unpack(mut list: Json, documents: &mut Vec<Document>) -> Result<(), Fault> {
    let items = list.get_mut("items").map(Json::take);
    let version = list.get("apiVersion").cloned();
    let kind = list.get("kind").and_then(Json::as_str).and_then(|kind| kind.strip_suffix("List")).unwrap_or_default();
    let Some(Json::Array(items)) = items else { return Ok(()) };
    for (index, item) in items.into_iter().enumerate() {
        let item = match (item, &version) {
            (Json::Object(item), Some(version)) if !item.contains_key("kind") && !kind.is_empty() => {
                let mut stated = Map::new();
                stated.insert("apiVersion".to_owned(), version.clone());
                stated.insert("kind".to_owned(), kind.into());
                stated.extend(item);
                Json::Object(stated)
            }
            (item, _) => item,
        };
        add(item, documents).map_err(|mut fault| {
            fault.path.splice(0..0, ["items".to_owned(), index.to_string()]);
            fault
        })?;
    }
    Ok(())
}

/// To the API a key without a value is not there.
fn without_null(json: Json) -> Json {
    match json {
        Json::Object(fields) => {
            let fields = fields.into_iter().filter(|(_, value)| !value.is_null());
            Json::Object(fields.map(|(key, value)| (key, without_null(value))).collect())
        }
        Json::Array(items) => Json::Array(items.into_iter().map(without_null).collect()),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => json,
    }
}

fn no_object(json: &Json) -> Fault {
    let help = "a stream holds objects with `apiVersion`, `kind` and `metadata.name`, lists of them, and Compose files";
    if !json.is_object() {
        return Fault { message: "this document is no object".to_owned(), help, path: Vec::new() };
    }
    let missing = ["apiVersion", "kind"].into_iter().find(|key| !json.get(key).is_some_and(Json::is_string));
    let missing = missing.unwrap_or("metadata.name");
    let path = json.get("metadata").filter(|_| missing == "metadata.name").map(|_| "metadata".to_owned());
    Fault { message: format!("this object has no `{missing}`"), help, path: path.into_iter().collect() }
}

/// With the place, for which the text is read once more.
fn fault(fault: &Fault, text: &str, index: usize, source: u32) -> Diagnostic {
    let documents = yaml(text, source).unwrap_or_default();
    let place = |node: &Node<'_>| node.find(&fault.path).unwrap_or(node).place;
    let place = documents.get(index).map_or(Place { source, start: 0, end: 0 }, place);
    Diagnostic::error("no-object", place, fault.message.clone()).label("correct or remove this").help(fault.help)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(text: &str) -> Vec<String> {
        let documents = read(text, 0).expect("it is a stream");
        documents.iter().map(|document| format!("{}:{}", document.id.group, document.id)).collect()
    }

    fn refused(text: &str) -> (String, &str) {
        let fault = read(text, 0).expect_err("something is no object");
        (fault.message, &text[fault.place.start as usize..])
    }

    #[test]
    fn streams_of_any_tool_are_read() {
        let helm = "---\n# Source: a/templates/b.yaml\n---\n# Source: c\napiVersion: apps/v1\nkind: Deployment\n\
                    metadata:\n  name: web\n  creationTimestamp: null\n---\n---\napiVersion: v1\nkind: Service\nmetadata: {name: web}\n";
        assert_eq!(ids(helm), ["apps:deployment/web", ":service/web"]);
        let list = "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: a}\n\
                    - kind: ConfigMapList\n  apiVersion: v1\n  items:\n  - metadata: {name: b}\n  - metadata: {name: c}\n";
        assert_eq!(ids(list), [":configmap/a", ":configmap/b", ":configmap/c"]);
        let json = r#"{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"Secret","metadata":{"name":"a"}}]}"#;
        assert_eq!(ids(json), [":secret/a"]);
        assert_eq!(ids(&format!("{json}\n{json}")), [":secret/a", ":secret/a"]);
        assert_eq!(ids("apiVersion: v1\nkind: List\nitems:\n"), [""; 0]);
        assert_eq!(ids("{apiVersion: v1, kind: Secret, metadata: {name: a}}"), [":secret/a"]);
        let kustomization = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [a.yaml]\n";
        assert_eq!(ids(kustomization), [""; 0]);
        assert_eq!(ids(""), [""; 0]);
    }

    #[test]
    fn a_compose_file_is_its_services_and_the_rest() {
        let documents = read("services:\n  web: {image: a}\nvolumes:\n  data:\n", 0).expect("it is a stream");
        assert_eq!(documents.len(), 2);
        assert_eq!(documents[0].id.to_string(), "compose/web");
        assert_eq!(documents[1].json, serde_json::json!({ "volumes": { "data": null } }));
    }

    #[test]
    fn a_key_without_a_value_is_not_there() {
        let text = "apiVersion: v1\nkind: Pod\nmetadata: {name: a, labels: }\nspec: {list: [{a: null, b: 1}]}\n";
        let expected = serde_json::json!({ "apiVersion": "v1", "kind": "Pod", "metadata": { "name": "a" }, "spec": { "list": [{ "b": 1 }] } });
        assert_eq!(read(text, 0).expect("it is a stream")[0].json, expected);
    }

    #[test]
    fn what_is_no_object_is_named_with_its_place() {
        let object = "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\n";
        let (message, at) = refused("just words");
        assert_eq!((message.as_str(), at), ("this document is no object", "just words"));
        let text = format!("{object}---\n---\nkind: Secret\nmetadata: {{name: a}}\n");
        let (message, at) = refused(&text);
        assert_eq!((message.as_str(), at.starts_with("kind: Secret")), ("this object has no `apiVersion`", true));
        let text = "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Pod\n  metadata: {generateName: x}\n";
        let (message, at) = refused(text);
        assert_eq!((message.as_str(), at), ("this object has no `metadata.name`", "{generateName: x}\n"));
        assert_eq!(read("a: [", 0).expect_err("it is cut off").rule, "syntax");
        assert_eq!(read("{\"a\": ", 0).expect_err("it is cut off").rule, "syntax");
    }
}
