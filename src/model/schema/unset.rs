//! What the language says of keys that no layer sets: what each is for, and what holds in its place.

use serde_json::Value;

use crate::model::kinds;
use crate::model::resolve::OVERLAYS;
use crate::model::top::OF_A_LAYER;

/// A key of the language that no layer sets.
pub struct Unset {
    /// What it is for.
    pub about: String,
    /// What holds in its place, if that is one value for everybody.
    pub default: Option<Value>,
    /// Whether it is a table that is always there, whose keys have defaults of their own.
    pub is_table: bool,
}

/// What to say of a path at which nothing is set.
pub enum Lookup {
    Known(Unset),
    /// It says how layers become an environment, and is no field of one.
    OfLayers,
    /// The key at this position is none of the language. The table that it would stand in has these.
    Unknown(usize, Vec<String>),
}

/// Looks a path of an environment up. `is_set` tells of its beginnings, by their length, whether they are set.
/// `kind` is that of the component that it leads to.
pub fn unset(path: &[&str], kind: Option<&str>, is_set: impl Fn(usize) -> bool) -> Lookup {
    let root = super::untidy();
    let mut schema = root.as_value();
    // Tables that workloads start from have nothing in place of what they leave out, nor has a table that is not there.
    let mut has_default = !matches!(path, ["defaults" | "profiles", ..]);
    let mut about = "";
    for (at, key) in path.iter().enumerate() {
        let tables = tables(root.as_value(), schema, kind);
        let found = tables.iter().find_map(|table| table["properties"].get(key)).filter(|found| **found != false);
        if found.is_some() && is_of_layers(at, key) {
            return Lookup::OfLayers;
        }
        let is_last = at + 1 == path.len();
        let free = tables.iter().map(|table| &table["additionalProperties"]).find(|free| free.is_object());
        match (found, free) {
            (Some(found), _) => {
                schema = found;
                about = found["description"].as_str().unwrap_or_default();
                has_default &= is_last || !is_optional(found) || is_set(at + 1);
            }
            (None, Some(entry)) if !is_last && is_set(at + 1) => schema = entry,
            (None, _) => return Lookup::Unknown(at, keys(&tables)),
        }
    }
    let default = Some(&schema["default"]).filter(|default| has_default && says_something(default));
    let is_table = has_default && !is_optional(schema) && !keys(&tables(root.as_value(), schema, kind)).is_empty();
    Lookup::Known(Unset { about: about.replace('\n', " "), default: default.cloned(), is_table })
}

/// Merging takes the former, specificity the latter.
fn is_of_layers(at: usize, key: &str) -> bool {
    (at == 0 && OF_A_LAYER.iter().any(|top| top.name == key)) || (at == 2 && OVERLAYS.contains(&key))
}

/// The tables that together say what may stand here; those of the kind first, as they refuse keys of others.
fn tables<'s>(root: &'s Value, schema: &'s Value, kind: Option<&str>) -> Vec<&'s Value> {
    let mut list = Vec::new();
    let parts = |keyword: &str| schema[keyword].as_array().into_iter().flatten();
    for part in parts("allOf").chain(parts("anyOf")) {
        match part["if"]["properties"]["kind"]["const"].as_str() {
            Some(word) if Some(word) == kind => list.extend(tables(root, &part["then"], kind)),
            Some(word) => debug_assert!(kinds::WORDS.contains(&word), "{word} is no kind"),
            None => list.extend(tables(root, part, kind)),
        }
    }
    if let Some(reference) = schema["$ref"].as_str() {
        let table = root.pointer(reference.trim_start_matches('#')).expect("a schema refers to what it defines");
        list.extend(tables(root, table, kind));
    }
    list.push(schema);
    list
}

fn keys(tables: &[&Value]) -> Vec<String> {
    let all = tables.iter().filter_map(|table| table["properties"].as_object()).flatten();
    let refused = |key: &str| tables.iter().any(|table| table["properties"].get(key) == Some(&Value::Bool(false)));
    all.map(|(key, _)| key.clone()).filter(|key| !refused(key)).collect()
}

/// Whether it may be `null`, which is schemars' way to say that an environment may do without it.
fn is_optional(schema: &Value) -> bool {
    let options = schema["anyOf"].as_array().into_iter().flatten();
    options.chain([schema]).any(|option| match &option["type"] {
        Value::String(name) => name == "null",
        Value::Array(names) => names.iter().any(|name| name == "null"),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => false,
    })
}

fn says_something(default: &Value) -> bool {
    match default {
        Value::Null => false,
        Value::Array(items) => !items.is_empty(),
        Value::Object(keys) => !keys.is_empty(),
        Value::String(_) | Value::Bool(_) | Value::Number(_) => true,
    }
}
