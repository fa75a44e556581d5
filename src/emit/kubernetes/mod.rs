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
mod patched;
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

use crate::diagnostic::Report;
use crate::model::Provenance;
use crate::plan::Plan;

use super::{Form, Object};
pub use patched::Patches;

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

/// Every object, patched and in apply order: ours, and those that `manifests/` brings along.
pub fn emit(plan: &Plan<'_>, provenance: &Provenance<'_>, form: Form, report: &mut Report) -> Vec<Object> {
    let mut patches = Patches::of(plan, provenance);
    let mut objects = Vec::new();
    for kind in APPLY_ORDER {
        objects.extend(patched::of_kind(
            by_name(kind(plan, form)),
            || by_name(kind(plan, Form::Json)),
            &mut patches,
            form,
            report,
        ));
    }
    let objects = manifest::with_manifests(plan, objects, provenance, &mut patches, form, report);
    patches.finish(report);
    objects
}

fn by_name(mut objects: Vec<Object>) -> Vec<Object> {
    objects.sort_by(|one, other| (&one.name, &one.namespace).cmp(&(&other.name, &other.namespace)));
    objects
}
