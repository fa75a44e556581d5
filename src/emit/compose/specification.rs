//! What the Compose specification knows of a service: its JSON schema, read by the few keywords that it uses.
//! Patterns and formats of strings are not judged, nor is a string with a `$`, which Compose fills in before it looks.

use std::sync::LazyLock;

use serde_json::{Map, Value};

static SCHEMA: LazyLock<Value> = LazyLock::new(|| {
    serde_json::from_str(include_str!("compose-spec.json")).expect("the specification's schema is JSON")
});

/// What is wrong with one part of a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The index of an element counts as a key.
    pub keys: Vec<String>,
    pub what: What,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// There is no such key, but these.
    Unknown(Vec<&'static str>),
    Missing,
    /// What belongs there instead.
    Wrong(String),
}

/// All that is wrong with a service.
pub fn faults(service: &Value) -> Vec<Fault> {
    faults_by(&SCHEMA["definitions"]["service"], service)
}

fn faults_by(schema: &'static Value, value: &Value) -> Vec<Fault> {
    if let Some(reference) = schema["$ref"].as_str() {
        return faults_by(definition(reference), value);
    }
    if value.as_str().is_some_and(|text| text.contains('$')) {
        return Vec::new();
    }
    if let Some(choices) = schema.get("oneOf").or_else(|| schema.get("anyOf")).and_then(Value::as_array) {
        return faults_by_choice(choices, value);
    }
    let wanted = types(schema);
    if !wanted.is_empty() && !wanted.iter().any(|wanted| is(value, wanted)) {
        return wrong(told(&wanted));
    }
    if let Some(words) = schema.get("enum").and_then(Value::as_array)
        && !words.contains(value)
    {
        let words: Vec<String> = words.iter().map(|word| format!("`{}`", plain(word))).collect();
        return wrong(words.join(", "));
    }
    if let Some(fault) = out_of_range(schema, value) {
        return fault;
    }
    match value {
        Value::Object(table) => of_table(schema, table),
        Value::Array(items) => of_list(schema, items),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}

/// Nothing, if any choice fits; else what is wrong by the choice that comes nearest.
fn faults_by_choice(choices: &'static [Value], value: &Value) -> Vec<Fault> {
    let near = choices.iter().filter(|choice| types_of_choice(choice).iter().any(|wanted| is(value, wanted)));
    let nearest = near.map(|choice| faults_by(choice, value)).min_by_key(Vec::len);
    nearest.unwrap_or_else(|| {
        let mut wanted: Vec<&str> = Vec::new();
        for word in choices.iter().flat_map(types_of_choice) {
            if !wanted.contains(&word) {
                wanted.push(word);
            }
        }
        wrong(told(&wanted))
    })
}

/// The types of all that a choice allows.
fn types_of_choice(schema: &'static Value) -> Vec<&'static str> {
    match (schema["$ref"].as_str(), schema["oneOf"].as_array()) {
        (Some(reference), _) => types_of_choice(definition(reference)),
        (None, Some(choices)) => choices.iter().flat_map(types_of_choice).collect(),
        (None, None) => types(schema),
    }
}

fn of_table(schema: &'static Value, table: &Map<String, Value>) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (key, value) in table {
        match of_key(schema, key) {
            Some(inner) => faults.extend(inside(key, faults_by(inner, value))),
            None if schema["additionalProperties"] == false => {
                let known = schema["properties"].as_object().into_iter().flat_map(Map::keys).map(String::as_str);
                faults.push(Fault { keys: vec![key.clone()], what: What::Unknown(known.collect()) });
            }
            None => {}
        }
    }
    let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let missing = required.filter(|key| !table.contains_key(*key));
    faults.extend(missing.map(|key| Fault { keys: vec![key.to_owned()], what: What::Missing }));
    faults
}

/// What belongs under a key: by its name, by its letters, or as of any further one.
fn of_key(schema: &'static Value, key: &str) -> Option<&'static Value> {
    let by_letters = || {
        let patterns = schema["patternProperties"].as_object().into_iter().flatten();
        patterns.filter(|(pattern, _)| fits(pattern, key)).map(|(_, inner)| inner).next()
    };
    let further = || schema.get("additionalProperties").filter(|further| further.is_object());
    schema["properties"].get(key).or_else(by_letters).or_else(further)
}

/// The patterns that the schema has for keys. Another one fits all keys.
fn fits(pattern: &str, key: &str) -> bool {
    match pattern {
        "^x-" => key.starts_with("x-"),
        "^[a-z]+$" => !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_lowercase()),
        "^[a-zA-Z0-9._-]+$" => {
            let legal = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
            !key.is_empty() && key.bytes().all(legal)
        }
        _ => !key.is_empty(),
    }
}

fn of_list(schema: &'static Value, items: &[Value]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (index, item) in items.iter().enumerate() {
        if let Some(inner) = schema.get("items") {
            faults.extend(inside(&index.to_string(), faults_by(inner, item)));
        }
        if schema["uniqueItems"] == true && items[..index].contains(item) {
            faults.extend(inside(&index.to_string(), wrong("each item once".to_owned())));
        }
    }
    faults
}

fn inside(key: &str, faults: Vec<Fault>) -> impl Iterator<Item = Fault> {
    faults.into_iter().map(move |mut fault| {
        fault.keys.insert(0, key.to_owned());
        fault
    })
}

/// What a reference names. All of the schema's own lead to its definitions.
fn definition(reference: &str) -> &'static Value {
    &SCHEMA["definitions"][reference.trim_start_matches("#/definitions/")]
}

fn wrong(wanted: String) -> Vec<Fault> {
    vec![Fault { keys: Vec::new(), what: What::Wrong(wanted) }]
}

fn types(schema: &'static Value) -> Vec<&'static str> {
    let types = &schema["type"];
    types.as_array().map_or(std::slice::from_ref(types), Vec::as_slice).iter().filter_map(Value::as_str).collect()
}

fn is(value: &Value, wanted: &str) -> bool {
    match value {
        Value::Null => wanted == "null",
        Value::Bool(_) => wanted == "boolean",
        Value::Number(number) => wanted == "number" || (wanted == "integer" && !number.is_f64()),
        Value::String(_) => wanted == "string",
        Value::Array(_) => wanted == "array",
        Value::Object(_) => wanted == "object",
    }
}

fn told(wanted: &[&str]) -> String {
    let words = wanted.iter().filter_map(|wanted| {
        let words = [
            ("boolean", "a boolean"),
            ("number", "a number"),
            ("integer", "an integer"),
            ("string", "a string"),
            ("array", "a list"),
            ("object", "a table"),
        ];
        words.into_iter().find(|(known, _)| known == wanted).map(|(_, words)| words)
    });
    words.collect::<Vec<_>>().join(" or ")
}

fn out_of_range(schema: &'static Value, value: &Value) -> Option<Vec<Fault>> {
    let number = value.as_f64()?;
    let bound = |key: &str| schema[key].as_f64();
    let low = bound("minimum").filter(|least| number < *least).map(|least| format!("{least} or more"));
    low.or_else(|| bound("maximum").filter(|most| number > *most).map(|most| format!("{most} or less"))).map(wrong)
}

fn plain(word: &Value) -> String {
    word.as_str().map_or_else(|| word.to_string(), str::to_owned)
}
