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

/// All objects of one kind, or of kinds for the same end.
type Emitted = fn(&Plan<'_>, Form) -> Vec<Object>;

/// What others refer to comes first.
const APPLY_ORDER: [(&[&str], Emitted); 28] = [
    (&["Namespace"], namespace::namespaces),
    (&["ResourceQuota"], namespace::resource_quotas),
    (&["LimitRange"], namespace::limit_ranges),
    (&["ServiceAccount"], rbac::service_accounts),
    (&["Role"], rbac::roles),
    (&["RoleBinding"], rbac::role_bindings),
    (&["ClusterRole"], rbac::cluster_roles),
    (&["ClusterRoleBinding"], rbac::cluster_role_bindings),
    (&["ConfigMap"], config_map::config_maps),
    (&["ClusterSecretStore", "SecretStore"], custom::secret_store::secret_stores),
    (&["Secret"], secret::secrets),
    (&["ExternalSecret"], custom::external_secret::external_secrets),
    (&["PersistentVolumeClaim"], volume_claim::volume_claims),
    (&["PeerAuthentication"], custom::peer_authentication::peer_authentications),
    (&["AnalysisTemplate"], custom::analysis_template::analysis_templates),
    (&["Service"], service::services),
    (&["Deployment"], deployment::deployments),
    (&["StatefulSet"], stateful_set::stateful_sets),
    (&["DaemonSet"], daemon_set::daemon_sets),
    (&["Rollout"], custom::rollout::rollouts),
    (&["HorizontalPodAutoscaler"], autoscaler::autoscalers),
    (&["PodDisruptionBudget"], disruption_budget::disruption_budgets),
    (&["NetworkPolicy"], network_policy::network_policies),
    (&["Ingress"], ingress::ingresses),
    (&["ServiceMonitor"], custom::service_monitor::service_monitors),
    (&["PrometheusRule"], custom::prometheus_rule::prometheus_rules),
    (&["Job"], job::jobs),
    (&["CronJob"], cron_job::cron_jobs),
];

/// Every object, patched and in apply order: ours, and those that `manifests/` brings along.
pub fn emit(plan: &Plan<'_>, provenance: &Provenance<'_>, form: Form, report: &mut Report) -> Vec<Object> {
    let mut patches = Patches::of(plan, provenance);
    let mut objects = Vec::new();
    for (_, emitted) in APPLY_ORDER {
        objects.extend(with_patches(emitted, plan, &mut patches, form, report));
    }
    let objects = manifest::with_manifests(plan, objects, provenance, &mut patches, form, report);
    patches.finish(report);
    objects
}

/// Our objects of one kind alone, as `emit` makes them.
pub fn emit_kind(kind: &str, plan: &Plan<'_>, provenance: &Provenance<'_>, report: &mut Report) -> Vec<Object> {
    let mut patches = Patches::of(plan, provenance);
    let of_kind = APPLY_ORDER.iter().filter(|(kinds, _)| kinds.contains(&kind));
    of_kind.flat_map(|(_, emitted)| with_patches(*emitted, plan, &mut patches, Form::Json, report)).collect()
}

fn with_patches(
    emitted: Emitted,
    plan: &Plan<'_>,
    patches: &mut Patches<'_>,
    form: Form,
    report: &mut Report,
) -> Vec<Object> {
    let as_json = || by_name(emitted(plan, Form::Json));
    patched::of_kind(by_name(emitted(plan, form)), as_json, patches, form, report)
}

fn by_name(mut objects: Vec<Object>) -> Vec<Object> {
    objects.sort_by(|one, other| (&one.name, &one.namespace).cmp(&(&other.name, &other.namespace)));
    objects
}
