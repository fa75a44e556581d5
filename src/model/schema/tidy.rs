//! What schemars says for JSON, made true for TOML: there is no `null`, and a default is shown where it is one word.

use schemars::Schema;
use serde_json::{Map, Value, json};

/// Of one schema; what is in it is tidied on its own.
pub(super) fn tidy(schema: &mut Schema) {
    let Some(schema) = schema.as_object_mut() else { return };
    drop_null(schema);
    if !schema.get("default").is_none_or(is_word) {
        schema.remove("default");
    }
    if let Some(Value::String(description)) = schema.get_mut("description") {
        *description = description.replace('\n', " ");
    }
}

/// `T`, where it says `T` or `null`.
fn drop_null(schema: &mut Map<String, Value>) {
    if let Some(Value::Array(names)) = schema.get_mut("type") {
        names.retain(|name| name != "null");
        if let [name] = &names[..] {
            let name = name.clone();
            schema.insert("type".to_owned(), name);
        }
    }
    let Some(Value::Array(options)) = schema.get_mut("anyOf") else { return };
    options.retain(|option| *option != json!({ "type": "null" }));
    if let [Value::Object(only)] = &mut options[..] {
        let only = std::mem::take(only);
        schema.remove("anyOf");
        for (key, value) in only {
            schema.entry(key).or_insert(value);
        }
    }
}

fn is_word(default: &Value) -> bool {
    match default {
        Value::String(text) => !text.is_empty(),
        Value::Bool(_) | Value::Number(_) => true,
        Value::Null | Value::Array(_) | Value::Object(_) => false,
    }
}
