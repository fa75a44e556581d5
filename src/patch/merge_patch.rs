//! JSON Merge Patch, RFC 7396: tables are merged, `null` removes a key, all else replaces.

use serde_json::{Map, Value};

/// Applies the patch and says whether it changed anything. Any value is a patch, so none is wrong.
pub fn apply(document: &mut Value, patch: &Value) -> bool {
    let mut patched = document.clone();
    merge(&mut patched, patch);
    let changed = patched != *document;
    *document = patched;
    changed
}

fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(patch) = patch else {
        target.clone_from(patch);
        return;
    };
    if !target.is_object() {
        *target = Value::Object(Map::new());
    }
    let Value::Object(target) = target else { unreachable!("it was made one just now") };
    for (key, value) in patch {
        if value.is_null() {
            target.shift_remove(key);
        } else {
            merge(target.entry(key.as_str()).or_insert(Value::Null), value);
        }
    }
}
