//! StatefulSets.

use k8s_openapi::api::apps::v1::{StatefulSet, StatefulSetSpec};

use crate::emit::{Form, Object};
use crate::plan::Plan;
use crate::plan::workload::{Controller, Workload};

use super::object::core;
use super::value::{given, selector};
use super::{pod, volume_claim};

pub fn stateful_sets(plan: &Plan<'_>, form: Form) -> Vec<Object> {
    plan.workloads
        .iter()
        .filter_map(|workload| {
            let Controller::StatefulSet { parallel } = workload.controller else { return None };
            let spec = spec(workload, parallel);
            Some(core(&workload.meta, form, |metadata| StatefulSet { metadata, spec, status: None }))
        })
        .collect()
}

fn spec(workload: &Workload, parallel: bool) -> StatefulSetSpec {
    StatefulSetSpec {
        pod_management_policy: parallel.then(|| "Parallel".to_owned()),
        replicas: workload.replicas,
        revision_history_limit: workload.revision_history,
        selector: selector(&workload.selector),
        service_name: workload.governing.clone(),
        template: pod::template(workload),
        volume_claim_templates: given(workload.claims.iter().map(volume_claim::template).collect()),
        ..StatefulSetSpec::default()
    }
}
