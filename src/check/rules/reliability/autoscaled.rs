//! What the model says of a workload that is scaled: the number of replicas that it names although it has no effect.

use crate::check::{Checked, Item};
use crate::diagnostic::FieldPath;
use crate::load::Value;
use crate::plan::workload::{Autoscale, Workload};

/// A workload with an autoscaler and a number of replicas that somebody wrote.
pub struct Autoscaled<'o> {
    pub item: &'o Item<'o>,
    pub autoscale: &'o Autoscale,
    pub replicas: i64,
}

pub fn autoscaled<'o>(checked: &'o Checked<'_>) -> impl Iterator<Item = Autoscaled<'o>> {
    checked.objects.of_kind("HorizontalPodAutoscaler").filter_map(|item| {
        let workload: &Workload = item.workload?;
        let path = FieldPath::new([workload.role.table(), &workload.id, "replicas"]);
        let Value::Integer(replicas) = checked.provenance.node(&path)?.value else { return None };
        Some(Autoscaled { item, autoscale: workload.autoscale.as_ref()?, replicas })
    })
}
