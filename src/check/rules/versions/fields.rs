//! Which fields of an object came after their kind, and when: `fields.tsv`, which `tools/kubernetes-versions` makes.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde_json::Value as Json;

use crate::check::object::{Item, get};

/// A field that came later, as an object sets it.
pub struct Newer {
    /// From the object's root.
    pub path: Vec<String>,
    /// The minor version that brought it.
    pub since: u32,
    /// The first in which it is on without anybody's doing; none has it so far.
    pub on: Option<u32>,
}

/// What the table says of a field of a type.
#[derive(Clone, Copy)]
enum Field {
    /// It came with its type, and holds this type, or a list or a map of it.
    Holds(&'static str),
    Came {
        since: u32,
        on: Option<u32>,
    },
}

#[derive(Default)]
struct Table {
    /// API version and kind → type.
    kinds: BTreeMap<&'static str, &'static str>,
    types: BTreeMap<&'static str, BTreeMap<&'static str, Field>>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table::default();
    let mut of_type = "";
    for line in include_str!("fields.tsv").lines().filter(|line| !line.starts_with('#')) {
        let cells: Vec<&str> = line.split('\t').collect();
        match cells[..] {
            ["kind", kind, holds] => {
                table.kinds.insert(kind, holds);
            }
            ["type", name] => of_type = name,
            ["to", field, holds] => {
                table.types.entry(of_type).or_default().insert(field, Field::Holds(holds));
            }
            ["new", field, since, on] => {
                let since = since.parse().expect("the table is made by a program");
                table.types.entry(of_type).or_default().insert(field, Field::Came { since, on: on.parse().ok() });
            }
            _ => unreachable!("the table is made by a program"),
        }
    }
    table
});

/// Argo's roll-outs are no kind of Kubernetes' own, but their pods are.
const POD_TEMPLATE: &str = "core.v1.PodTemplateSpec";

/// The fields of an object that came after its kind.
pub fn newer(item: &Item<'_>) -> Vec<Newer> {
    let mut found = Vec::new();
    if (item.group(), item.kind()) == ("argoproj.io", "Rollout") {
        let template = ["spec", "template"];
        note(get(&item.json, &template), POD_TEMPLATE, &mut template.map(str::to_owned).to_vec(), &mut found);
    }
    let kind = format!("{}/{}", item.object.api_version, item.kind());
    if let Some(of_type) = TABLE.kinds.get(kind.as_str()) {
        note(&item.json, of_type, &mut Vec::new(), &mut found);
    }
    found
}

fn note(value: &Json, of_type: &str, path: &mut Vec<String>, found: &mut Vec<Newer>) {
    let Some((fields, object)) = TABLE.types.get(of_type).zip(value.as_object()) else { return };
    for (key, value) in object {
        let Some(field) = fields.get(key.as_str()) else { continue };
        path.push(key.clone());
        match field {
            Field::Came { since, on } => found.push(Newer { path: path.clone(), since: *since, on: *on }),
            Field::Holds(holds) => note_each(value, holds, path, found),
        }
        path.pop();
    }
}

/// A value itself, or each of a list. A map of values has the keys of nobody's type, so that it is read as one, too.
fn note_each(value: &Json, of_type: &str, path: &mut Vec<String>, found: &mut Vec<Newer>) {
    let Some(values) = value.as_array() else { return note(value, of_type, path, found) };
    for (index, value) in values.iter().enumerate() {
        path.push(index.to_string());
        note(value, of_type, path, found);
        path.pop();
    }
}
