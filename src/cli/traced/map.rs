//! `render --provenance FILE`: for every field of the output the fields of the layers that decide it, as JSON.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use crate::diagnostic::{FieldPath, Position, Sources};
use crate::diff::{Document, Path, Step, step};
use crate::model::workload::Target;
use crate::trace::{Candidate, Dependents, Leaf, Tracer, dependents_of};

/// `leaves`: where each was set. `objects`: of each, what decides its fields, and whether it is there at all.
pub fn map(environment: &str, tracers: &[(Target, Tracer<'_, '_>)], sources: &Sources) -> String {
    let mut leaves: BTreeMap<String, Json> = BTreeMap::new();
    let mut objects = Vec::new();
    for (target, tracer) in tracers {
        let candidates = tracer.candidates();
        candidates.iter().for_each(|one| drop(leaves.insert(one.leaf.path.to_string(), place(one, sources))));
        let found = dependents_of(tracer, &candidates);
        objects.extend(tracer.documents().iter().map(|document| object(*target, document, &found)));
    }
    format!("{:#}\n", json!({ "environment": environment, "leaves": leaves, "objects": objects }))
}

fn place(candidate: &Candidate, sources: &Sources) -> Json {
    let Position { file, line, column } = sources.position(candidate.leaf.place);
    json!({ "file": file, "line": line, "column": column })
}

fn object(target: Target, document: &Document, found: &[(&Leaf, Dependents)]) -> Json {
    let of_document =
        |(leaf, dependents): &(&Leaf, Dependents)| Some((leaf.path.clone(), dependents.get(&document.id)?.clone()));
    let deciding: Vec<(FieldPath, _)> = found.iter().filter_map(of_document).collect();
    let existence: Vec<String> =
        deciding.iter().filter(|(_, dependent)| dependent.existence).map(|(path, _)| path.to_string()).collect();
    let mut fields = Map::new();
    leaf_paths(&document.json, &Path::default(), &mut |path| {
        let leaves = deciding.iter().filter(|(_, dependent)| dependent.fields.iter().any(|field| field.overlaps(path)));
        let leaves: Vec<String> = leaves.map(|(leaf, _)| leaf.to_string()).collect();
        fields.insert(path.to_string(), leaves.into());
    });
    let id = &document.id;
    json!({
        "target": target.as_str(),
        "object": id.to_string(),
        "namespace": id.namespace,
        "owner": document.owner,
        "existence": existence,
        "fields": fields,
    })
}

fn leaf_paths(value: &Json, path: &Path, found: &mut dyn FnMut(&Path)) {
    match value {
        Json::Object(fields) if !fields.is_empty() => {
            fields.iter().for_each(|(key, value)| leaf_paths(value, &path.then(Step::Key(key.clone())), found));
        }
        Json::Array(items) if !items.is_empty() => {
            let items = items.iter().enumerate();
            items.for_each(|(index, item)| leaf_paths(item, &path.then(step(path, index, item)), found));
        }
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) | Json::Array(_) | Json::Object(_) => {
            found(path);
        }
    }
}
