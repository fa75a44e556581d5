//! What is asked of all documents of a comparison, gathered once: a change is one of thousands, and so are they.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use crate::diff::document::Document;

/// All documents of both sides: what a policy does depends on the policies beside it.
pub struct Context<'d> {
    pub before: Policies<'d>,
    pub after: Policies<'d>,
    /// Of either side.
    pub pods: Labels<'d>,
    pub namespaces: Labels<'d>,
    /// Namespace, key and value of what Services of either side select by.
    services: BTreeSet<(Option<&'d str>, &'d str, &'d str)>,
    /// Of the side after.
    storage_classes: BTreeMap<&'d str, &'d Document>,
    /// Namespaces in which something was stored.
    storing: BTreeSet<&'d str>,
}

impl<'d> Context<'d> {
    pub fn new(before: &'d [Document], after: &'d [Document]) -> Self {
        let [mut pods, mut namespaces] = [Labels::default(), Labels::default()];
        let mut services = BTreeSet::new();
        for document in before.iter().chain(after) {
            match &*document.id.kind {
                "NetworkPolicy" => select(&document.json, &mut pods, &mut namespaces),
                "Service" => {
                    let selector = document.json.pointer("/spec/selector").and_then(Json::as_object);
                    let namespace = document.id.namespace.as_deref();
                    let labels = selector.into_iter().flatten();
                    services.extend(labels.filter_map(|(key, value)| Some((namespace, key.as_str(), value.as_str()?))));
                }
                _ => {}
            }
        }
        let classes = after.iter().rev().filter(|document| document.id.kind == "StorageClass");
        let storing = before.iter().filter(|document| stores(document));
        Self {
            before: Policies::of(before),
            after: Policies::of(after),
            pods,
            namespaces,
            services,
            storage_classes: classes.map(|class| (class.id.name.as_str(), class)).collect(),
            storing: storing.filter_map(|document| document.id.namespace.as_deref()).collect(),
        }
    }

    /// Whether a Service of the namespace looks for that label.
    pub fn is_served(&self, namespace: Option<&str>, key: &str, value: &str) -> bool {
        self.services.contains(&(namespace, key, value))
    }

    pub fn storage_class(&self, name: &str) -> Option<&'d Document> {
        self.storage_classes.get(name).copied()
    }

    /// Whether something was stored in the namespace.
    pub fn has_stored(&self, namespace: &str) -> bool {
        self.storing.contains(namespace)
    }
}

fn stores(document: &Document) -> bool {
    document.id.kind == "PersistentVolumeClaim" || document.json.pointer("/spec/volumeClaimTemplates").is_some()
}

/// Labels that selectors ask for.
#[derive(Default)]
pub struct Labels<'d> {
    pairs: BTreeSet<(&'d str, &'d str)>,
    /// Whatever their value.
    keys: BTreeSet<&'d str>,
}

impl<'d> Labels<'d> {
    pub fn asks(&self, key: &str, value: &str) -> bool {
        self.pairs.contains(&(key, value))
    }

    pub fn asks_any(&self, key: &str) -> bool {
        self.keys.contains(key)
    }

    fn add(&mut self, selector: &'d Json) {
        let labels = selector.get("matchLabels").and_then(Json::as_object).into_iter().flatten();
        self.pairs.extend(labels.filter_map(|(key, value)| Some((key.as_str(), value.as_str()?))));
        let expressions = selector.get("matchExpressions").and_then(Json::as_array).into_iter().flatten();
        self.keys.extend(expressions.filter_map(|expression| expression.get("key")?.as_str()));
    }
}

/// The selectors anywhere in a policy.
fn select<'d>(json: &'d Json, pods: &mut Labels<'d>, namespaces: &mut Labels<'d>) {
    match json {
        Json::Object(fields) => {
            for (key, value) in fields {
                match key.as_str() {
                    "podSelector" => pods.add(value),
                    "namespaceSelector" => namespaces.add(value),
                    _ => select(value, pods, namespaces),
                }
            }
        }
        Json::Array(items) => items.iter().for_each(|item| select(item, pods, namespaces)),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
    }
}

type Label<'d> = (&'d str, Option<&'d str>);

/// The NetworkPolicies of one side, by namespace and by that label of those they select by which the fewest do.
pub struct Policies<'d>(BTreeMap<(Option<&'d str>, Option<Label<'d>>), Vec<&'d Document>>);

impl<'d> Policies<'d> {
    fn of(documents: &'d [Document]) -> Self {
        let policies = || documents.iter().filter(|document| document.id.kind == "NetworkPolicy");
        let mut counts: BTreeMap<Label<'_>, usize> = BTreeMap::new();
        for label in policies().flat_map(labels) {
            *counts.entry(label).or_default() += 1;
        }
        let mut found: BTreeMap<_, Vec<&Document>> = BTreeMap::new();
        for policy in policies() {
            let rarest = labels(policy).min_by_key(|label| counts[label]);
            found.entry((policy.id.namespace.as_deref(), rarest)).or_default().push(policy);
        }
        Self(found)
    }

    /// The others that may select all pods which a policy selects: none of their labels is one that it has not.
    pub fn beside<'p>(&'p self, policy: &'p Document) -> impl Iterator<Item = &'p Document> {
        let labels = labels(policy).map(Some).chain([None]);
        let found =
            labels.filter_map(move |label| self.0.get(&(policy.id.namespace.as_deref(), label))).flatten().copied();
        found.filter(move |other| other.id.name != policy.id.name)
    }
}

/// By which labels a policy selects its pods.
fn labels(policy: &Document) -> impl Iterator<Item = Label<'_>> {
    let labels = policy.json.pointer("/spec/podSelector/matchLabels").and_then(Json::as_object);
    labels.into_iter().flatten().map(|(key, value)| (key.as_str(), value.as_str()))
}
