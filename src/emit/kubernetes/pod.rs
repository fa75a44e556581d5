//! The pod of every controller: Deployment, StatefulSet, Rollout, Job and CronJob share it.

use k8s_openapi::api::core::v1::{
    Container, LocalObjectReference, PodSecurityContext, PodSpec, PodTemplateSpec, SeccompProfile,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use crate::model::scalar::KubernetesVersion;
use crate::model::workload::{DnsPolicy, Restart};
use crate::plan::Plan;
use crate::plan::workload::{Controller, Pod, PodSecurity, Seccomp, Workload};

use super::container::container;
use super::scheduling::{affinity, toleration, topology_spread};
use super::value::{given, labels, seconds};
use super::volume::volume;

/// The first version in which an init container that restarts always runs beside the others by default.
const NATIVE_SIDECARS: KubernetesVersion = KubernetesVersion::new(1, 29);

pub fn template(plan: &Plan<'_>, workload: &Workload) -> PodTemplateSpec {
    let metadata = ObjectMeta {
        annotations: labels(&workload.pod_annotations),
        labels: labels(&workload.pod_labels),
        ..ObjectMeta::default()
    };
    PodTemplateSpec { metadata: Some(metadata), spec: Some(spec(plan, workload)) }
}

fn spec(plan: &Plan<'_>, workload: &Workload) -> PodSpec {
    let pod = &workload.pod;
    let natively = plan.environment.platform.kubernetes >= NATIVE_SIDECARS;
    PodSpec {
        affinity: affinity(workload),
        automount_service_account_token: Some(pod.token),
        containers: containers(pod, natively),
        dns_policy: pod.dns_policy.map(|policy| dns_policy(policy).to_owned()),
        enable_service_links: pod.service_links,
        host_network: pod.host_network.then_some(true),
        host_pid: pod.host_pid.then_some(true),
        image_pull_secrets: given(
            pod.pull_secrets.iter().map(|name| LocalObjectReference { name: name.clone() }).collect(),
        ),
        init_containers: given(init_containers(pod, natively)),
        node_selector: given(pod.node_selector.clone()),
        priority_class_name: pod.priority_class.clone(),
        restart_policy: restart_policy(workload).map(str::to_owned),
        security_context: security_context(&pod.security),
        service_account_name: pod.account.clone(),
        termination_grace_period_seconds: pod.grace.map(seconds),
        tolerations: given(pod.tolerations.iter().map(toleration).collect()),
        topology_spread_constraints: topology_spread(workload).map(|constraint| vec![constraint]),
        volumes: given(pod.volumes.iter().map(|one| volume(one, &pod.container.name)).collect()),
        ..PodSpec::default()
    }
}

/// The main container, and beside it those that a cluster knows no better place for.
fn containers(pod: &Pod, natively: bool) -> Vec<Container> {
    let beside = pod.sidecars.iter().filter(|_| !natively);
    [&pod.container].into_iter().chain(beside).map(|one| container(one, &pod.security)).collect()
}

/// What runs before the main container; last of it sidecars, which from then on run beside it.
fn init_containers(pod: &Pod, natively: bool) -> Vec<Container> {
    let before = pod.init.iter().map(|one| container(one, &pod.security));
    let beside = pod
        .sidecars
        .iter()
        .filter(|_| natively)
        .map(|one| Container { restart_policy: Some("Always".to_owned()), ..container(one, &pod.security) });
    before.chain(beside).collect()
}

fn dns_policy(policy: DnsPolicy) -> &'static str {
    match policy {
        DnsPolicy::ClusterFirst => "ClusterFirst",
        DnsPolicy::ClusterFirstWithHostNet => "ClusterFirstWithHostNet",
        DnsPolicy::Default => "Default",
        DnsPolicy::None => "None",
    }
}

/// A job has to name one: Kubernetes' own default is not for it.
fn restart_policy(workload: &Workload) -> Option<&'static str> {
    let restart = match workload.controller {
        Controller::Deployment(_)
        | Controller::Rollout(_)
        | Controller::StatefulSet { .. }
        | Controller::DaemonSet(_) => workload.pod.restart,
        Controller::Job(_) | Controller::CronJob(_) => workload.pod.restart.or(Some(Restart::OnFailure)),
    };
    restart.map(|restart| match restart {
        Restart::Always | Restart::UnlessStopped => "Always",
        Restart::OnFailure => "OnFailure",
        Restart::Never => "Never",
    })
}

fn security_context(security: &PodSecurity) -> Option<PodSecurityContext> {
    let identity = &security.identity;
    given(PodSecurityContext {
        fs_group: security.fs_group,
        run_as_group: identity.group,
        run_as_non_root: identity.non_root,
        run_as_user: identity.user,
        seccomp_profile: identity.seccomp.as_ref().map(seccomp_profile),
        ..PodSecurityContext::default()
    })
}

pub fn seccomp_profile(seccomp: &Seccomp) -> SeccompProfile {
    let (type_, path) = match seccomp {
        Seccomp::RuntimeDefault => ("RuntimeDefault", None),
        Seccomp::Unconfined => ("Unconfined", None),
        Seccomp::Localhost(path) => ("Localhost", Some(path.clone())),
    };
    SeccompProfile { localhost_profile: path, type_: type_.to_owned() }
}
