//! DaemonSets: a pod on every node.

use k8s_openapi::api::apps::v1::{DaemonSet, DaemonSetSpec, DaemonSetUpdateStrategy, RollingUpdateDaemonSet};

use crate::emit::{Form, Object};
use crate::model::rollout::{Rollout, Strategy};
use crate::plan::Plan;
use crate::plan::workload::{Controller, Workload};

use super::object::core;
use super::pod;
use super::value::{amount, given, seconds, selector};

pub fn daemon_set(plan: &Plan<'_>, workload: &Workload, form: Form) -> Option<Object> {
    let Controller::DaemonSet(rollout) = &workload.controller else { return None };
    let spec = spec(plan, workload, rollout);
    Some(core(&workload.meta, form, |metadata| DaemonSet { metadata, spec, status: None }))
}

fn spec(plan: &Plan<'_>, workload: &Workload, rollout: &Rollout) -> DaemonSetSpec {
    DaemonSetSpec {
        min_ready_seconds: rollout.min_ready.as_ref().map(|time| seconds(time.seconds())),
        revision_history_limit: workload.revision_history,
        selector: selector(&workload.selector),
        template: pod::template(plan, workload),
        update_strategy: update_strategy(rollout),
    }
}

/// None: rolling, with Kubernetes' own figures.
fn update_strategy(rollout: &Rollout) -> Option<DaemonSetUpdateStrategy> {
    if rollout.strategy == Strategy::OnDelete {
        return Some(DaemonSetUpdateStrategy { rolling_update: None, type_: Some("OnDelete".to_owned()) });
    }
    given(RollingUpdateDaemonSet {
        max_surge: rollout.max_surge.map(amount),
        max_unavailable: rollout.max_unavailable.map(amount),
    })
    .map(|rolling_update| DaemonSetUpdateStrategy {
        rolling_update: Some(rolling_update),
        type_: Some("RollingUpdate".to_owned()),
    })
}
