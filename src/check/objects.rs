//! All objects of an environment, found by kind and by name.

use std::collections::BTreeMap;

use crate::emit::Object;
use crate::emit::kubernetes::Patches;
use crate::model::Provenance;
use crate::plan::Plan;

use super::object::Item;
use super::pod::{self, Pod};

/// Kind, namespace, name.
type Key<'o> = (&'o str, Option<&'o str>, &'o str);

#[derive(Default)]
pub struct Objects<'o> {
    all: Vec<Item<'o>>,
    by_kind: BTreeMap<&'o str, Vec<usize>>,
    by_name: BTreeMap<Key<'o>, usize>,
}

impl<'o> Objects<'o> {
    /// The objects must have been emitted as JSON.
    pub fn of(objects: &'o [Object], plan: &'o Plan<'o>, provenance: &'o Provenance<'o>) -> Self {
        let patches = Patches::of(plan, provenance);
        let workloads: BTreeMap<&str, _> = plan.workloads().map(|workload| (workload.id.as_str(), workload)).collect();
        let manifests: BTreeMap<_, _> = plan
            .manifests
            .iter()
            .map(|manifest| ((manifest.group(), manifest.kind.as_str(), manifest.name.as_str()), manifest))
            .collect();
        let with_model = objects.iter().map(|object| {
            let workload = object.owner.as_ref().and_then(|owner| workloads.get(owner.as_str()).copied());
            let group = object.api_version.split_once('/').map_or("", |(group, _)| group);
            let manifest = match object.owner {
                Some(_) => None,
                None => manifests.get(&(group, object.kind.as_ref(), object.name.as_str())).copied(),
            };
            let words = format!("{}/{}", object.kind, patches.own_name(object).unwrap_or(&object.name));
            Item { words, workload, manifest, fragments: patches.fragments(object), ..alone(object) }
        });
        Self::indexed(with_model)
    }

    /// Objects of which nothing is known but what they say themselves.
    pub fn alone(objects: &'o [Object]) -> Self {
        Self::indexed(objects.iter().map(alone))
    }

    fn indexed(items: impl Iterator<Item = Item<'o>>) -> Self {
        let mut objects = Self::default();
        for (index, item) in items.enumerate() {
            let Self { all, by_kind, by_name } = &mut objects;
            let object = item.object;
            by_kind.entry(object.kind.as_ref()).or_default().push(index);
            by_name.insert((object.kind.as_ref(), object.namespace.as_deref(), object.name.as_str()), index);
            all.push(item);
        }
        objects
    }

    /// In apply order.
    pub fn iter(&self) -> impl Iterator<Item = &Item<'o>> + Clone {
        self.all.iter()
    }

    pub fn of_kind(&self, kind: &str) -> impl Iterator<Item = &Item<'o>> {
        self.by_kind.get(kind).into_iter().flatten().map(|index| &self.all[*index])
    }

    /// One object. What belongs to no namespace has none.
    pub fn find(&self, kind: &str, namespace: Option<&str>, name: &str) -> Option<&Item<'o>> {
        self.by_name.get(&(kind, namespace, name)).map(|index| &self.all[*index])
    }

    /// All objects that make pods, and bare pods.
    pub fn pods(&self) -> impl Iterator<Item = Pod<'_>> {
        self.all.iter().filter_map(pod::of)
    }
}

fn alone(object: &Object) -> Item<'_> {
    Item {
        object,
        json: serde_json::from_str(&object.text).expect("it was emitted as JSON"),
        words: format!("{}/{}", object.kind, object.name),
        workload: None,
        manifest: None,
        fragments: Vec::new(),
    }
}
