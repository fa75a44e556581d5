//! Lists in a strategic merge: joined by a merge key or as a set of values, and in what order.

use serde_json::Value;

use super::fault::{Fault, kind_of};
use super::schema::{Join, Schema};
use super::strategic::{self, Directive};

/// Joins the list of an object with that of a patch.
pub fn merge(original: &mut Vec<Value>, patch: &[Value], join: Join, holds: Schema) -> Result<(), Fault> {
    match join {
        Join::ByKey(key) => merge_tables(original, patch, key, holds),
        Join::Values => merge_values(original, patch),
        Join::Fields | Join::Whole => {
            refuse_directives(patch)?;
            let Value::Array(elements) = strategic::stripped(&Value::Array(patch.to_vec()))? else {
                unreachable!("a list stays a list");
            };
            *original = elements;
            Ok(())
        }
    }
}

/// Removes values from a list that may not be there.
pub fn delete_values(original: Option<&mut Value>, deleted: &Value) -> Result<(), Fault> {
    let deleted = values(deleted)?;
    match original {
        Some(Value::Array(list)) if !list.iter().any(Value::is_object) => {
            list.retain(|value| !deleted.contains(value));
            Ok(())
        }
        Some(_) => Err(Fault::new("this is no list of plain values", "delete elements with `$patch = \"delete\"`")),
        None => Ok(()),
    }
}

/// Puts a list that has been merged into the order a patch asks for; what the order does not name stays where it was.
pub fn set_order(
    merged: Option<&mut Value>,
    before: Option<&Value>,
    patch: Option<&Value>,
    order: &Value,
    join: Join,
) -> Result<(), Fault> {
    let Value::Array(order) = order else {
        return Err(Fault::new(format!("an order is a list, and this is {}", kind_of(order)), "list the elements"));
    };
    let key = match join {
        Join::ByKey(key) => Some(key),
        Join::Values => None,
        Join::Fields | Join::Whole => {
            return Err(Fault::new("this list is replaced as a whole", "write it in the order it should have"));
        }
    };
    let identities = identities(order, key)?;
    if let Some(Value::Array(patch)) = patch {
        let mut rest = identities.iter();
        let set = patch.iter().filter(|element| element.get("$patch").is_none());
        for wanted in set.filter_map(|element| identity(element, key)) {
            if !rest.any(|identity| *identity == wanted) {
                let advice = "list all elements of the patch, in the order they have there";
                return Err(Fault::new(format!("the patch and this order differ at `{wanted}`"), advice));
            }
        }
    }
    let before = before.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    if let Some(Value::Array(merged)) = merged {
        *merged = ordered(std::mem::take(merged), &identities, before, key);
    }
    Ok(())
}

fn merge_tables(original: &mut Vec<Value>, patch: &[Value], key: &'static str, holds: Schema) -> Result<(), Fault> {
    identities(original, Some(key)).map_err(|fault| Fault {
        wrong: format!("in the object, {}", fault.wrong),
        keys: Vec::new(),
        ..fault
    })?;
    let mut set = Vec::new();
    let mut replaces = false;
    for (index, element) in patch.iter().enumerate() {
        let inside = |fault: Fault| fault.inside(index);
        match element.as_object().map_or(Ok(None), strategic::directive).map_err(inside)? {
            Some(Directive::Replace) => replaces = true,
            Some(Directive::Delete) => {
                let deleted = require_identity(element, Some(key)).map_err(inside)?;
                original.retain(|element| element.get(key) != Some(deleted));
            }
            None => {
                require_identity(element, Some(key)).map_err(inside)?;
                set.push((index, element));
            }
        }
    }
    if replaces {
        original.clear();
    }
    let before = original.clone();
    for (index, element) in &set {
        let found = original.iter_mut().find(|candidate| !replaces && candidate.get(key) == element.get(key));
        match (found, element) {
            (Some(Value::Object(found)), Value::Object(element)) => strategic::merge(found, element, holds),
            _ => strategic::stripped(element).map(|element| original.push(element)),
        }
        .map_err(|fault| fault.inside(index))?;
    }
    if !replaces {
        let first: Vec<Value> = set.iter().filter_map(|(_, element)| identity(element, Some(key))).cloned().collect();
        let first: Vec<&Value> = first.iter().collect();
        *original = ordered(std::mem::take(original), &first, &before, Some(key));
    }
    Ok(())
}

fn merge_values(original: &mut Vec<Value>, patch: &[Value]) -> Result<(), Fault> {
    let first = identities(patch, None)?;
    let before = original.clone();
    let mut merged: Vec<Value> = Vec::new();
    for value in original.iter().chain(patch) {
        if !merged.contains(value) {
            merged.push(value.clone());
        }
    }
    *original = ordered(merged, &first, &before, None);
    Ok(())
}

/// The order of Kubernetes' API machinery: elements that `first` names stand in its order, the others in theirs. Of two
/// such elements the one that stood before the other still does; an element that is new takes the first place it can.
fn ordered(elements: Vec<Value>, first: &[&Value], before: &[Value], key: Option<&str>) -> Vec<Value> {
    let place = |element: &Value, order: &[&Value]| {
        let identity = identity(element, key)?;
        order.iter().position(|candidate| *candidate == identity)
    };
    let stood: Vec<&Value> = before.iter().filter_map(|element| identity(element, key)).collect();
    let (mut named, others): (Vec<_>, Vec<_>) =
        elements.into_iter().partition(|element| place(element, first).is_some());
    named.sort_by_key(|element| place(element, first));
    let (mut named, mut others) = (named.into_iter().peekable(), others.into_iter().peekable());
    let mut all = Vec::new();
    loop {
        let other_first = match (others.peek(), named.peek()) {
            (Some(other), Some(name)) => match (place(other, &stood), place(name, &stood)) {
                (Some(other), Some(name)) => other < name,
                _ => false,
            },
            (other, None) => other.is_some(),
            (None, Some(_)) => false,
        };
        match if other_first { others.next() } else { named.next() } {
            Some(element) => all.push(element),
            None => return all,
        }
    }
}

fn identity<'a>(element: &'a Value, key: Option<&str>) -> Option<&'a Value> {
    key.map_or(Some(element), |key| element.get(key))
}

fn identities<'a>(elements: &'a [Value], key: Option<&str>) -> Result<Vec<&'a Value>, Fault> {
    let identity = |(index, element)| require_identity(element, key).map_err(|fault| fault.inside(index));
    elements.iter().enumerate().map(identity).collect()
}

/// What tells an element from its like: the value of its merge key, or itself in a list of plain values.
fn require_identity<'a>(element: &'a Value, key: Option<&str>) -> Result<&'a Value, Fault> {
    match (element, key) {
        (Value::Object(table), Some(key)) => table.get(key).ok_or_else(|| {
            Fault::new(format!("an element has no `{key}`"), format!("add `{key}`: elements are merged by it"))
        }),
        (_, Some(key)) => Err(Fault::new(
            format!("an element is {}", kind_of(element)),
            format!("write tables with a `{key}`, by which they are merged"),
        )),
        (Value::Object(_) | Value::Array(_) | Value::Null, None) => {
            Err(Fault::new(format!("an element is {}", kind_of(element)), "write plain values"))
        }
        (Value::Bool(_) | Value::Number(_) | Value::String(_), None) => Ok(element),
    }
}

fn values(list: &Value) -> Result<&[Value], Fault> {
    let Value::Array(list) = list else {
        return Err(Fault::new(format!("this is {}", kind_of(list)), "list the values to delete"));
    };
    identities(list, None).map(|_| list.as_slice())
}

/// A list without a merge key has no elements to pick out.
fn refuse_directives(patch: &[Value]) -> Result<(), Fault> {
    match patch.iter().position(|element| element.get("$patch").is_some()) {
        Some(index) => {
            let advice = "leave `$patch` out, and write the list as it should be";
            Err(Fault::new("this list has no merge key, so it is replaced as a whole", advice).inside(index))
        }
        None => Ok(()),
    }
}
