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
mod known_objects;
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
use crate::plan::workload::Workload;

use super::{Form, Object};
pub use known_objects::KnownObjects;
pub use patched::Patches;

pub use secret::secrets_template;

/// All objects of one kind, or of kinds for the same end.
enum Emitted {
    /// Of the platform, whichever workloads they follow from.
    All(fn(&Plan<'_>, Form) -> Vec<Object>),
    /// What a workload alone decides, and has one of at most.
    One(fn(&Plan<'_>, &Workload, Form) -> Option<Object>),
    /// The same, of which it may have several.
    Several(fn(&Plan<'_>, &Workload, Form) -> Vec<Object>),
}

use Emitted::{All, One, Several};

/// What others refer to comes first.
const APPLY_ORDER: [(&[&str], Emitted); 29] = [
    (&["Namespace"], All(namespace::namespaces)),
    (&["ResourceQuota"], All(namespace::resource_quotas)),
    (&["LimitRange"], All(namespace::limit_ranges)),
    (&["ServiceAccount"], All(rbac::service_accounts)),
    (&["Role"], All(rbac::roles)),
    (&["RoleBinding"], All(rbac::role_bindings)),
    (&["ClusterRole"], All(rbac::cluster_roles)),
    (&["ClusterRoleBinding"], All(rbac::cluster_role_bindings)),
    (&["ConfigMap"], All(config_map::config_maps)),
    (&["ClusterSecretStore", "SecretStore"], All(custom::secret_store::secret_stores)),
    (&["Secret"], All(secret::secrets)),
    (&["ExternalSecret"], All(custom::external_secret::external_secrets)),
    (&["PersistentVolumeClaim"], Several(volume_claim::volume_claims)),
    (&["PeerAuthentication"], All(custom::peer_authentication::peer_authentications)),
    (&["AnalysisTemplate"], All(custom::analysis_template::analysis_templates)),
    (&["Service"], Several(service::services)),
    (&["Service"], All(service::shared_services)),
    (&["Deployment"], One(deployment::deployment)),
    (&["StatefulSet"], One(stateful_set::stateful_set)),
    (&["DaemonSet"], One(daemon_set::daemon_set)),
    (&["Rollout"], One(custom::rollout::rollout)),
    (&["HorizontalPodAutoscaler"], One(autoscaler::autoscaler)),
    (&["PodDisruptionBudget"], One(disruption_budget::disruption_budget)),
    (&["NetworkPolicy"], All(network_policy::network_policies)),
    (&["Ingress"], All(ingress::ingresses)),
    (&["ServiceMonitor"], One(custom::service_monitor::service_monitor)),
    (&["PrometheusRule"], All(custom::prometheus_rule::prometheus_rules)),
    (&["Job"], One(job::job)),
    (&["CronJob"], One(cron_job::cron_job)),
];

/// Every object, patched and in apply order: ours, and those that `manifests/` brings along.
pub fn emit(plan: &Plan<'_>, provenance: &Provenance<'_>, form: Form, report: &mut Report) -> Vec<Object> {
    all(plan, provenance, None, form, report)
}

/// The same as JSON, those taken over that were emitted before.
pub fn emit_again(
    plan: &Plan<'_>,
    provenance: &Provenance<'_>,
    known: &KnownObjects,
    report: &mut Report,
) -> Vec<Object> {
    all(plan, provenance, Some(known), Form::Json, report)
}

fn all(
    plan: &Plan<'_>,
    provenance: &Provenance<'_>,
    known: Option<&KnownObjects>,
    form: Form,
    report: &mut Report,
) -> Vec<Object> {
    let mut patches = Patches::of(plan, provenance);
    let mut objects = Vec::new();
    for (kinds, emitted) in &APPLY_ORDER {
        let known = known.map(|known| (kinds[0], known));
        objects.extend(with_patches(emitted, plan, known, &mut patches, form, report));
    }
    let objects = manifest::with_manifests(plan, objects, provenance, &mut patches, form, report);
    patches.finish(report);
    objects
}

/// Our objects of one kind alone, as `emit` makes them.
pub fn emit_kind(kind: &str, plan: &Plan<'_>, provenance: &Provenance<'_>, report: &mut Report) -> Vec<Object> {
    let mut patches = Patches::of(plan, provenance);
    let of_kind = APPLY_ORDER.iter().filter(|(kinds, _)| kinds.contains(&kind));
    of_kind.flat_map(|(_, emitted)| with_patches(emitted, plan, None, &mut patches, Form::Json, report)).collect()
}

fn with_patches(
    emitted: &Emitted,
    plan: &Plan<'_>,
    known: Option<(&str, &KnownObjects)>,
    patches: &mut Patches<'_>,
    form: Form,
    report: &mut Report,
) -> Vec<Object> {
    let as_json = || by_name(emitted.objects(plan, None, Form::Json));
    patched::of_kind(by_name(emitted.objects(plan, known, form)), as_json, patches, form, report)
}

impl Emitted {
    fn objects(&self, plan: &Plan<'_>, known: Option<(&str, &KnownObjects)>, form: Form) -> Vec<Object> {
        match self {
            All(emit) => emit(plan, form),
            One(emit) => of_each(plan, known, |workload| emit(plan, workload, form)),
            Several(emit) => of_each(plan, known, |workload| emit(plan, workload, form)),
        }
    }
}

/// What each workload has: what is known of it, or else what is emitted.
fn of_each<O: IntoIterator<Item = Object>>(
    plan: &Plan<'_>,
    known: Option<(&str, &KnownObjects)>,
    emit: impl Fn(&Workload) -> O,
) -> Vec<Object> {
    let mut objects = Vec::new();
    for workload in &plan.workloads {
        match known.and_then(|(kind, known)| known.of(kind, workload)) {
            Some(known) => objects.extend_from_slice(known),
            None => objects.extend(emit(workload)),
        }
    }
    objects
}

fn by_name(mut objects: Vec<Object>) -> Vec<Object> {
    objects.sort_by(|one, other| (&one.name, &one.namespace).cmp(&(&other.name, &other.namespace)));
    objects
}
