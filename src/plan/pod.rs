//! The pod of a workload: its container, volumes, probes and limits, the same for whatever controls it.

use std::collections::BTreeMap;

use crate::diagnostic::FieldPath;
use crate::load::Map;
use crate::model::probe::{Hook as ModelHook, Probe as ModelProbe, Scheme};
use crate::model::scalar::{Count, Duration, KubernetesVersion, Quantity};
use crate::model::text::Text;
use crate::model::workload::{Resources, Seccomp, Security, SecurityPreset, Spreading, Target};

use super::catalog::Entry;
use super::text::Scope;
use super::variables::expanded_text;
use super::volumes::Volumes;
use super::workload::{Container, ContainerPort, ContainerSecurity, Handler, Hook, Pod, PodSecurity, Probe, Variable};

/// The first version with a `sleep` hook that is on by default.
const SLEEP_HOOK: KubernetesVersion = KubernetesVersion::new(1, 30);

pub fn pod(
    scope: &mut Scope<'_, '_, '_>,
    entry: &Entry<'_>,
    env: Vec<Variable>,
    volumes: Volumes,
    account: Account,
) -> Pod {
    let workload = entry.workload;
    let (pod_security, security) = security(&workload.security);
    let container = container(scope, entry, env, volumes.mounts, security);
    let spreads = workload.spread.zones != Spreading::None || workload.spread.hosts != Spreading::None;
    Pod {
        account: account.name,
        token: account.token,
        container,
        volumes: volumes.volumes,
        security: pod_security,
        grace: workload.grace.as_ref().map(Duration::seconds),
        restart: workload.restart,
        pull_secrets: workload.pull_secrets.clone(),
        node_selector: workload.node_selector.iter().map(|(key, value)| (key.clone(), value.clone())).collect(),
        tolerations: workload.tolerations.values().cloned().collect(),
        priority_class: workload.priority_class.clone(),
        service_links: workload.service_links,
        spread: (spreads && most_replicas(entry) > 1).then(|| workload.spread.clone()),
        region: scope.catalog.environment.platform.region.clone(),
    }
}

/// The ServiceAccount of a pod.
pub struct Account {
    pub name: Option<String>,
    pub token: bool,
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

fn container(
    scope: &mut Scope<'_, '_, '_>,
    entry: &Entry<'_>,
    env: Vec<Variable>,
    mounts: Vec<super::workload::Mount>,
    security: ContainerSecurity,
) -> Container {
    let workload = entry.workload;
    let path = entry.path();
    let name = match &workload.container_name {
        Some(name) => scope.name(name, &path.then("container-name")),
        None => entry.name.clone(),
    };
    let resources = resources(scope, entry);
    let amounts = |amounts: &Map<String, Quantity>| -> BTreeMap<String, Quantity> {
        amounts.iter().map(|(name, quantity)| (name.clone(), quantity.clone())).collect()
    };
    let ports = workload.ports.iter().map(|(name, port)| ContainerPort { name: name.clone(), port: port.0 });
    Container {
        name,
        image: entry.image.clone(),
        pull: workload.pull,
        command: texts(scope, &workload.command, &path.then("command"), &env),
        args: texts(scope, &workload.args, &path.then("args"), &env),
        work_dir: workload.work_dir.clone(),
        ports: ports.collect(),
        mounts,
        requests: amounts(&resources.requests),
        limits: amounts(&resources.limits),
        security,
        liveness: probe(scope, entry, workload.liveness.as_ref(), "liveness", &env),
        readiness: probe(scope, entry, workload.readiness.as_ref(), "readiness", &env),
        startup: probe(scope, entry, workload.startup.as_ref(), "startup", &env),
        pre_stop: hook(scope, entry, workload.pre_stop.as_ref(), "pre-stop"),
        post_start: hook(scope, entry, workload.post_start.as_ref(), "post-start"),
        env,
    }
}

/// Requests and limits: written in place, or of a size.
pub fn resources(scope: &Scope<'_, '_, '_>, entry: &Entry<'_>) -> Resources {
    let size = entry.workload.size.as_ref().and_then(|size| scope.catalog.environment.sizes.get(size));
    entry.workload.resources.as_ref().or(size).cloned().unwrap_or_default()
}

/// A command line. Compose knows no `$(X)`, so own variables are put in for it.
fn texts(scope: &mut Scope<'_, '_, '_>, texts: &[Text], path: &FieldPath, env: &[Variable]) -> Vec<String> {
    let mut line = Vec::with_capacity(texts.len());
    for (index, text) in texts.iter().enumerate() {
        let plain = scope.plain(text, &path.then(index.to_string()));
        line.push(if scope.catalog.target == Target::Kubernetes { plain } else { expanded_text(&plain, env) });
    }
    line
}

/// A named port, or the main one.
fn port(
    scope: &mut Scope<'_, '_, '_>,
    entry: &Entry<'_>,
    name: Option<&str>,
    path: &FieldPath,
) -> Option<ContainerPort> {
    let wanted = name.or_else(|| entry.main_port());
    let port = wanted.and_then(|name| Some(ContainerPort { name: name.to_owned(), port: entry.container_port(name)? }));
    if port.is_none() {
        scope.fault(path, "no-service", format!("`{}` listens on no port", entry.id), "give it `ports`, or use `exec`");
    }
    port
}

fn probe(
    scope: &mut Scope<'_, '_, '_>,
    entry: &Entry<'_>,
    probe: Option<&ModelProbe>,
    key: &str,
    env: &[Variable],
) -> Option<Probe> {
    let probe = probe.filter(|probe| probe.enabled)?;
    let path = entry.path().then(key);
    let handler = if let Some(line) = &probe.exec {
        Handler::Exec(texts(scope, line, &path.then("exec"), env))
    } else {
        let port = port(scope, entry, probe.port.as_deref(), &path)?;
        match (&probe.http, &probe.grpc) {
            (Some(http), _) => {
                let host = probe.host.as_ref().map(|host| scope.plain(host, &path.then("host")));
                let mut headers = Vec::new();
                for (name, value) in &probe.headers {
                    headers.push((name.clone(), scope.plain(value, &path.join(&["headers", name]))));
                }
                Handler::Http { path: http.clone(), port, host, https: probe.scheme == Some(Scheme::Https), headers }
            }
            (None, Some(service)) => Handler::Grpc { service: service.clone(), port },
            (None, None) => Handler::Tcp { port },
        }
    };
    let seconds = |duration: &Option<Duration>| {
        duration.as_ref().map(|duration| i32::try_from(duration.seconds()).unwrap_or(i32::MAX))
    };
    Some(Probe {
        handler,
        delay: seconds(&probe.delay),
        period: seconds(&probe.period),
        timeout: seconds(&probe.timeout),
        failures: probe.failures.map(|Count(count)| count),
        successes: probe.successes.map(|Count(count)| count),
    })
}

fn hook(scope: &mut Scope<'_, '_, '_>, entry: &Entry<'_>, hook: Option<&ModelHook>, key: &str) -> Option<Hook> {
    let hook = hook.filter(|hook| hook.enabled)?;
    let path = entry.path().then(key);
    if let Some(line) = &hook.exec {
        let words = line.iter().enumerate();
        let words = words.map(|(index, word)| scope.plain(word, &path.then("exec").then(index.to_string())));
        return Some(Hook::Exec(words.collect()));
    }
    if let Some(http) = &hook.http {
        let port = port(scope, entry, hook.port.as_deref(), &path)?;
        return Some(Hook::Http { path: http.clone(), port });
    }
    let seconds = hook.sleep.as_ref()?.seconds();
    if scope.catalog.target == Target::Kubernetes && scope.catalog.environment.platform.kubernetes < SLEEP_HOOK {
        return Some(Hook::Exec(vec!["sleep".to_owned(), seconds.to_string()]));
    }
    Some(Hook::Sleep(seconds))
}

/// What a pod may do: the restricted preset with exceptions, or only what is written.
fn security(security: &Security) -> (PodSecurity, ContainerSecurity) {
    if !security.enabled {
        return (PodSecurity::default(), ContainerSecurity::default());
    }
    let restricted = security.preset == SecurityPreset::Restricted;
    let number = |count: Option<Count>| count.map(|Count(count)| i64::from(count));
    let preset = |written: Option<bool>, value: bool| written.or(restricted.then_some(value));
    let seccomp = security.seccomp.or(restricted.then_some(Seccomp::RuntimeDefault));
    let pod = PodSecurity {
        user: number(security.user),
        group: number(security.group),
        fs_group: number(security.fs_group),
        non_root: preset(security.non_root, true),
        seccomp: seccomp.and_then(|seccomp| match seccomp {
            Seccomp::RuntimeDefault => Some("RuntimeDefault"),
            Seccomp::Unconfined => Some("Unconfined"),
            Seccomp::None => None,
        }),
    };
    let all = || if restricted { vec!["ALL".to_owned()] } else { Vec::new() };
    let container = ContainerSecurity {
        read_only: preset(security.read_only, true),
        privileged: security.privileged,
        escalation: preset(security.escalation, false),
        add: security.add.clone(),
        drop: security.drop.clone().unwrap_or_else(all),
    };
    (pod, container)
}
