//! The level of Kubernetes' Pod Security Standards that a pod meets.

use crate::model::platform::PodSecurityLevel;

use super::workload::{Container, Identity, Pod, Seccomp, VolumeSource};

/// The strictest level that a pod meets.
pub fn level(pod: &Pod) -> PodSecurityLevel {
    let shares_its_node = pod.host_network || pod.host_pid || pod.volumes.iter().any(|volume| is_host(&volume.source));
    if shares_its_node || !pod.containers().all(|container| is_baseline(container, &pod.security.identity)) {
        return PodSecurityLevel::Privileged;
    }
    match pod.containers().all(is_restricted) {
        true => PodSecurityLevel::Restricted,
        false => PodSecurityLevel::Baseline,
    }
}

fn is_host(source: &VolumeSource) -> bool {
    match source {
        VolumeSource::Host { .. } => true,
        VolumeSource::Empty { .. }
        | VolumeSource::Memory { .. }
        | VolumeSource::Config { .. }
        | VolumeSource::Secret { .. }
        | VolumeSource::Claim { .. }
        | VolumeSource::Ephemeral { .. }
        | VolumeSource::Projected { .. } => false,
    }
}

fn is_baseline(container: &Container, pod: &Identity) -> bool {
    let security = &container.security;
    security.privileged != Some(true)
        && security.add.iter().all(|capability| BASELINE.contains(&capability.as_str()))
        && container.ports.iter().all(|port| port.host.is_none())
        && [&security.identity, pod].into_iter().all(|identity| identity.seccomp != Some(Seccomp::Unconfined))
}

fn is_restricted(container: &Container) -> bool {
    let security = &container.security;
    let identity = &security.identity;
    identity.non_root == Some(true)
        && identity.user != Some(0)
        && matches!(identity.seccomp, Some(Seccomp::RuntimeDefault | Seccomp::Localhost(_)))
        && security.escalation == Some(false)
        && security.drop.iter().any(|capability| capability == "ALL")
        && security.add.iter().all(|capability| capability == "NET_BIND_SERVICE")
}

/// The capabilities that the baseline level lets a container add.
const BASELINE: [&str; 13] = [
    "AUDIT_WRITE",
    "CHOWN",
    "DAC_OVERRIDE",
    "FOWNER",
    "FSETID",
    "KILL",
    "MKNOD",
    "NET_BIND_SERVICE",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYS_CHROOT",
];
