//! Walks an object that was read and ours side by side, and evens out what says nothing.

use serde_json::{Map, Value as Json, json};

use crate::diff::compare::alike;
use crate::diff::document::Document;
use crate::diff::list::{is_unordered, name};

use super::noise::{Noise, field, kind};

/// What the server states about an object goes, whether ours has a counterpart or not.
pub fn drop_printed(document: &mut Document) {
    let of = kind(&document.id.group, &document.id.kind);
    drop_from(&mut document.json, of);
}

fn drop_from(json: &mut Json, of: &str) {
    match json {
        Json::Object(fields) => {
            fields.retain(|key, _| field(of, key) != Some(Noise::Printed));
            for (key, value) in fields {
                if let Some(Noise::Holds(holds) | Noise::Hollow(holds)) = field(of, key) {
                    drop_from(value, holds);
                }
            }
        }
        Json::Array(items) => items.iter_mut().for_each(|item| drop_from(item, of)),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
    }
}

/// Both of one identity.
pub fn align(read: &mut Document, ours: &Document) {
    let of = kind(&ours.id.group, &ours.id.kind);
    value(&mut read.json, &ours.json, of, "");
    read.id.namespace = match (read.id.namespace.take(), &ours.id.namespace) {
        (Some(read), Some(_)) => Some(read),
        (_, ours) => ours.clone(),
    };
}

fn value(read: &mut Json, ours: &Json, of: &str, list: &str) {
    match (read, ours) {
        (Json::Object(read), Json::Object(ours)) => table(read, ours, of),
        (Json::Array(read), Json::Array(ours)) => {
            let none = Json::Object(Map::new());
            let others = counterparts(read, ours, list);
            for (read, other) in read.iter_mut().zip(others) {
                value(read, other.unwrap_or(&none), of, list);
            }
        }
        _ => {}
    }
}

/// Of each element that was read, the same of ours.
fn counterparts<'o>(read: &[Json], ours: &'o [Json], list: &str) -> Vec<Option<&'o Json>> {
    let named = |element: &Json| {
        let called = name(list, element)?;
        ours.iter().find(|other| name(list, other).as_ref() == Some(&called))
    };
    if read.iter().chain(ours).all(|element| name(list, element).is_some()) {
        return read.iter().map(named).collect();
    }
    if !is_unordered(list) {
        return (0..read.len()).map(|at| ours.get(at)).collect();
    }
    let mut found = vec![None; read.len()];
    for (at, other) in alike(&read.iter().enumerate().collect::<Vec<_>>(), &ours.iter().enumerate().collect::<Vec<_>>())
    {
        found[at] = Some(&ours[other]);
    }
    found
}

fn table(read: &mut Map<String, Json>, ours: &Map<String, Json>, of: &str) {
    if of == "Resources" {
        requests(read, ours);
    }
    let gone: Vec<String> = read
        .iter()
        .filter(|(key, value)| !ours.contains_key(*key) && is_nothing(of, key, value, read, Side::Theirs))
        .map(|(key, _)| key.clone())
        .collect();
    for (key, value) in ours.iter().filter(|(key, _)| !read.contains_key(*key)).collect::<Vec<_>>() {
        if is_nothing(of, key, value, ours, Side::Ours) {
            read.insert(key.clone(), value.clone());
        }
    }
    read.retain(|key, _| !gone.contains(key));
    for (key, read) in read {
        let none = if read.is_array() { Json::Array(Vec::new()) } else { Json::Object(Map::new()) };
        let ours = ours.get(key).unwrap_or(&none);
        let holds = if let Some(Noise::Holds(holds) | Noise::Hollow(holds)) = field(of, key) { holds } else { "" };
        value(read, ours, holds, key);
    }
}

/// Who alone says something.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Theirs,
    Ours,
}

/// Whether a field says no more than if it were not there. `beside` is the table it stands in.
fn is_nothing(of: &str, key: &str, value: &Json, beside: &Map<String, Json>, side: Side) -> bool {
    if value.is_null() || value.as_array().is_some_and(Vec::is_empty) {
        return true;
    }
    let Some(noise) = field(of, key) else { return false };
    let holds_nothing = |holds: &str| {
        value
            .as_object()
            .is_some_and(|fields| fields.iter().all(|(key, value)| is_nothing(holds, key, value, fields, side)))
    };
    match noise {
        // Whoever applies what states no namespace chooses one.
        Noise::Printed | Noise::Assigned => side == Side::Theirs || (of, key) == ("ObjectMeta", "namespace"),
        Noise::Open(_) if side == Side::Theirs => true,
        Noise::Open(default) | Noise::Default(default) => {
            serde_json::from_str::<Json>(default).is_ok_and(|default| default == *value)
        }
        Noise::Like(other) => beside.get(other) == Some(value),
        Noise::PullPolicy => beside.get("image").and_then(Json::as_str).map(pull_policy) == value.as_str(),
        Noise::PolicyTypes => {
            let egress =
                beside.get("egress").is_some_and(|rules| rules.as_array().is_some_and(|rules| !rules.is_empty()));
            *value == if egress { json!(["Ingress", "Egress"]) } else { json!(["Ingress"]) }
        }
        Noise::Holds(holds) => holds_nothing(holds) && value.as_object().is_some_and(|fields| !fields.is_empty()),
        Noise::Hollow(holds) => holds_nothing(holds),
    }
}

/// What the API server fills in.
fn pull_policy(image: &str) -> &'static str {
    let (name, digest) = image.split_once('@').map_or((image, None), |(name, digest)| (name, Some(digest)));
    let tag = name.rsplit('/').next().and_then(|name| name.split_once(':')).map(|(_, tag)| tag);
    match (tag, digest) {
        (Some("latest"), _) | (None, None) => "Always",
        _ => "IfNotPresent",
    }
}

/// A container that has a limit and no request for it requests as much.
fn requests(read: &mut Map<String, Json>, ours: &Map<String, Json>) {
    let limits = read.get("limits").cloned().unwrap_or_default();
    let ours = ours.get("requests");
    let Some(requests) = read.get_mut("requests").and_then(Json::as_object_mut) else { return };
    requests
        .retain(|key, amount| ours.is_some_and(|ours| ours.get(key).is_some()) || limits.get(key) != Some(&*amount));
    if requests.is_empty() && ours.is_none() {
        read.remove("requests");
    }
}
