//! The objects of workloads as they were emitted before: a workload that is the same still has the same.

use std::collections::BTreeMap;

use crate::emit::Object;
use crate::load::Shared;
use crate::model::Provenance;
use crate::plan::Plan;
use crate::plan::workload::Workload;

use super::patched::Patches;

/// By the ID of the workload.
pub struct KnownObjects(BTreeMap<String, Known>);

struct Known {
    workload: Shared<Workload>,
    /// By kind. None: something was laid over one of them.
    objects: BTreeMap<String, Option<Vec<Object>>>,
}

impl KnownObjects {
    /// Of all objects of a plan, as they are once all is laid over them.
    pub fn new(objects: &[Object], plan: &Plan<'_>, provenance: &Provenance<'_>) -> Self {
        let patches = Patches::of(plan, provenance);
        let known = |workload: &Shared<Workload>| Known { workload: workload.clone(), objects: BTreeMap::new() };
        let all = plan.workloads.iter().map(|workload| (workload.id.clone(), known(workload)));
        let mut all: BTreeMap<String, Known> = all.collect();
        for object in objects {
            let Some(known) = object.owner.as_ref().and_then(|owner| all.get_mut(owner)) else { continue };
            let of_kind = known.objects.entry(object.kind.to_string()).or_insert_with(|| Some(Vec::new()));
            match of_kind {
                Some(same) if !patches.may_touch(object) => same.push(object.clone()),
                _ => *of_kind = None,
            }
        }
        Self(all)
    }

    /// Those of one kind that a workload has, if that is known.
    pub fn of(&self, kind: &str, workload: &Shared<Workload>) -> Option<&[Object]> {
        let known = self.0.get(&workload.id).filter(|known| known.workload.is(workload))?;
        known.objects.get(kind).map_or(Some(&[]), Option::as_deref)
    }
}
