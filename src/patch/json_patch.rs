//! JSON Patch, RFC 6902: a list of operations, all applied or none.

use serde_json::{Map, Value};

use super::fault::{Fault, keys_told, kind_of, length_told};
use super::pointer::{self, Pointer};

const OPERATIONS: &str = "there are `add`, `remove`, `replace`, `move`, `copy` and `test`";

/// Applies the operations in their order and says whether they changed anything.
///
/// # Errors
///
/// Says which operation cannot be done and what stands at its path instead; the document is then as it was.
pub fn apply(document: &mut Value, operations: &Value) -> Result<bool, Fault> {
    let Value::Array(operations) = operations else {
        let advice = "write a list of operations `{ op, path, value }`";
        return Err(Fault::new(format!("a JSON patch is a list, and this is {}", kind_of(operations)), advice));
    };
    let mut patched = document.clone();
    for (index, operation) in operations.iter().enumerate() {
        operate(&mut patched, operation).map_err(|fault| numbered(fault, index, operation))?;
    }
    let changed = patched != *document;
    *document = patched;
    Ok(changed)
}

fn numbered(fault: Fault, index: usize, operation: &Value) -> Fault {
    let name = operation.get("op").and_then(Value::as_str).map(|name| format!(" (`{name}`)")).unwrap_or_default();
    let wrong = format!("operation {}{name}: {}", index + 1, fault.wrong);
    Fault { wrong, ..fault }.inside(index)
}

fn operate(document: &mut Value, operation: &Value) -> Result<(), Fault> {
    let Value::Object(operation) = operation else {
        return Err(Fault::new(format!("it is {}", kind_of(operation)), "write a table `{ op, path, value }`"));
    };
    let name = text(operation, "op", OPERATIONS)?;
    if !["add", "remove", "replace", "move", "copy", "test"].contains(&name) {
        return Err(Fault::new("there is no such operation", OPERATIONS).inside("op"));
    }
    let path = pointer(operation, "path")?;
    let at_path = |fault: Fault| fault.inside("path");
    match name {
        "add" => add(document, &path, value(operation)?.clone()).map_err(at_path),
        "remove" => remove(document, &path).map(drop).map_err(at_path),
        "replace" => {
            *path.find_mut(document).map_err(at_path)? = value(operation)?.clone();
            Ok(())
        }
        "move" => {
            let from = pointer(operation, "from")?;
            if path.is_inside(&from) {
                return Err(at_path(Fault::new("a value cannot move into itself", "move it elsewhere, or copy it")));
            }
            let moved = remove(document, &from).map_err(|fault| fault.inside("from"))?;
            add(document, &path, moved).map_err(at_path)
        }
        "copy" => {
            let copied = pointer(operation, "from")?.find(document).map_err(|fault| fault.inside("from"))?.clone();
            add(document, &path, copied).map_err(at_path)
        }
        _ => {
            let (there, wanted) = (path.find(document).map_err(at_path)?, value(operation)?);
            let advice = format!("there is `{there}`");
            if equal(there, wanted) { Ok(()) } else { Err(Fault::new("the test fails", advice).inside("value")) }
        }
    }
}

fn text<'a>(operation: &'a Map<String, Value>, key: &str, advice: &str) -> Result<&'a str, Fault> {
    match operation.get(key) {
        Some(Value::String(text)) => Ok(text),
        Some(other) => Err(Fault::new(format!("`{key}` is {}", kind_of(other)), "write a string").inside(key)),
        None => Err(Fault::new(format!("`{key}` is missing"), advice)),
    }
}

fn pointer(operation: &Map<String, Value>, key: &str) -> Result<Pointer, Fault> {
    let text = text(operation, key, "add it, as a JSON pointer like `/spec/replicas`")?;
    Pointer::parse(text).map_err(|fault| fault.inside(key))
}

fn value(operation: &Map<String, Value>) -> Result<&Value, Fault> {
    operation.get("value").ok_or_else(|| Fault::new("`value` is missing", "add it"))
}

fn add(document: &mut Value, path: &Pointer, value: Value) -> Result<(), Fault> {
    let Some((parent, key)) = path.split() else {
        *document = value;
        return Ok(());
    };
    match pointer::find_mut(parent, document)? {
        Value::Object(map) => {
            map.insert(key.to_owned(), value);
            Ok(())
        }
        Value::Array(list) => match pointer::index(key, list.len()) {
            Some(index) if index <= list.len() => {
                list.insert(index, value);
                Ok(())
            }
            Some(_) => Err(Fault::new(
                format!("the list ends before `{key}`"),
                format!("{}; `-` adds one after the last", length_told(list)),
            )),
            None => Err(pointer::missing(parent, key, &Value::Array(list.clone()))),
        },
        scalar @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => {
            Err(pointer::missing(parent, key, scalar))
        }
    }
}

fn remove(document: &mut Value, path: &Pointer) -> Result<Value, Fault> {
    path.find(document)?;
    let Some((parent, key)) = path.split() else {
        return Err(Fault::new("the whole document cannot be removed", told(document)));
    };
    Ok(match pointer::find_mut(parent, document)? {
        Value::Object(map) => map.shift_remove(key).expect("it was found just now"),
        Value::Array(list) => list.remove(pointer::index(key, list.len()).expect("it was found just now")),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            unreachable!("a scalar holds nothing that could be found")
        }
    })
}

fn told(document: &Value) -> String {
    document.as_object().map_or_else(|| "point at a part of it".to_owned(), keys_told)
}

/// Equal as `test` means it: numbers by their value, so `1` is `1.0`.
fn equal(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) if one.is_f64() != other.is_f64() => one.as_f64() == other.as_f64(),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| equal(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            let same = |(key, one): (&String, &Value)| other.get(key).is_some_and(|other| equal(one, other));
            one.len() == other.len() && one.iter().all(same)
        }
        (one, other) => one == other,
    }
}
