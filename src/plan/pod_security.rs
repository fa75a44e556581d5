//! What Kubernetes' Pod Security Standards have against a pod.

use crate::model::platform::PodSecurityLevel;

use super::workload::{Container, Identity, Pod, Seccomp, VolumeSource};

/// Something that a pod does and that only a looser level lets it do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Objection {
    /// The strictest level that has nothing against it.
    pub level: PodSecurityLevel,
    /// What it is, as a clause: `agent runs privileged`.
    pub what: String,
}

/// The strictest level that a pod meets.
pub fn level(pod: &Pod) -> PodSecurityLevel {
    objections(pod).iter().map(|objection| objection.level).min().unwrap_or(PodSecurityLevel::Restricted)
}

pub fn objections(pod: &Pod) -> Vec<Objection> {
    let mut found = Vec::new();
    let privileged = |what| Objection { level: PodSecurityLevel::Privileged, what };
    if pod.host_network {
        found.push(privileged("it shares the node's network".to_owned()));
    }
    if pod.host_pid {
        found.push(privileged("it sees the node's processes".to_owned()));
    }
    let volumes = pod.volumes.iter().filter(|volume| is_host(&volume.source));
    found.extend(volumes.map(|volume| privileged(format!("its volume `{}` is a path of the node", volume.name))));
    let beyond_baseline = pod.containers().flat_map(|container| beyond_baseline(container, &pod.security.identity));
    found.extend(beyond_baseline.map(privileged));
    let beyond_restricted = pod.containers().flat_map(beyond_restricted);
    found.extend(beyond_restricted.map(|what| Objection { level: PodSecurityLevel::Baseline, what }));
    found
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

fn beyond_baseline(container: &Container, pod: &Identity) -> impl Iterator<Item = String> {
    let (name, security) = (&container.name, &container.security);
    let unconfined = [&security.identity, pod].iter().any(|identity| identity.seccomp == Some(Seccomp::Unconfined));
    let added = security.add.iter().filter(|capability| !BASELINE_CAPABILITIES.contains(&capability.as_str()));
    let does = [
        (security.privileged == Some(true), "runs privileged"),
        (container.ports.iter().any(|port| port.host.is_some()), "takes a port of the node"),
        (unconfined, "has no seccomp profile"),
    ];
    clauses(name, does).chain(added.map(move |capability| format!("`{name}` adds the capability `{capability}`")))
}

fn beyond_restricted(container: &Container) -> impl Iterator<Item = String> {
    let security = &container.security;
    let identity = &security.identity;
    let drops_all = security.drop.iter().any(|capability| capability == "ALL");
    let adds = security.add.iter().any(|capability| capability != "NET_BIND_SERVICE");
    let does = [
        (identity.non_root != Some(true) || identity.user == Some(0), "may run as root"),
        (identity.seccomp.is_none(), "has no seccomp profile"),
        (security.escalation != Some(false), "may escalate its privileges"),
        (!drops_all || adds, "keeps capabilities"),
    ];
    clauses(&container.name, does)
}

/// Of a container, those that are so.
fn clauses<const N: usize>(name: &str, does: [(bool, &'static str); N]) -> impl Iterator<Item = String> {
    does.into_iter().filter(|(is_so, _)| *is_so).map(move |(_, what)| format!("`{name}` {what}"))
}

/// The capabilities that the baseline level lets a container add.
pub const BASELINE_CAPABILITIES: [&str; 13] = [
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
