//! Kubernetes' strategic merge: tables are merged, lists by the merge key of their kind or else replaced as a whole.
//!
//! The result is that of the API machinery (`tools/strategic-merge` compares them), with its order: what a patch adds
//! to a list stands before what was there, unless `$setElementOrder` says otherwise. It differs in four ways, for
//! TOML has no `null` and nothing may get lost in silence:
//!
//! - `$patch = "delete"` as the value of any key removes that key, where the machinery leaves `{}` of a table;
//! - deletions in a table that is not there do not make an empty one;
//! - `$patch = "replace"` sets a key that was not there;
//! - directives are taken out of, or refused in, what the machinery would pass on with the directive still in it.

use serde_json::{Map, Value};

use super::fault::{Fault, kind_of};
use super::list;
use super::schema::{Join, Schema};

const PATCH: &str = "$patch";
const RETAIN_KEYS: &str = "$retainKeys";
const DELETE_FROM: &str = "$deleteFromPrimitiveList/";
const ELEMENT_ORDER: &str = "$setElementOrder/";
/// A JSON schema, as a CustomResourceDefinition holds it, has fields like these.
const NO_DIRECTIVES: [&str; 2] = ["$ref", "$schema"];

/// What `$patch` asks for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Directive {
    Delete,
    Replace,
}

/// Applies the patch to an object and says whether it changed anything. A document that is no object of Kubernetes, and
/// the custom resources we know nothing of, have no merge keys: their lists are replaced as a whole.
///
/// # Errors
///
/// Says which part of the patch cannot be applied; the document is then as it was.
pub fn apply(document: &mut Value, patch: &Value) -> Result<bool, Fault> {
    let (Value::Object(original), Value::Object(patch)) = (&*document, patch) else {
        let wrong = format!("{} cannot be merged into {}", kind_of(patch), kind_of(document));
        return Err(Fault::new(wrong, "write a table with the fields to change"));
    };
    let patched = match directive(patch)? {
        Some(Directive::Delete) => {
            return Err(Fault::new("the patch deletes the whole object", "turn off what it is made from").inside(PATCH));
        }
        Some(Directive::Replace) => stripped_table(patch)?,
        None => {
            let mut patched = original.clone();
            merge(&mut patched, patch, Schema::of(document))?;
            patched
        }
    };
    let patched = Value::Object(patched);
    let changed = patched != *document;
    *document = patched;
    Ok(changed)
}

/// Merges a patch without a `$patch` of its own.
pub(super) fn merge(
    original: &mut Map<String, Value>,
    patch: &Map<String, Value>,
    schema: Schema,
) -> Result<(), Fault> {
    retain_keys(original, patch)?;
    let before = original.clone();
    for (key, value) in patch {
        if let Some(name) = key.strip_prefix(DELETE_FROM) {
            list::delete_values(original.get_mut(name), value).map_err(|fault| fault.inside(key))?;
        }
    }
    for (key, value) in patch {
        if !is_directive(key)? {
            merge_field(original, key, value, schema).map_err(|fault| fault.inside(key))?;
        }
    }
    for (key, order) in patch {
        if let Some(name) = key.strip_prefix(ELEMENT_ORDER) {
            let (join, _) = schema.field(name);
            list::set_order(original.get_mut(name), before.get(name), patch.get(name), order, join)
                .map_err(|fault| fault.inside(key))?;
        }
    }
    Ok(())
}

fn merge_field(original: &mut Map<String, Value>, key: &str, value: &Value, schema: Schema) -> Result<(), Fault> {
    let (join, holds) = schema.field(key);
    let asked = value.as_object().map_or(Ok(None), directive)?;
    if value.is_null() || asked == Some(Directive::Delete) {
        original.shift_remove(key);
        return Ok(());
    }
    match (original.get_mut(key), value) {
        (Some(Value::Object(original)), Value::Object(patch)) if asked.is_none() && join != Join::Whole => {
            merge(original, patch, holds)
        }
        (Some(Value::Array(original)), Value::Array(patch)) => list::merge(original, patch, join, holds),
        _ => {
            let kept = stripped(value)?;
            if is_left_empty(value, &kept) {
                original.shift_remove(key);
            } else {
                original.insert(key.to_owned(), kept);
            }
            Ok(())
        }
    }
}

/// Drops what `$retainKeys` does not name.
fn retain_keys(original: &mut Map<String, Value>, patch: &Map<String, Value>) -> Result<(), Fault> {
    let Some(retained) = patch.get(RETAIN_KEYS) else { return Ok(()) };
    let names = retained.as_array().and_then(|names| names.iter().map(Value::as_str).collect::<Option<Vec<_>>>());
    let Some(names) = names else {
        return Err(Fault::new("`$retainKeys` is a list of keys", "write the keys that shall stay").inside(RETAIN_KEYS));
    };
    for (key, value) in patch {
        let sets = !is_directive(key)? && !is_deletion(value);
        if sets && !names.contains(&key.as_str()) {
            let wrong = format!("`$retainKeys` does not name `{key}`, which the patch sets");
            return Err(Fault::new(wrong, format!("add `\"{key}\"` to it")).inside(RETAIN_KEYS));
        }
    }
    original.retain(|key, _| names.contains(&key.as_str()));
    Ok(())
}

fn is_deletion(value: &Value) -> bool {
    value.is_null() || value.get(PATCH).is_some_and(|asked| asked == "delete")
}

/// Whether a key is an order to us and no field.
fn is_directive(key: &str) -> Result<bool, Fault> {
    if !key.starts_with('$') || NO_DIRECTIVES.contains(&key) {
        return Ok(false);
    }
    let listed = [DELETE_FROM, ELEMENT_ORDER].iter().any(|prefix| key.len() > prefix.len() && key.starts_with(prefix));
    if listed || [PATCH, RETAIN_KEYS].contains(&key) {
        return Ok(true);
    }
    let advice = "there are `$patch`, `$retainKeys`, `$deleteFromPrimitiveList/<list>` and `$setElementOrder/<list>`";
    Err(Fault::new(format!("there is no directive `{key}`"), advice).inside(key))
}

/// The `$patch` of a table.
pub(super) fn directive(table: &Map<String, Value>) -> Result<Option<Directive>, Fault> {
    let Some(asked) = table.get(PATCH) else { return Ok(None) };
    match asked.as_str() {
        Some("delete") => Ok(Some(Directive::Delete)),
        Some("replace") => Ok(Some(Directive::Replace)),
        Some("merge") => {
            let advice = "leave it out: tables, and lists that have a merge key, are merged anyway";
            Err(Fault::new("`$patch` cannot be `merge`", advice).inside(PATCH))
        }
        Some(_) | None => {
            Err(Fault::new(format!("`$patch` cannot be `{asked}`"), "there are `delete` and `replace`").inside(PATCH))
        }
    }
}

/// A part of a patch as it stands where nothing was: without directives, and without `null`.
pub(super) fn stripped(value: &Value) -> Result<Value, Fault> {
    match value {
        Value::Object(table) => stripped_table(table).map(Value::Object),
        Value::Array(elements) => {
            let mut kept = Vec::new();
            for (index, element) in elements.iter().enumerate() {
                let asked = element.as_object().map_or(Ok(None), directive).map_err(|fault| fault.inside(index))?;
                if asked.is_none() {
                    kept.push(stripped(element).map_err(|fault| fault.inside(index))?);
                }
            }
            Ok(Value::Array(kept))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Ok(value.clone()),
    }
}

/// Whether a table only deletes, so that nothing of it is left where nothing was.
fn is_left_empty(table: &Value, kept: &Value) -> bool {
    let is_empty = |value: &Value| value.as_object().is_some_and(Map::is_empty);
    is_empty(kept) && !is_empty(table)
}

pub(super) fn stripped_table(table: &Map<String, Value>) -> Result<Map<String, Value>, Fault> {
    let mut kept = Map::new();
    for (key, value) in table {
        if !is_directive(key)? && !is_deletion(value) {
            let inner = stripped(value).map_err(|fault| fault.inside(key))?;
            if !is_left_empty(value, &inner) {
                kept.insert(key.clone(), inner);
            }
        }
    }
    Ok(kept)
}
