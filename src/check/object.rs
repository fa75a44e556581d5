//! One object as rules read it, and the way from a field of it back to the layers.

use std::sync::LazyLock;

use serde_json::Value as Json;

use crate::diagnostic::{FieldPath, Place};
use crate::emit::{self, Object};
use crate::model::manifest::Manifest;
use crate::plan::workload::{Part, Workload};
use crate::plan::{Fragment, Plan};

use super::Checked;
use super::finding::At;

/// An object, with what it was made from.
pub struct Item<'o> {
    pub object: &'o Object,
    pub json: Json,
    /// `Kind/name`, without what a Job's content adds to its name.
    pub words: String,
    /// The workload that it belongs to.
    pub workload: Option<&'o Workload>,
    /// The raw object that it is, if nobody but a person wrote it.
    pub manifest: Option<&'o Manifest>,
    /// What was laid over it.
    pub fragments: Vec<&'o Fragment>,
}

impl Item<'_> {
    pub fn kind(&self) -> &str {
        &self.object.kind
    }

    pub fn name(&self) -> &str {
        &self.object.name
    }

    pub fn namespace(&self) -> Option<&str> {
        self.object.namespace.as_deref()
    }

    /// API group; that of the core is empty.
    pub fn group(&self) -> &str {
        self.object.api_version.split_once('/').map_or("", |(group, _)| group)
    }

    /// A field, by its keys.
    pub fn get(&self, keys: &[&str]) -> &Json {
        get(&self.json, keys)
    }
}

/// A field below a value; what is not there is null.
pub fn get<'j>(json: &'j Json, keys: &[&str]) -> &'j Json {
    static NULL: LazyLock<Json> = LazyLock::new(|| Json::Null);
    keys.iter()
        .try_fold(json, |at, key| match at {
            Json::Array(items) => items.get(key.parse::<usize>().ok()?),
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) | Json::Object(_) => at.get(key),
        })
        .unwrap_or(&NULL)
}

/// The table of the model that a workload is declared in.
pub fn table(workload: &Workload) -> FieldPath {
    FieldPath::new([workload.role.table(), &workload.id])
}

/// Where something of an object is decided.
pub(super) struct Spot {
    pub place: Place,
    pub help: Option<String>,
    pub path: Option<FieldPath>,
}

pub(super) fn spot(at: &At<'_>, checked: &Checked<'_>) -> Spot {
    let provenance = checked.provenance;
    let of_model = |path: FieldPath| Spot { place: provenance.place(&path), help: None, path: Some(path) };
    let below = |table: FieldPath| {
        let paths: Vec<FieldPath> = at.keys.iter().map(|keys| joined(&table, keys)).collect();
        let set = paths.iter().find(|path| provenance.node(path).is_some());
        let general = at.general.as_ref().filter(|path| set.is_none() && provenance.node(path).is_some());
        let path = set.or(paths.first()).cloned().unwrap_or(table);
        Spot { place: provenance.place(general.unwrap_or(&path)), help: None, path: Some(path) }
    };
    let Some(item) = at.item else {
        let table = at.compose.as_ref().map(|name| of_compose(name, checked.plan));
        return below(table.unwrap_or_default());
    };
    if let Some(manifest) = item.manifest {
        // The name is of no matter: only the place is taken.
        let fault = manifest.fault("", &at.field, "");
        return Spot { place: fault.place, help: fault.help, path: None };
    }
    let in_model = match item.workload {
        Some(workload) => below(joined(&table(workload), &at.table)),
        None if at.keys.is_empty() => of_model(FieldPath::new(["platform"])),
        None => below(FieldPath::default()),
    };
    let laid = item.fragments.iter().rev();
    match laid.filter_map(|fragment| emit::made(fragment, &item.json, at.field.keys(), provenance)).next() {
        Some((place, help)) => Spot { place, help, ..in_model },
        None => in_model,
    }
}

fn joined(table: &FieldPath, keys: &FieldPath) -> FieldPath {
    FieldPath::new(table.keys().iter().chain(keys.keys()))
}

/// The table of the container that a service of the Compose file is.
fn of_compose(name: &str, plan: &Plan<'_>) -> FieldPath {
    let found = plan.workloads.iter().find_map(|workload| {
        let container = workload.pod.containers().find(|container| workload.service_of(container) == name)?;
        Some(match container.part {
            Part::Main => table(workload),
            Part::Init => table(workload).then("init").then(&container.key),
            Part::Sidecar => table(workload).then("sidecars").then(&container.key),
        })
    });
    found.unwrap_or_else(|| FieldPath::new(["compose"]))
}
