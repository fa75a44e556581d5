//! StatefulSets.

use k8s_openapi::api::apps::v1::{
    RollingUpdateStatefulSetStrategy, StatefulSet, StatefulSetSpec, StatefulSetUpdateStrategy,
};

use crate::emit::{Form, Object};
use crate::model::rollout::{Rollout, Strategy};
use crate::plan::Plan;
use crate::plan::workload::{Controller, Workload};

use super::object::core;
use super::value::{amount, given, seconds, selector};
use super::{pod, volume_claim};

pub fn stateful_set(plan: &Plan<'_>, workload: &Workload, form: Form) -> Option<Object> {
    let Controller::StatefulSet { parallel, rollout } = &workload.controller else { return None };
    let spec = spec(plan, workload, *parallel, rollout);
    Some(core(&workload.meta, form, |metadata| StatefulSet { metadata, spec, status: None }))
}

fn spec(plan: &Plan<'_>, workload: &Workload, parallel: bool, rollout: &Rollout) -> StatefulSetSpec {
    StatefulSetSpec {
        min_ready_seconds: rollout.min_ready.as_ref().map(|time| seconds(time.seconds())),
        pod_management_policy: parallel.then(|| "Parallel".to_owned()),
        replicas: workload.replicas,
        revision_history_limit: workload.revision_history,
        selector: selector(&workload.selector),
        service_name: workload.governing.clone(),
        template: pod::template(plan, workload),
        update_strategy: update_strategy(rollout),
        volume_claim_templates: given(workload.claims.iter().map(volume_claim::template).collect()),
        ..StatefulSetSpec::default()
    }
}

/// None: rolling, with Kubernetes' own figures.
fn update_strategy(rollout: &Rollout) -> Option<StatefulSetUpdateStrategy> {
    if rollout.strategy == Strategy::OnDelete {
        return Some(StatefulSetUpdateStrategy { rolling_update: None, type_: Some("OnDelete".to_owned()) });
    }
    given(RollingUpdateStatefulSetStrategy {
        max_unavailable: rollout.max_unavailable.map(amount),
        partition: rollout.partition.map(|number| number.0),
    })
    .map(|rolling_update| StatefulSetUpdateStrategy {
        rolling_update: Some(rolling_update),
        type_: Some("RollingUpdate".to_owned()),
    })
}
