//! What is wrong with a patch, and where in it.

use std::fmt;

use serde_json::{Map, Value};

/// So many keys are told when one is missing; a ConfigMap may have hundreds.
const KEYS_TOLD: usize = 12;

/// A patch that cannot be applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Leads from the root of the patch to what is wrong; the index of an element counts as a key.
    pub keys: Vec<String>,
    /// What is wrong.
    pub wrong: String,
    /// What to do about it, or what is there instead.
    pub advice: String,
}

impl Fault {
    pub(super) fn new(wrong: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { keys: Vec::new(), wrong: wrong.into(), advice: advice.into() }
    }

    /// The same fault, seen from the map or list that holds the part it was found in.
    pub(super) fn inside(mut self, key: impl ToString) -> Self {
        self.keys.insert(0, key.to_string());
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.wrong, self.advice)
    }
}

impl std::error::Error for Fault {}

/// The keys of a map, for whoever missed one.
pub(super) fn keys_told(map: &Map<String, Value>) -> String {
    if map.is_empty() {
        return "it is empty".to_owned();
    }
    let told: Vec<String> = map.keys().take(KEYS_TOLD).map(|key| format!("`{key}`")).collect();
    let more = if map.len() > KEYS_TOLD { format!(" and {} more", map.len() - KEYS_TOLD) } else { String::new() };
    format!("it has {}{more}", told.join(", "))
}

/// The length of a list, for whoever missed an element.
pub(super) fn length_told(list: &[Value]) -> String {
    match list.len() {
        0 => "it is empty".to_owned(),
        1 => "it has one element, `0`".to_owned(),
        length => format!("it has {length} elements, `0` to `{}`", length - 1),
    }
}

/// What a value is, in words.
pub(super) fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "a table",
    }
}
