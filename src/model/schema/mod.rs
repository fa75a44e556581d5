//! The language as a JSON Schema of a layer, for editors, made from the structs that type it. As a layer says but a
//! part of an environment, nothing is required. Only asked for by its verb, and by `explain` of what nobody set: no
//! other verb pays for it.

mod alternatives;
mod keys;
mod scalars;
mod tidy;
mod unset;
mod walk;
mod workloads;

use schemars::generate::{SchemaGenerator, SchemaSettings};
use schemars::transform::{RecursiveTransform, Transform};
use schemars::{Schema, json_schema};
use serde_json::{Map, Value};

use super::top::{OF_A_LAYER, OF_AN_ENVIRONMENT};

pub use keys::keys;
pub use unset::{Lookup, Unset, unset};
pub(super) use workloads::{components, defaults, jobs, profiles, services};

/// Keys and their schemas.
type Properties = Map<String, Value>;

/// The JSON Schema (draft 2020-12) of a layer's file.
pub fn schema() -> Value {
    let mut layer = untidy();
    RecursiveTransform(tidy::tidy).transform(&mut layer);
    alternatives::add(layer.to_value())
}

/// The same as schemars makes it, which still tells what may be left out, and every default.
fn untidy() -> Schema {
    let mut generator = SchemaSettings::draft2020_12().into_generator();
    let mut properties = Properties::new();
    for top in OF_A_LAYER.iter().chain(&OF_AN_ENVIRONMENT) {
        let mut schema = (top.schema)(&mut generator);
        schema.insert("description".to_owned(), top.about.into());
        properties.insert(top.name.to_owned(), schema.to_value());
    }
    let mut definitions = generator.take_definitions(false);
    definitions.sort_keys();
    json_schema!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A layer of a platform",
        "description": "A file of `environments/`, as platgen reads it.",
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
        "$defs": definitions,
    })
}

/// A table of these keys and no others.
fn closed(about: &str, properties: Properties) -> Schema {
    json_schema!({
        "description": about,
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
    })
}

/// A reference to a definition.
fn defined(name: &str) -> Schema {
    json_schema!({ "$ref": format!("#/$defs/{name}") })
}

/// Writes a definition down, unless it is there.
fn define(generator: &mut SchemaGenerator, name: &str, schema: Schema) {
    generator.definitions_mut().entry(name).or_insert(schema.to_value());
}
