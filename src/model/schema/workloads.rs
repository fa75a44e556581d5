//! The tables that several structs read together: services, components by their kind, jobs, and what they start from.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Value, json};

use crate::model::component::ComponentKeys;
use crate::model::container::Container;
use crate::model::environment::RESERVED;
use crate::model::job::JobKeys;
use crate::model::kinds;
use crate::model::resolve::{MEMBERS, OVERLAYS};
use crate::model::scalar::Name;
use crate::model::workload::Workload;

use super::{Properties, closed, define, defined};

/// The names of the definitions that no struct has.
pub(super) const SERVICE: &str = "ServiceTable";
const ID: &str = "Id";
const COMPONENT: &str = "ComponentTable";
const JOB: &str = "JobTable";
const PROFILE: &str = "ProfileTable";

/// `[services]`.
pub fn services(generator: &mut SchemaGenerator) -> Schema {
    by_id(service(generator), generator)
}

/// `[profiles]`: what services hold, under any name, and who else takes it.
pub fn profiles(generator: &mut SchemaGenerator) -> Schema {
    service(generator);
    let mut keys = vocabulary(generator);
    let members = "IDs of workloads that take this profile after those that they name.";
    keys.insert(MEMBERS.to_owned(), json!({ "type": "array", "items": { "type": "string" }, "description": members }));
    keys.extend(overlays(SERVICE));
    define(generator, PROFILE, closed("A profile.", keys));
    json_schema!({ "type": "object", "additionalProperties": defined(PROFILE) })
}

/// `[jobs]`.
pub fn jobs(generator: &mut SchemaGenerator) -> Schema {
    by_id(job(generator), generator)
}

/// `[components]`. Where a layer names the kind, keys of other kinds are refused.
pub fn components(generator: &mut SchemaGenerator) -> Schema {
    by_id(component(generator), generator)
}

/// `[defaults]`: a table for services, one for jobs, one a kind.
pub fn defaults(generator: &mut SchemaGenerator) -> Schema {
    let mut properties = Properties::new();
    let mut start = |word: &str, whose: &str, tables: &[Schema]| {
        let about = format!("What every {whose} starts from.");
        properties.insert(word.to_owned(), json!({ "description": about, "allOf": tables }));
    };
    start("service", "service", &[service(generator)]);
    start("job", "job", &[job(generator)]);
    let component = component(generator);
    for word in kinds::WORDS {
        start(word, &format!("component of the kind `{word}`"), &[component.clone(), defined(&of_kind(word))]);
    }
    closed("What every workload of a kind starts from.", properties)
}

/// A map of workloads. What is no name, or means something already, is no ID.
fn by_id(table: Schema, generator: &mut SchemaGenerator) -> Schema {
    let mut id = Name::json_schema(generator);
    id.insert("not".to_owned(), json!({ "enum": RESERVED }));
    define(generator, ID, id);
    json_schema!({ "type": "object", "propertyNames": defined(ID), "additionalProperties": table })
}

fn service(generator: &mut SchemaGenerator) -> Schema {
    let keys = vocabulary(generator);
    workload(generator, SERVICE, "A service, or a profile.", keys)
}

fn job(generator: &mut SchemaGenerator) -> Schema {
    let mut keys = properties_of::<JobKeys>(generator);
    keys.extend(vocabulary(generator));
    workload(generator, JOB, "A job.", keys)
}

fn component(generator: &mut SchemaGenerator) -> Schema {
    let mut keys = properties_of::<ComponentKeys>(generator);
    keys["kind"] = json!({ "enum": kinds::WORDS, "description": "What it is. Its own keys depend on it. Required." });
    let own: Vec<Properties> = kinds::WORDS.iter().map(|word| properties(kinds::schema(word, generator))).collect();
    for (key, schema) in own.iter().flatten() {
        keys.entry(key.clone()).and_modify(|known| *known = either(known, schema)).or_insert(schema.clone());
    }
    let all: Vec<&String> = own.iter().flat_map(Properties::keys).collect();
    for (word, own) in kinds::WORDS.iter().zip(&own) {
        let known = |key: &String| own.get(key).cloned().unwrap_or(Value::Bool(false));
        let mut keys: Properties = all.iter().map(|key| ((*key).clone(), known(key))).collect();
        let name = of_kind(word);
        keys.extend(OVERLAYS.map(|overlay| (overlay.to_owned(), overlay_of(overlay, &[defined(&name)]))));
        define(generator, &name, partial(keys));
    }
    keys.extend(vocabulary(generator));
    let reference = workload(generator, COMPONENT, "A component.", keys);
    let by_kind = kinds::WORDS.map(|word| {
        json!({
            "if": { "properties": { "kind": { "const": word } }, "required": ["kind"] },
            "then": defined(&of_kind(word)),
        })
    });
    generator.definitions_mut()[COMPONENT]["allOf"] = json!(by_kind);
    reference
}

/// The definition that tells a kind's own keys from those of the others.
pub(super) fn of_kind(word: &str) -> String {
    format!("OfKind-{word}")
}

/// What some keys of a table are. It has others, too, and some editors want to be told so.
fn partial(properties: Properties) -> Schema {
    json_schema!({ "properties": properties, "additionalProperties": true })
}

/// Two kinds may mean different things by one key.
fn either(known: &Value, other: &Value) -> Value {
    if known == other { known.clone() } else { json!({ "anyOf": [known, other] }) }
}

/// The keys of the shared vocabulary: of the workload, and of its main container.
fn vocabulary(generator: &mut SchemaGenerator) -> Properties {
    let mut keys = properties_of::<Workload>(generator);
    keys.extend(properties_of::<Container>(generator));
    keys
}

/// Defines a workload's table: its keys, and for each of the two targets an overlay of the same keys.
fn workload(generator: &mut SchemaGenerator, name: &str, about: &str, mut keys: Properties) -> Schema {
    keys.extend(overlays(name));
    define(generator, name, closed(about, keys));
    defined(name)
}

/// A table of the same keys for each target; an overlay within an overlay is none.
fn overlays(name: &str) -> Properties {
    let no_overlay = partial(OVERLAYS.map(|overlay| (overlay.to_owned(), Value::Bool(false))).into_iter().collect());
    let table = |overlay: &str| overlay_of(overlay, &[defined(name), no_overlay.clone()]);
    OVERLAYS.into_iter().map(|overlay| (overlay.to_owned(), table(overlay))).collect()
}

/// An overlay, by the tables that say what it takes.
fn overlay_of(target: &str, tables: &[Schema]) -> Value {
    json!({ "description": format!("The same keys, for the target `{target}` alone."), "allOf": tables })
}

fn properties_of<T: JsonSchema>(generator: &mut SchemaGenerator) -> Properties {
    properties(T::json_schema(generator))
}

/// The keys of a closed table.
fn properties(mut table: Schema) -> Properties {
    match table.remove("properties") {
        Some(Value::Object(keys)) => keys,
        Some(_) | None => Properties::new(),
    }
}
