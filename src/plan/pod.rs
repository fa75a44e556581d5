//! The pod of a workload: its containers, who it is, and where it may run, the same for whatever controls it.

use crate::model::scalar::{Count, Duration};
use crate::model::workload::Spreading;

use super::containers::container;
use super::entry::Entry;
use super::mounts::Volumes;
use super::text::Scope;
use super::variables::Environment;
use super::workload::{Container, Identity, Part, Pod, PodSecurity};

/// What was worked out for a pod before its containers.
pub struct Parts {
    /// By container, in the order of `Entry::containers`.
    pub environments: Vec<Environment>,
    pub volumes: Volumes,
    pub account: Account,
}

/// The ServiceAccount of a pod.
pub struct Account {
    pub name: Option<String>,
    pub token: bool,
}

pub fn pod(scope: &mut Scope<'_, '_, '_>, entry: &Entry<'_>, parts: Parts) -> Pod {
    let workload = entry.workload;
    let Parts { environments, volumes, account } = parts;
    let contents = environments.into_iter().zip(volumes.mounts);
    let (mut init, mut main, mut sidecars) = (Vec::new(), Vec::new(), Vec::new());
    for (contained, (environment, mounts)) in entry.containers().zip(contents) {
        let list = match contained.part {
            Part::Init => &mut init,
            Part::Main => &mut main,
            Part::Sidecar => &mut sidecars,
        };
        list.push(container(scope, contained, environment, mounts));
    }
    let container: Container = main.pop().expect("every entry has a main container");
    let spreads = workload.spread.zones != Spreading::None || workload.spread.hosts != Spreading::None;
    let identity = shared_identity(&container, init.iter().chain(&sidecars));
    let fs_group = workload.container.security.fs_group.map(|Count(group)| i64::from(group));
    Pod {
        account: account.name,
        token: account.token,
        security: PodSecurity { identity, fs_group: fs_group.filter(|_| workload.container.security.enabled) },
        container,
        init,
        sidecars,
        volumes: volumes.volumes,
        grace: workload.grace.as_ref().map(Duration::seconds),
        restart: workload.restart,
        pull_secrets: workload.pull_secrets.clone(),
        node_selector: workload.node_selector.iter().map(|(key, value)| (key.clone(), value.clone())).collect(),
        tolerations: workload.tolerations.values().cloned().collect(),
        priority_class: workload.priority_class.clone(),
        service_links: workload.service_links,
        spread: (spreads && most_replicas(entry) > 1).then(|| workload.spread.clone()),
        region: scope.catalog.environment.platform.region.clone(),
        zone: workload.zone.clone(),
        host_network: workload.host_network,
        host_pid: workload.host_pid,
        dns_policy: workload.dns_policy,
    }
}

/// Who the main container is, as far as every other one says something of it: none could take it back.
fn shared_identity<'p>(main: &Container, others: impl Iterator<Item = &'p Container>) -> Identity {
    let mut shared = main.security.identity.clone();
    for Identity { user, group, non_root, seccomp } in others.map(|other| &other.security.identity) {
        shared.user = shared.user.filter(|_| user.is_some());
        shared.group = shared.group.filter(|_| group.is_some());
        shared.non_root = shared.non_root.filter(|_| non_root.is_some());
        shared.seccomp = shared.seccomp.filter(|_| seccomp.is_some());
    }
    shared
}

/// As many replicas as there may be at once.
pub fn most_replicas(entry: &Entry<'_>) -> i32 {
    let autoscale = entry.workload.autoscale.as_ref().filter(|autoscale| autoscale.enabled);
    autoscale.and_then(|autoscale| autoscale.max).unwrap_or(entry.workload.replicas).0
}

/// As few replicas as there are when nothing is wrong.
pub fn fewest_replicas(entry: &Entry<'_>) -> i32 {
    let autoscale = entry.workload.autoscale.as_ref().filter(|autoscale| autoscale.enabled);
    autoscale.and_then(|autoscale| autoscale.min).unwrap_or(entry.workload.replicas).0
}
