//! Who may do what: rights, accounts, and what a namespace lets pods do.

use serde_json::Value as Json;

use super::leaf::Leaf;
use super::{Class, Context, selection};
use crate::diff::document::Document;

/// By which label of its namespace the API server decides which pods it takes; the others warn only.
const ENFORCED: [&str; 2] = ["pod-security.kubernetes.io/enforce", "pod-security.kubernetes.io/enforce-version"];

/// By which annotations of an account its pods get rights in a cloud.
const CLOUD: [&str; 3] =
    ["eks.amazonaws.com/role-arn", "iam.gke.io/gcp-service-account", "azure.workload.identity/client-id"];

/// Roles and their bindings.
pub fn rights(leaf: &Leaf<'_>) -> Vec<Class> {
    match leaf.keys()[..] {
        ["roleRef", "apiGroup"] if !leaf.differs("rbac.authorization.k8s.io") => Vec::new(),
        ["roleRef", ..] => vec![Class::Privilege, Class::Refused],
        ["rules" | "subjects" | "aggregationRule", ..] => vec![Class::Privilege],
        // Other roles take in the rules of one that is labelled so.
        ["metadata", "labels", key] if key.starts_with("rbac.authorization.k8s.io/") => vec![Class::Privilege],
        _ => Vec::new(),
    }
}

pub fn privilege(_: &Document, _: &Context<'_>) -> Vec<Class> {
    vec![Class::Privilege]
}

pub fn account(leaf: &Leaf<'_>) -> Vec<Class> {
    match leaf.keys()[..] {
        ["automountServiceAccountToken"] | ["secrets", ..] => vec![Class::Privilege],
        ["metadata", "annotations", key] if CLOUD.contains(&key) => vec![Class::Privilege],
        _ => Vec::new(),
    }
}

/// An account alone has no rights: bindings give it some, and so may a cloud.
pub fn account_whole(document: &Document, _: &Context<'_>) -> Vec<Class> {
    let annotations = document.json.pointer("/metadata/annotations").and_then(Json::as_object);
    let cloud = annotations.is_some_and(|annotations| CLOUD.iter().any(|key| annotations.contains_key(*key)));
    if cloud { vec![Class::Privilege] } else { Vec::new() }
}

/// Where secrets are read from, and as whom.
pub fn store(leaf: &Leaf<'_>) -> Vec<Class> {
    match leaf.keys()[..] {
        ["spec", "provider" | "conditions", ..] => vec![Class::Privilege],
        _ => Vec::new(),
    }
}

pub fn namespace(leaf: &Leaf<'_>) -> Vec<Class> {
    match leaf.keys()[..] {
        ["metadata", "labels", key] if ENFORCED.contains(&key) => vec![Class::Privilege],
        ["metadata", "labels", key] => selection::namespace_relabelled(key, leaf),
        _ => Vec::new(),
    }
}

/// What pods are separated from the machine by.
pub fn runtime_class(leaf: &Leaf<'_>) -> Vec<Class> {
    match leaf.keys()[..] {
        ["handler"] => vec![Class::Privilege, Class::Refused],
        _ => Vec::new(),
    }
}
