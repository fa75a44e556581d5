//! Raw objects of `manifests/`: what each says of itself. What its kind wants of it is not known here.

use serde_json::Value as Json;

use crate::diagnostic::{Diagnostic, FieldPath, Place, Report};
use crate::load::{Document, Node, Origin, Value};

/// An object that somebody wrote in the API's own words.
#[derive(Clone, Debug)]
pub struct Manifest {
    pub api_version: String,
    pub kind: String,
    pub name: String,
    pub namespace: Option<String>,
    tree: Node<'static>,
    origin: Origin,
}

/// The objects that documents hold. A document that is none is a fault, and lists are taken apart.
pub fn manifests(documents: Vec<Document>, report: &mut Report) -> Vec<Manifest> {
    let mut manifests = Vec::new();
    for document in documents {
        read(document, &mut manifests, report);
    }
    manifests
}

fn read(document: Document, manifests: &mut Vec<Manifest>, report: &mut Report) {
    let Document { tree, origin } = document;
    let mut shape = Shape { tree: &tree, origin: &origin, report };
    if tree.table().is_none() {
        let message = format!("an object is wanted here, not {}", tree.type_name());
        shape.fault(
            "wrong-type",
            tree.place,
            message,
            "a mapping with `apiVersion`, `kind` and `metadata` belongs here",
        );
        return;
    }
    let kind = shape.word("kind", "bad-kind", is_kind, "such as `ConfigMap`");
    if kind.as_deref() == Some("List") {
        let Some(Value::List(items)) = tree.get("items").map(|items| &items.value) else {
            shape.fault("missing-key", tree.place, "a `List` without a list of `items`", "add `items`, or remove it");
            return;
        };
        for item in items {
            read(Document { tree: item.clone(), origin: origin.clone() }, manifests, report);
        }
        return;
    }
    let api_version = shape.word("apiVersion", "bad-api-version", is_api_version, "such as `v1`, `apps/v1`");
    let metadata = shape.metadata();
    if let (Some(api_version), Some(kind), Some((name, namespace))) = (api_version, kind, metadata) {
        manifests.push(Manifest { api_version, kind, name, namespace, tree, origin });
    }
}

/// Reads what every object has.
struct Shape<'d> {
    tree: &'d Node<'static>,
    origin: &'d Origin,
    report: &'d mut Report,
}

impl Shape<'_> {
    /// A word at the top of the object.
    fn word(
        &mut self,
        key: &'static str,
        rule: &'static str,
        legal: fn(&str) -> bool,
        example: &str,
    ) -> Option<String> {
        let Some(node) = self.tree.get(key) else {
            self.fault(
                "missing-key",
                self.tree.place,
                format!("an object without `{key}`"),
                format!("add it, {example}"),
            );
            return None;
        };
        let text = self.string(node, key)?;
        if legal(&text) {
            return Some(text);
        }
        self.fault(rule, node.place, format!("`{text}` is no `{key}`"), example);
        None
    }

    /// Name and namespace.
    fn metadata(&mut self) -> Option<(String, Option<String>)> {
        let metadata = self.tree.get("metadata");
        let Some(name) = metadata.and_then(|metadata| metadata.get("name")) else {
            let place = metadata.map_or(self.tree.place, |metadata| metadata.place);
            let generated = metadata.is_some_and(|metadata| metadata.get("generateName").is_some());
            let label = if generated { "what is applied needs one: `generateName` is not enough" } else { "add it" };
            self.fault("missing-key", place, "an object without `metadata.name`", label);
            return None;
        };
        let namespace = metadata.and_then(|metadata| metadata.get("namespace"));
        let text = self.string(name, "metadata.name")?;
        // The namespace is read before the name is judged: both may be wrong.
        let namespace = namespace.map(|namespace| self.string(namespace, "metadata.namespace"));
        if text.is_empty() || text == "." || text == ".." || !text.bytes().all(is_of_name) {
            let label = "letters, digits, `-`, `.` and `:` make up a name";
            self.fault("bad-name", name.place, format!("`{text}` is no name of an object"), label);
            return None;
        }
        match namespace {
            Some(namespace) => Some((text, Some(namespace?))),
            None => Some((text, None)),
        }
    }

    fn string(&mut self, node: &Node<'static>, key: &str) -> Option<String> {
        if let Some(text) = node.string() {
            return Some(text.to_owned());
        }
        let message = format!("`{key}` must be a string, not {}", node.type_name());
        self.fault("wrong-type", node.place, message, "a string belongs here: quote it");
        None
    }

    fn fault(&mut self, rule: &'static str, place: Place, message: impl Into<String>, label: impl Into<String>) {
        self.report.push(self.origin.fault(Diagnostic::error(rule, place, message).label(label)));
    }
}

impl Manifest {
    /// The API group; that of the core is empty.
    pub fn group(&self) -> &str {
        self.api_version.split_once('/').map_or("", |(group, _)| group)
    }

    /// A field of the object, by its keys.
    pub fn get(&self, keys: &[&str]) -> Option<&Node<'static>> {
        keys.iter().try_fold(&self.tree, |node, key| node.get(key))
    }

    /// A fault of a field, or of the object where the path is empty. A path leads through lists by number.
    pub fn fault(&self, rule: &'static str, field: &FieldPath, message: impl Into<String>) -> Diagnostic {
        self.origin.fault(Diagnostic::error(rule, self.tree.nearest_place(field), message))
    }

    /// As `fault`, where not the value is wrong but its key.
    pub fn key_fault(&self, rule: &'static str, field: &FieldPath, message: impl Into<String>) -> Diagnostic {
        let place = self.tree.key_place(field.keys()).unwrap_or_else(|| self.tree.nearest_place(field));
        self.origin.fault(Diagnostic::error(rule, place, message))
    }

    /// Where its name stands.
    pub fn place(&self) -> Place {
        self.origin.place(self.tree.nearest_place(&FieldPath::new(["metadata", "name"])))
    }

    /// The whole object, as written.
    pub fn json(&self) -> Json {
        json(&self.tree)
    }
}

fn json(node: &Node<'_>) -> Json {
    match &node.value {
        Value::Table(table) => {
            Json::Object(table.entries.iter().map(|(key, entry)| (key.to_string(), json(&entry.node))).collect())
        }
        Value::List(items) => Json::Array(items.iter().map(json).collect()),
        Value::String(text) => Json::String(text.to_string()),
        Value::Integer(number) => Json::from(*number),
        Value::Float(number) => Json::from(*number),
        Value::Boolean(boolean) => Json::Bool(*boolean),
        // YAML is read without dates.
        Value::Date => Json::Null,
    }
}

/// Names become parts of paths and of URLs. Those of roles may hold colons and capitals.
fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b':' | b'_')
}

fn is_kind(word: &str) -> bool {
    word.starts_with(|letter: char| letter.is_ascii_uppercase())
        && word.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn is_api_version(word: &str) -> bool {
    let legal = |part: &str| {
        let letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'.');
        !part.is_empty() && part.bytes().all(letter)
    };
    word.split('/').count() <= 2 && word.split('/').all(legal)
}
