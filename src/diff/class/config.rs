//! What pods read, and how much they may use.

use serde_json::Value as Json;

use super::leaf::Leaf;
use super::{Class, Context};
use crate::diff::document::Document;

/// A ConfigMap or a Secret. New data alone restart nothing; see `Class::NoEffect`.
pub fn config(leaf: &Leaf<'_>) -> Vec<Class> {
    let fixed = leaf.old.get("immutable") == Some(&Json::Bool(true));
    let refused = match leaf.keys()[..] {
        ["type"] => leaf.differs("Opaque"),
        ["data" | "stringData" | "binaryData" | "immutable", ..] => fixed,
        _ => false,
    };
    if refused { vec![Class::Refused] } else { Vec::new() }
}

/// Autoscalers, disruption budgets and ranges of limits: all they say is how much.
pub fn limits(leaf: &Leaf<'_>) -> Vec<Class> {
    if leaf.keys().first() == Some(&"spec") { vec![Class::Capacity] } else { Vec::new() }
}

pub fn quota(leaf: &Leaf<'_>) -> Vec<Class> {
    match leaf.keys()[..] {
        ["spec", "scopes", ..] => vec![Class::Refused],
        _ => limits(leaf),
    }
}

pub fn capacity(_: &Document, _: &Context<'_>) -> Vec<Class> {
    vec![Class::Capacity]
}

/// It counts for pods that are made later.
pub fn priority_class(leaf: &Leaf<'_>) -> Vec<Class> {
    match leaf.keys()[..] {
        ["value"] => vec![Class::Refused],
        ["preemptionPolicy"] if leaf.differs("PreemptLowerPriority") => vec![Class::Refused],
        _ => Vec::new(),
    }
}
