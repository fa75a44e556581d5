//! Deployments.

use k8s_openapi::api::apps::v1::{Deployment, DeploymentSpec, DeploymentStrategy, RollingUpdateDeployment};

use crate::emit::{Form, Object};
use crate::model::rollout::{Rollout, Strategy};
use crate::plan::Plan;
use crate::plan::workload::{Controller, Workload};

use super::object::core;
use super::pod;
use super::value::{amount, given, seconds, selector};

pub fn deployment(plan: &Plan<'_>, workload: &Workload, form: Form) -> Option<Object> {
    let Controller::Deployment(rollout) = &workload.controller else { return None };
    let spec = spec(plan, workload, rollout);
    Some(core(&workload.meta, form, |metadata| Deployment { metadata, spec, status: None }))
}

fn spec(plan: &Plan<'_>, workload: &Workload, rollout: &Rollout) -> DeploymentSpec {
    DeploymentSpec {
        min_ready_seconds: rollout.min_ready.as_ref().map(|time| seconds(time.seconds())),
        paused: None,
        progress_deadline_seconds: rollout.deadline.as_ref().map(|time| seconds(time.seconds())),
        replicas: workload.replicas,
        revision_history_limit: workload.revision_history,
        selector: selector(&workload.selector),
        strategy: strategy(rollout),
        template: pod::template(plan, workload),
    }
}

/// None: rolling, with Kubernetes' own figures.
fn strategy(rollout: &Rollout) -> Option<DeploymentStrategy> {
    match rollout.strategy {
        Strategy::Rolling => given(RollingUpdateDeployment {
            max_surge: rollout.max_surge.map(amount),
            max_unavailable: rollout.max_unavailable.map(amount),
        })
        .map(|rolling_update| DeploymentStrategy {
            rolling_update: Some(rolling_update),
            type_: Some("RollingUpdate".to_owned()),
        }),
        Strategy::Recreate => Some(DeploymentStrategy { rolling_update: None, type_: Some("Recreate".to_owned()) }),
        // A Deployment has none of these: faults of the model, which tracing goes on after.
        Strategy::OnDelete | Strategy::Partitioned | Strategy::Canary | Strategy::BlueGreen => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emit::yaml;
    use crate::model::scalar::Amount;

    #[test]
    fn a_strategy_is_written_where_it_says_something() {
        assert_eq!(strategy(&Rollout::default()), None);
        let surging = Rollout { max_surge: Some(Amount::Percent(25)), ..Rollout::default() };
        let expected = "rollingUpdate:\n  maxSurge: 25%\ntype: RollingUpdate\n";
        assert_eq!(yaml::to_string(&strategy(&surging)).unwrap(), expected);
        let recreating = Rollout { strategy: Strategy::Recreate, ..Rollout::default() };
        assert_eq!(yaml::to_string(&strategy(&recreating)).unwrap(), "type: Recreate\n");
    }
}
