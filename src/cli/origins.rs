//! Fields and their origins, written for people or for programs.

use serde::Deserialize;
use serde_json::{Value, json};
use toml::de::ValueDeserializer;

use crate::diagnostic::{FieldPath, Place, Position, Sources};

use super::columns::aligned;
use super::fields::Field;

/// A line an origin, the winner last.
pub fn as_field(fields: &[Field], sources: &Sources) -> String {
    aligned(&lines(fields, sources))
}

/// What holds where nobody set anything, after what was dropped.
pub fn as_default(default: &Value, dropped: &[Field], sources: &Sources) -> String {
    let text = toml::Value::try_from(default).expect("a default is none of JSON's nulls").to_string();
    let mut rows = lines(dropped, sources);
    rows.push(["built-in default".to_owned(), text, String::new()]);
    aligned(&rows)
}

/// The same of several fields, each named.
pub fn rows(fields: &[Field], sources: &Sources) -> Vec<[String; 3]> {
    let named = |field: &Field| {
        let name = |[address, text, note]: [String; 3]| [address, format!("{} = {text}", field.path), note];
        lines(std::slice::from_ref(field), sources).into_iter().map(name).collect::<Vec<_>>()
    };
    fields.iter().flat_map(named).collect()
}

fn lines(fields: &[Field], sources: &Sources) -> Vec<[String; 3]> {
    let mut rows = Vec::new();
    for field in fields {
        let (winner, overridden) = field.origins.split_last().expect("a field was set somewhere");
        for origin in overridden {
            rows.push([sources.address(*origin), line(field, *origin, sources), "overridden".to_owned()]);
        }
        rows.push([sources.address(*winner), line(field, *winner, sources), dropped_by(field, sources)]);
    }
    rows
}

/// A line a field.
pub fn as_table(fields: &[Field], sources: &Sources) -> String {
    let rows: Vec<[String; 3]> = fields
        .iter()
        .map(|field| {
            let winner = winner(field);
            let value = format!("{} = {}", field.path, line(field, winner, sources));
            [value, sources.address(winner), dropped_by(field, sources)]
        })
        .collect();
    aligned(&rows)
}

fn winner(field: &Field) -> Place {
    *field.origins.last().expect("a field was set somewhere")
}

/// The value's first line.
fn line(field: &Field, place: Place, sources: &Sources) -> String {
    match field.text(place, sources).split_once('\n') {
        Some((first, _)) => format!("{} …", first.trim_end()),
        None => field.text(place, sources).to_owned(),
    }
}

fn dropped_by(field: &Field, sources: &Sources) -> String {
    field.dropped_by.map(|by| format!("dropped by {}", sources.address(by))).unwrap_or_default()
}

/// One object: a field with its origins, or a table with its fields; what was dropped stands beside.
pub fn as_json(path: &FieldPath, fields: &[Field], is_table: bool, sources: &Sources) -> String {
    let (set, dropped): (Vec<&Field>, Vec<&Field>) = fields.iter().partition(|field| field.dropped_by.is_none());
    let list = |fields: &[&Field]| fields.iter().map(|field| field_json(field, sources)).collect::<Vec<Value>>();
    let mut told = match set[..] {
        [field] if !is_table => field_json(field, sources),
        _ => json!({ "path": path.to_string(), "fields": list(&set) }),
    };
    if !dropped.is_empty() {
        told["dropped"] = Value::Array(list(&dropped));
    }
    format!("{told:#}\n")
}

/// The same of a field that nobody set: it has no origins.
pub fn as_default_json(path: &FieldPath, default: &Value, dropped: &[Field], sources: &Sources) -> String {
    let mut told = json!({ "path": path.to_string(), "value": default, "origins": [], "default": true });
    if !dropped.is_empty() {
        told["dropped"] = dropped.iter().map(|field| field_json(field, sources)).collect();
    }
    format!("{told:#}\n")
}

/// A field with its origins, as JSON.
pub fn field_json(field: &Field, sources: &Sources) -> Value {
    let origin = |place: &Place| {
        let Position { file, line, column } = sources.position(*place);
        json!({ "file": file, "line": line, "column": column, "value": value(field.text(*place, sources)) })
    };
    let origins: Vec<Value> = field.origins.iter().map(origin).collect();
    let mut told = json!({
        "path": field.path.to_string(),
        "value": value(field.text(winner(field), sources)),
        "origins": origins,
    });
    if let Some(by) = field.dropped_by {
        told["dropped-by"] = json!(sources.position(by));
    }
    told
}

/// What the text means as TOML; what is none came from the command line as it is.
fn value(text: &str) -> Value {
    let read = ValueDeserializer::parse(text).and_then(Value::deserialize);
    read.unwrap_or_else(|_| Value::String(text.to_owned()))
}
