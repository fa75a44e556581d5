//! Raw objects, taken in among ours: judged, put into a namespace, in apply order.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::diagnostic::{FieldPath, Place, Report, suggestion};
use crate::emit::patch::{At, Wrong};
use crate::emit::{Form, Object};
use crate::load::Value;
use crate::model::Provenance;
use crate::model::manifest::Manifest;
use crate::plan::Plan;

use super::known::{FieldFault, Lookup, look_up};
use super::object::text;
use super::order::rank;
use super::patched::{Patches, told};
use super::scope::Scopes;

/// Where a Secret holds what is secret.
const SECRET: [&str; 2] = ["data", "stringData"];

/// What the API tells objects apart by: group, kind, namespace, name. The version is none of it.
type Identity = (String, String, Option<String>, String);

/// All objects in apply order: ours, and those that are taken in as they are.
pub fn with_manifests(
    plan: &Plan<'_>,
    ours: Vec<Object>,
    provenance: &Provenance<'_>,
    patches: &mut Patches<'_>,
    form: Form,
    report: &mut Report,
) -> Vec<Object> {
    let scopes = Scopes::of(&plan.manifests);
    let mut objects = ours;
    let mut taken = if plan.manifests.is_empty() { BTreeMap::new() } else { identities(&objects) };
    for manifest in &plan.manifests {
        let value = checked(manifest, report);
        refuse_plaintext(manifest, plan, report);
        let is_namespaced = scopes.is_namespaced(manifest.group(), &manifest.kind);
        let (object, value) = object(manifest, value, is_namespaced, plan, form);
        let object = patches.lay_over(object, |_| value, form, report);
        let identity = identity(&object);
        match taken.get(&identity) {
            Some(Taken::Ours(first)) => {
                refuse_twice(manifest, &object, place_of_ours(&objects[*first], plan, provenance), report);
            }
            Some(Taken::Raw(place)) => refuse_twice(manifest, &object, (*place, "it stands here before"), report),
            None => {
                taken.insert(identity, Taken::Raw(manifest.place()));
                objects.push(object);
            }
        }
    }
    in_apply_order(objects, &scopes)
}

fn in_apply_order(objects: Vec<Object>, scopes: &Scopes) -> Vec<Object> {
    // Neighbours are mostly of one kind.
    let mut before: Option<(Cow<'static, str>, Cow<'static, str>, usize)> = None;
    let ranked = objects.into_iter().map(|object| {
        let rank = match &before {
            Some((api_version, kind, rank)) if *api_version == object.api_version && *kind == object.kind => *rank,
            _ => {
                let group = group(&object);
                let rank = rank(group, &object.kind, scopes.is_namespaced(group, &object.kind));
                before = Some((object.api_version.clone(), object.kind.clone(), rank));
                rank
            }
        };
        (rank, object)
    });
    let mut ranked: Vec<(usize, Object)> = ranked.collect();
    ranked.sort_by(|(rank, one), (other_rank, other)| {
        let key = (rank, &one.kind, &one.name, &one.namespace);
        key.cmp(&(other_rank, &other.kind, &other.name, &other.namespace))
    });
    ranked.into_iter().map(|(_, object)| object).collect()
}

/// The object as JSON. Here its shape is judged by what its kind knows.
fn checked(manifest: &Manifest, report: &mut Report) -> Json {
    for table in ["labels", "annotations"] {
        let Some(Value::Table(entries)) = manifest.get(&["metadata", table]).map(|node| &node.value) else { continue };
        for (key, entry) in entries.entries.iter().filter(|(_, entry)| entry.node.string().is_none()) {
            let field = FieldPath::new(["metadata", table, key]);
            let message = format!("`{field}` must be a string, not {}", entry.node.type_name());
            report.push(manifest.fault("wrong-type", &field, message).label("quote it"));
        }
    }
    let value = manifest.json();
    match look_up(&manifest.api_version, &manifest.kind) {
        Lookup::Custom => {}
        Lookup::Misspelt(kinds) => {
            let message = format!("`{}` has no kind `{}`", manifest.api_version, manifest.kind);
            let fault = manifest.fault("unknown-kind", &FieldPath::new(["kind"]), message);
            report.push(fault.label(suggestion(&manifest.kind, kinds)));
        }
        Lookup::Known(kind) => refuse_fields(manifest, kind.faults(&value), report),
    }
    value
}

/// Fields that the kind does not have, lacks or cannot read.
fn refuse_fields(manifest: &Manifest, faults: Vec<FieldFault>, report: &mut Report) {
    // What is no string among labels has been told.
    let strings = ["labels", "annotations"].map(|table| FieldPath::new(["metadata", table]));
    let words = format!("{}/{}", manifest.kind, manifest.name);
    for fault in faults.iter().filter(|fault| !strings.iter().any(|table| fault.path.starts_with(table))) {
        let (at, Wrong { rule, message, label }) = told(fault, &words);
        let fault = match at {
            At::Key => manifest.key_fault(rule, &fault.path, message),
            At::Value => manifest.fault(rule, &fault.path, message),
        };
        report.push(fault.label(label));
    }
}

/// No secret leaves a tier that keeps them: also none that was written down here.
fn refuse_plaintext(manifest: &Manifest, plan: &Plan<'_>, report: &mut Report) {
    let tier = plan.environment.tier;
    if tier.is_disposable() || manifest.kind != "Secret" || !manifest.group().is_empty() {
        return;
    }
    for key in SECRET {
        let holds = manifest.get(&[key]).and_then(|node| node.table()).is_some_and(|table| !table.entries.is_empty());
        if holds {
            let message =
                format!("the Secret `{}` is written down, but the tier is `{}`", manifest.name, tier.as_str());
            let label =
                "only tiers local and test take secrets from files; `[secret-store]` says where others come from";
            report.push(manifest.fault("plaintext-secret", &FieldPath::new([key]), message).label(label));
        }
    }
}

/// The key under which an object holds secrets, if it does.
pub fn holds_plaintext(object: &Json) -> Option<&'static str> {
    let is_secret = object["kind"] == "Secret" && object["apiVersion"] == "v1";
    SECRET.into_iter().find(|key| is_secret && object[*key].as_object().is_some_and(|table| !table.is_empty()))
}

fn refuse_twice(manifest: &Manifest, object: &Object, (first, words): (Place, &str), report: &mut Report) {
    let inside = object.namespace.as_ref().map_or_else(String::new, |namespace| format!(" in `{namespace}`"));
    let message = format!("there are two objects `{}/{}`{inside}", object.kind, object.name);
    let name = FieldPath::new(["metadata", "name"]);
    let fault = manifest.fault("duplicate-object", &name, message).label("remove this one, or give it another name");
    report.push(fault.also(first, words));
}

/// Who has an identity already.
enum Taken {
    /// One of ours, by its index.
    Ours(usize),
    Raw(Place),
}

fn identities(ours: &[Object]) -> BTreeMap<Identity, Taken> {
    ours.iter().enumerate().map(|(index, object)| (identity(object), Taken::Ours(index))).collect()
}

/// One of ours stands where its workload is declared, or else where the platform is.
fn place_of_ours(object: &Object, plan: &Plan<'_>, provenance: &Provenance<'_>) -> (Place, &'static str) {
    let environment = plan.environment;
    let declared = object.owner.as_ref().and_then(|id| {
        let roots = [
            ("services", environment.services.contains_key(id)),
            ("components", environment.components.contains_key(id)),
            ("jobs", environment.jobs.contains_key(id)),
        ];
        let root = roots.into_iter().find(|(_, holds)| *holds)?;
        Some(FieldPath::new([root.0, id]))
    });
    match declared {
        Some(path) => (provenance.tree.nearest_place(&path), "this makes the other one"),
        None => (provenance.tree.nearest_place(&FieldPath::new(["platform"])), "the platform makes the other one"),
    }
}

fn object(manifest: &Manifest, mut value: Json, is_namespaced: bool, plan: &Plan<'_>, form: Form) -> (Object, Json) {
    let mut namespace = manifest.namespace.clone();
    if namespace.is_none() && is_namespaced {
        namespace.clone_from(&plan.namespace);
        if let (Some(namespace), Some(metadata)) = (&namespace, value["metadata"].as_object_mut()) {
            let behind_name = metadata.keys().position(|key| key == "name").map_or(0, |name| name + 1);
            metadata.shift_insert(behind_name, "namespace".to_owned(), Json::String(namespace.clone()));
        }
    }
    let object = Object {
        api_version: manifest.api_version.clone().into(),
        kind: manifest.kind.clone().into(),
        name: manifest.name.clone(),
        namespace,
        owner: None,
        manual: false,
        text: text(&value, form),
    };
    (object, value)
}

fn identity(object: &Object) -> Identity {
    (group(object).to_owned(), object.kind.to_string(), object.namespace.clone(), object.name.clone())
}

fn group(object: &Object) -> &str {
    object.api_version.split_once('/').map_or("", |(group, _)| group)
}
