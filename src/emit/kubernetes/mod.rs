//! Plan → Kubernetes objects. A file a kind, or a tight family of kinds; here they are listed in apply order, which
//! `order.rs` extends to those that `manifests/` brings along.

mod autoscaler;
mod config_map;
mod container;
mod cron_job;
mod custom;
mod daemon_set;
mod deployment;
mod disruption_budget;
mod ingress;
mod job;
pub mod known;
mod manifest;
mod namespace;
mod network_policy;
mod object;
mod order;
mod pod;
mod probe;
mod rbac;
mod scheduling;
mod scope;
mod secret;
mod service;
mod stateful_set;
mod value;
mod variable;
mod volume;
mod volume_claim;

use crate::plan::Plan;

use super::{Form, Object};

pub use manifest::with_manifests;
pub use secret::secrets_template;

/// All objects of one kind.
type Kind = fn(&Plan<'_>, Form) -> Vec<Object>;

/// What others refer to comes first.
const APPLY_ORDER: [Kind; 28] = [
    namespace::namespaces,
    namespace::resource_quotas,
    namespace::limit_ranges,
    rbac::service_accounts,
    rbac::roles,
    rbac::role_bindings,
    rbac::cluster_roles,
    rbac::cluster_role_bindings,
    config_map::config_maps,
    custom::secret_store::secret_stores,
    secret::secrets,
    custom::external_secret::external_secrets,
    volume_claim::volume_claims,
    custom::peer_authentication::peer_authentications,
    custom::analysis_template::analysis_templates,
    service::services,
    deployment::deployments,
    stateful_set::stateful_sets,
    daemon_set::daemon_sets,
    custom::rollout::rollouts,
    autoscaler::autoscalers,
    disruption_budget::disruption_budgets,
    network_policy::network_policies,
    ingress::ingresses,
    custom::service_monitor::service_monitors,
    custom::prometheus_rule::prometheus_rules,
    job::jobs,
    cron_job::cron_jobs,
];

/// Every object of the plan, in apply order, those of a kind by name.
pub fn emit(plan: &Plan<'_>, form: Form) -> Vec<Object> {
    APPLY_ORDER.iter().flat_map(|kind| by_name(kind(plan, form))).collect()
}

fn by_name(mut objects: Vec<Object>) -> Vec<Object> {
    objects.sort_by(|one, other| (&one.name, &one.namespace).cmp(&(&other.name, &other.namespace)));
    objects
}
