//! All strings of a value, each with the keys that lead to it.

use serde_json::Value as Json;

/// Tells every string below a value.
pub fn each<'j>(json: &'j Json, tell: &mut impl FnMut(&[String], &'j str)) {
    below(json, &mut Vec::new(), tell);
}

fn below<'j>(json: &'j Json, keys: &mut Vec<String>, tell: &mut impl FnMut(&[String], &'j str)) {
    match json {
        Json::String(text) => tell(keys, text),
        Json::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                keys.push(index.to_string());
                below(item, keys, tell);
                keys.pop();
            }
        }
        Json::Object(entries) => {
            for (key, value) in entries {
                keys.push(key.clone());
                below(value, keys, tell);
                keys.pop();
            }
        }
        Json::Null | Json::Bool(_) | Json::Number(_) => {}
    }
}
