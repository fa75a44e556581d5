//! JSON pointers, RFC 6901: a path of keys and indices into a document.

use serde_json::Value;

use super::fault::{Fault, keys_told, kind_of, length_told};

pub struct Pointer(Vec<String>);

impl Pointer {
    pub fn parse(text: &str) -> Result<Self, Fault> {
        if text.is_empty() {
            return Ok(Self(Vec::new()));
        }
        let Some(rest) = text.strip_prefix('/') else {
            return Err(Fault::new(
                format!("the path `{text}` does not start with `/`"),
                format!("write `/{}`, or `\"\"` for the whole document", text.replace('.', "/")),
            ));
        };
        rest.split('/').map(unescape).collect::<Result<_, _>>().map(Self)
    }

    /// Whether this points at something inside of what the other one points at.
    pub fn is_inside(&self, other: &Self) -> bool {
        self.0.len() > other.0.len() && self.0.starts_with(&other.0)
    }

    /// The pointer to what holds this one's target, and the target's own key; none for the whole document.
    pub fn split(&self) -> Option<(&[String], &str)> {
        self.0.split_last().map(|(key, parent)| (parent, key.as_str()))
    }

    pub fn find<'a>(&self, document: &'a Value) -> Result<&'a Value, Fault> {
        find(&self.0, document)
    }

    pub fn find_mut<'a>(&self, document: &'a mut Value) -> Result<&'a mut Value, Fault> {
        find_mut(&self.0, document)
    }
}

fn find<'a>(keys: &[String], document: &'a Value) -> Result<&'a Value, Fault> {
    let mut value = document;
    for (depth, key) in keys.iter().enumerate() {
        let inner = match value {
            Value::Object(map) => map.get(key),
            Value::Array(list) => index(key, list.len()).and_then(|index| list.get(index)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
        };
        value = inner.ok_or_else(|| missing(&keys[..depth], key, value))?;
    }
    Ok(value)
}

pub fn find_mut<'a>(keys: &[String], document: &'a mut Value) -> Result<&'a mut Value, Fault> {
    find(keys, document)?;
    Ok(keys.iter().fold(document, |holder, key| match holder {
        Value::Array(list) => {
            let index = index(key, list.len()).expect("it was found just now");
            &mut list[index]
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => &mut holder[key],
    }))
}

/// Reads an index of a list; `-` is the place after the last element.
pub fn index(key: &str, length: usize) -> Option<usize> {
    if key == "-" {
        return Some(length);
    }
    let plain = key.bytes().all(|letter| letter.is_ascii_digit()) && (key == "0" || !key.starts_with('0'));
    plain.then(|| key.parse().ok()).flatten()
}

/// Says that a holder has no such key, and what it has.
pub fn missing(holder_at: &[String], key: &str, holder: &Value) -> Fault {
    let place = if holder_at.is_empty() { "the document".to_owned() } else { format!("`{}`", text(holder_at)) };
    match holder {
        Value::Object(map) => Fault::new(format!("{place} has no `{key}`"), keys_told(map)),
        Value::Array(list) if index(key, list.len()).is_some() => {
            Fault::new(format!("{place} has no element `{key}`"), length_told(list))
        }
        Value::Array(list) => Fault::new(format!("{place} is a list, and `{key}` is no index"), length_told(list)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Fault::new(
            format!("{place} is {}, which holds no `{key}`", kind_of(holder)),
            "point at it itself, or replace it with a table first",
        ),
    }
}

fn text(keys: &[String]) -> String {
    keys.iter().map(|key| format!("/{}", key.replace('~', "~0").replace('/', "~1"))).collect()
}

fn unescape(part: &str) -> Result<String, Fault> {
    let mut pieces = part.split('~');
    let mut key = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (letter, rest) = match (piece.strip_prefix('0'), piece.strip_prefix('1')) {
            (Some(rest), _) => ('~', rest),
            (None, Some(rest)) => ('/', rest),
            (None, None) => {
                return Err(Fault::new(
                    format!("`{part}` holds a `~` that is no escape"),
                    "write `~0` for `~` and `~1` for `/`",
                ));
            }
        };
        key.push(letter);
        key.push_str(rest);
    }
    Ok(key)
}
