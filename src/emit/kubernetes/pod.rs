//! The pod of every controller: Deployment, StatefulSet, Rollout, Job and CronJob share it.

use k8s_openapi::api::core::v1::{LocalObjectReference, PodSecurityContext, PodSpec, PodTemplateSpec, SeccompProfile};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use crate::model::workload::Restart;
use crate::plan::workload::{Controller, PodSecurity, Workload};

use super::container::container;
use super::scheduling::{affinity, toleration, topology_spread};
use super::value::{given, seconds};
use super::volume::volume;

pub fn template(workload: &Workload) -> PodTemplateSpec {
    let metadata = ObjectMeta {
        annotations: given(workload.pod_annotations.clone()),
        labels: given(workload.pod_labels.clone()),
        ..ObjectMeta::default()
    };
    PodTemplateSpec { metadata: Some(metadata), spec: Some(spec(workload)) }
}

fn spec(workload: &Workload) -> PodSpec {
    let pod = &workload.pod;
    PodSpec {
        affinity: affinity(workload),
        automount_service_account_token: Some(pod.token),
        containers: vec![container(&pod.container)],
        enable_service_links: pod.service_links,
        image_pull_secrets: given(
            pod.pull_secrets.iter().map(|name| LocalObjectReference { name: name.clone() }).collect(),
        ),
        node_selector: given(pod.node_selector.clone()),
        priority_class_name: pod.priority_class.clone(),
        restart_policy: restart_policy(workload).map(str::to_owned),
        security_context: security_context(&pod.security),
        service_account_name: pod.account.clone(),
        termination_grace_period_seconds: pod.grace.map(seconds),
        tolerations: given(pod.tolerations.iter().map(toleration).collect()),
        topology_spread_constraints: topology_spread(workload).map(|constraint| vec![constraint]),
        volumes: given(pod.volumes.iter().map(volume).collect()),
        ..PodSpec::default()
    }
}

/// A job has to name one: Kubernetes' own default is not for it.
fn restart_policy(workload: &Workload) -> Option<&'static str> {
    let restart = match workload.controller {
        Controller::Deployment(_) | Controller::Rollout(_) | Controller::StatefulSet { .. } => workload.pod.restart,
        Controller::Job(_) | Controller::CronJob(_) => workload.pod.restart.or(Some(Restart::OnFailure)),
    };
    restart.map(|restart| match restart {
        Restart::Always | Restart::UnlessStopped => "Always",
        Restart::OnFailure => "OnFailure",
        Restart::Never => "Never",
    })
}

fn security_context(security: &PodSecurity) -> Option<PodSecurityContext> {
    given(PodSecurityContext {
        fs_group: security.fs_group,
        run_as_group: security.group,
        run_as_non_root: security.non_root,
        run_as_user: security.user,
        seccomp_profile: security.seccomp.map(seccomp_profile),
        ..PodSecurityContext::default()
    })
}

fn seccomp_profile(name: &str) -> SeccompProfile {
    SeccompProfile { localhost_profile: None, type_: name.to_owned() }
}
