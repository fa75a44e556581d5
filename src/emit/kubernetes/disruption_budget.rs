//! PodDisruptionBudgets.

use k8s_openapi::api::policy::v1::{PodDisruptionBudget, PodDisruptionBudgetSpec};

use crate::emit::{Form, Object};
use crate::model::scalar::KubernetesVersion;
use crate::plan::Plan;
use crate::plan::workload::{Controller, Workload};

use super::object::core;
use super::value::{amount, selector};

/// The first version that lets a budget say by default what happens to pods that are not ready.
const EVICTION_POLICY: KubernetesVersion = KubernetesVersion::new(1, 27);

/// A pod that never gets ready would block the drain of its node for good. Not so where pods hold state: one that is
/// not ready may be a member that is catching up, and its eviction could cost the quorum.
fn eviction_policy(workload: &Workload) -> &'static str {
    match workload.controller {
        Controller::StatefulSet { .. } => "IfHealthyBudget",
        Controller::Deployment(_)
        | Controller::Rollout(_)
        | Controller::DaemonSet(_)
        | Controller::Job(_)
        | Controller::CronJob(_) => "AlwaysAllow",
    }
}

pub fn disruption_budget(plan: &Plan<'_>, workload: &Workload, form: Form) -> Option<Object> {
    let says_policy = plan.environment.platform.kubernetes >= EVICTION_POLICY;
    let disruption = workload.disruption.as_ref()?;
    let spec = PodDisruptionBudgetSpec {
        max_unavailable: disruption.max_unavailable.map(amount),
        min_available: disruption.min_available.map(amount),
        selector: Some(selector(&workload.selector)),
        unhealthy_pod_eviction_policy: says_policy.then(|| eviction_policy(workload).to_owned()),
    };
    Some(core(&disruption.meta, form, |metadata| PodDisruptionBudget { metadata, spec: Some(spec), status: None }))
}
