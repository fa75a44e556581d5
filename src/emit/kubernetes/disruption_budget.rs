//! PodDisruptionBudgets.

use k8s_openapi::api::policy::v1::{PodDisruptionBudget, PodDisruptionBudgetSpec};

use crate::emit::{Form, Object};
use crate::plan::Plan;

use super::object::core;
use super::value::{amount, selector};

pub fn disruption_budgets(plan: &Plan<'_>, form: Form) -> Vec<Object> {
    plan.workloads
        .iter()
        .filter_map(|workload| {
            let disruption = workload.disruption.as_ref()?;
            let spec = PodDisruptionBudgetSpec {
                max_unavailable: disruption.max_unavailable.map(amount),
                min_available: disruption.min_available.map(amount),
                selector: Some(selector(&workload.selector)),
                unhealthy_pod_eviction_policy: None,
            };
            Some(core(&disruption.meta, form, |metadata| PodDisruptionBudget {
                metadata,
                spec: Some(spec),
                status: None,
            }))
        })
        .collect()
}
