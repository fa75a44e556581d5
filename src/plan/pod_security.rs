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
    let shares = [
        (pod.host_network, "it shares the node's network".to_owned()),
        (pod.host_pid, "it sees the node's processes".to_owned()),
    ];
    let volumes = pod.volumes.iter().filter(|volume| is_host(&volume.source));
    let volumes = volumes.map(|volume| (true, format!("its volume `{}` is a path of the node", volume.name)));
    let beyond_baseline = pod.containers().flat_map(|container| beyond_baseline(container, &pod.security.identity));
    let beyond_restricted = pod.containers().flat_map(beyond_restricted);
    let found = |level| move |(is_so, what): (bool, String)| is_so.then_some(Objection { level, what });
    let privileged = shares.into_iter().chain(volumes).chain(beyond_baseline);
    privileged
        .filter_map(found(PodSecurityLevel::Privileged))
        .chain(beyond_restricted.filter_map(found(PodSecurityLevel::Baseline)))
        .collect()
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

fn beyond_baseline(container: &Container, pod: &Identity) -> Vec<(bool, String)> {
    let (name, security) = (&container.name, &container.security);
    let unconfined = [&security.identity, pod].iter().any(|identity| identity.seccomp == Some(Seccomp::Unconfined));
    let mut found = vec![
        (security.privileged == Some(true), format!("`{name}` runs privileged")),
        (container.ports.iter().any(|port| port.host.is_some()), format!("`{name}` takes a port of the node")),
        (unconfined, format!("`{name}` has no seccomp profile")),
    ];
    let added = security.add.iter().filter(|capability| !BASELINE_CAPABILITIES.contains(&capability.as_str()));
    found.extend(added.map(|capability| (true, format!("`{name}` adds the capability `{capability}`"))));
    found
}

fn beyond_restricted(container: &Container) -> Vec<(bool, String)> {
    let (name, security) = (&container.name, &container.security);
    let identity = &security.identity;
    let drops_all = security.drop.iter().any(|capability| capability == "ALL");
    let adds = security.add.iter().any(|capability| capability != "NET_BIND_SERVICE");
    vec![
        (identity.non_root != Some(true) || identity.user == Some(0), format!("`{name}` may run as root")),
        (identity.seccomp.is_none(), format!("`{name}` has no seccomp profile")),
        (security.escalation != Some(false), format!("`{name}` may escalate its privileges")),
        (!drops_all || adds, format!("`{name}` keeps capabilities")),
    ]
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
