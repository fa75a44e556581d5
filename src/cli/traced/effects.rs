//! `explain ENV PATH --effects`: what depends on a field of the layers.

use serde_json::{Value as Json, json};

use crate::diagnostic::{FieldPath, Sources};
use crate::model::workload::Target;
use crate::trace::{Candidate, Dependents, Tracer, dependents};

/// What depends on these leaves, target by target; of fields, those that are there.
fn all(tracers: &[(Target, Tracer<'_, '_>)], leaves: &[Candidate]) -> Vec<(Target, Dependents)> {
    let of_target = |(target, tracer): &(Target, Tracer<'_, '_>)| {
        let mut all = Dependents::new();
        let documents = tracer.documents();
        for leaf in leaves {
            for (id, dependent) in dependents(tracer, leaf) {
                let known = all.entry(id).or_default();
                known.fields.extend(dependent.fields);
                known.existence |= dependent.existence;
            }
        }
        for document in &documents {
            if let Some(dependent) = all.get_mut(&document.id) {
                dependent.fields.retain(|field| field.find(&document.json).is_some());
            }
        }
        all.retain(|_, dependent| dependent.existence || !dependent.fields.is_empty());
        (*target, all)
    };
    tracers.iter().map(of_target).collect()
}

/// Each document, with the fields in it below.
pub fn effects(
    path: &FieldPath,
    tracers: &[(Target, Tracer<'_, '_>)],
    leaves: &[Candidate],
    sources: &Sources,
) -> String {
    let mut text = String::new();
    for leaf in leaves {
        text += &format!("{}  {}\n", sources.address(leaf.leaf.place), leaf.leaf.path);
    }
    let mut is_any = false;
    for (_, dependents) in all(tracers, leaves) {
        for (id, dependent) in dependents {
            is_any = true;
            let namespace = id.namespace.as_ref().map(|namespace| format!(" in {namespace}")).unwrap_or_default();
            let whole = if dependent.existence { ": there or not" } else { "" };
            text += &format!("{id}{namespace}{whole}\n");
            for field in dependent.fields.iter().filter(|field| !field.0.is_empty()) {
                text += &format!("  {field}\n");
            }
        }
    }
    if !is_any {
        text += &format!("nothing in the output depends on `{path}`\n");
    }
    text
}

pub fn effects_json(
    path: &FieldPath,
    tracers: &[(Target, Tracer<'_, '_>)],
    leaves: &[Candidate],
    sources: &Sources,
) -> String {
    let leaf = |leaf: &Candidate| {
        let position = sources.position(leaf.leaf.place);
        json!({ "path": leaf.leaf.path.to_string(), "file": position.file, "line": position.line, "column": position.column })
    };
    let mut told = Vec::new();
    for (target, dependents) in all(tracers, leaves) {
        for (id, dependent) in dependents {
            told.push(json!({
                "target": target.as_str(),
                "object": id.to_string(),
                "namespace": id.namespace,
                "fields": dependent.fields.iter().map(ToString::to_string).collect::<Vec<_>>(),
                "existence": dependent.existence,
            }));
        }
    }
    let leaves: Vec<Json> = leaves.iter().map(leaf).collect();
    format!("{:#}\n", json!({ "path": path.to_string(), "leaves": leaves, "effects": told }))
}
