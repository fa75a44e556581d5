//! The objects of workloads as they were emitted before: a workload that is the same still has the same.

use std::collections::{BTreeMap, BTreeSet};

use crate::emit::Object;
use crate::load::Shared;
use crate::model::Provenance;
use crate::plan::Plan;
use crate::plan::workload::Workload;

use super::patched::Patches;

pub struct KnownObjects {
    workloads: BTreeMap<String, Shared<Workload>>,
    /// By the ID of the workload, and by kind.
    objects: BTreeMap<String, BTreeMap<String, Vec<Object>>>,
    /// The kinds and IDs of those that something was laid over.
    patched: BTreeSet<(String, String)>,
}

impl KnownObjects {
    /// Of all objects of a plan, as they are once all is laid over them.
    pub fn new(objects: &[Object], plan: &Plan<'_>, provenance: &Provenance<'_>) -> Self {
        let patches = Patches::of(plan, provenance);
        let workloads = plan.workloads.iter().map(|workload| (workload.id.clone(), workload.clone()));
        let mut known = Self { workloads: workloads.collect(), objects: BTreeMap::new(), patched: BTreeSet::new() };
        for object in objects {
            let Some(owner) = object.owner.as_ref().filter(|owner| known.workloads.contains_key(*owner)) else {
                continue;
            };
            if patches.may_touch(object) {
                known.patched.insert((object.kind.to_string(), owner.clone()));
            }
            let of_owner = known.objects.entry(owner.clone()).or_default();
            of_owner.entry(object.kind.to_string()).or_default().push(object.clone());
        }
        known
    }

    /// Those of one kind that a workload has, if that is known.
    pub fn of(&self, kind: &str, workload: &Shared<Workload>) -> Option<&[Object]> {
        let is_same = self.workloads.get(&workload.id)?.is(workload);
        if !is_same || self.patched.contains(&(kind.to_owned(), workload.id.clone())) {
            return None;
        }
        Some(self.objects.get(&workload.id).and_then(|kinds| kinds.get(kind)).map_or(&[], Vec::as_slice))
    }
}
