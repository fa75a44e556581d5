//! A workload as a Compose service.

use std::collections::BTreeMap;

use crate::load::Map;
use crate::model::scalar::Quantity;
use crate::model::workload::{Pull, Restart};
use crate::plan::labels::GROUP;
use crate::plan::object::Protocol;
use crate::plan::workload::{
    ComposeBuild, Condition, Container, Controller, Dependency, HealthCheck as PlannedCheck, Hook as PlannedHook,
    HostPort, Logging as PlannedLogging, Part, Publish, Seccomp, Value, Workload,
};

use super::amount;
use super::document::{
    Aliases, Amounts, Build, DependsOn, Deploy, HealthCheck, Hook, Logging, Networks, Resources, Service, Ulimit,
};
use super::filled;
use super::mount::{FileMount, Mounts, VolumeMount};
use super::text::Text;

/// One container of a workload as a service of its own.
pub fn service<'p>(
    workload: &'p Workload,
    container: &'p Container,
    mounts: &Mounts<'p>,
    waits_for: &[Dependency],
) -> Service<'p> {
    let (pod, compose) = (&workload.pod, &workload.compose);
    let is_main = container.part == Part::Main;
    let beside = container.part == Part::Sidecar;
    let files = |inline| mounts.files.iter().filter(move |file| file.is_inline() == inline);
    Service {
        image: Text::of(&container.image),
        build: compose.build.as_ref().filter(|_| is_main).map(build),
        pull_policy: container.pull.map(pull_policy),
        profiles: filled(profiles(workload)),
        container_name: compose.container_name.as_deref().filter(|_| is_main).map(Text::of),
        hostname: compose.hostname.as_deref().filter(|_| is_main).map(Text::of),
        entrypoint: filled(Text::list(&container.command)),
        command: filled(Text::list(&container.args)),
        working_dir: container.work_dir.as_deref().map(Text::of),
        stdin_open: container.stdin.then_some(true),
        user: user(container),
        environment: filled(environment(container)),
        ports: filled(ports(workload).into_iter().filter(|_| is_main).collect::<Vec<_>>()),
        volumes: filled(mounts.volumes.iter().map(VolumeMount::text).collect()),
        tmpfs: filled(mounts.tmpfs.clone()),
        configs: filled(files(true).map(FileMount::mount).collect()),
        secrets: filled(files(false).map(FileMount::mount).collect()),
        depends_on: filled(depends_on(workload, container, waits_for)),
        healthcheck: container.health.as_ref().map(healthcheck),
        network_mode: beside.then(|| Text::of(&format!("service:{}", workload.name()))),
        networks: networks(workload, is_main).filter(|_| !beside),
        restart: restart(workload, container),
        stop_grace_period: pod.grace.filter(|_| container.part != Part::Init).map(Text::seconds),
        post_start: container.post_start.as_ref().and_then(hook),
        pre_stop: container.pre_stop.as_ref().and_then(hook),
        deploy: deploy(workload, container),
        ulimits: filled(ulimits(workload).into_iter().filter(|_| is_main).collect()),
        logging: compose.logging.as_ref().filter(|_| is_main).map(logging),
        pid: compose.pid.as_deref().filter(|_| is_main).map(Text::of),
        read_only: is_read_only(container, mounts).then_some(true),
        cap_add: filled(Text::list(&container.security.add)),
        cap_drop: filled(Text::list(&container.security.drop)),
        privileged: container.security.privileged.filter(|privileged| *privileged),
        security_opt: filled(security_options(container)),
        labels: filled(labels(workload).into_iter().filter(|_| is_main).collect()),
    }
}

fn profiles(workload: &Workload) -> Vec<Text> {
    let manual = workload.compose.manual.then(|| Text::of("manual"));
    manual.into_iter().chain(Text::list(&workload.compose.profiles)).collect()
}

fn ports(workload: &Workload) -> Vec<Text> {
    workload.compose.publish.iter().map(port).collect()
}

/// Those named, or the default one where the main container has further names there.
fn networks(workload: &Workload, is_main: bool) -> Option<Networks<'_>> {
    let compose = &workload.compose;
    match (compose.networks.is_empty(), compose.aliases.is_empty() || !is_main) {
        (true, true) => None,
        (false, true) => Some(Networks::Names(&compose.networks)),
        (no_networks, false) => {
            let named = compose.networks.iter().map(String::as_str).chain(no_networks.then_some("default"));
            Some(Networks::Aliases(named.map(|name| (name, Aliases { aliases: &compose.aliases })).collect()))
        }
    }
}

fn ulimits(workload: &Workload) -> Map<&str, Ulimit> {
    let limits = workload.compose.ulimits.iter().filter_map(|(name, limit)| {
        let soft = limit.soft.or(limit.hard)?.0;
        Some((name.as_str(), Ulimit { soft, hard: limit.hard.map_or(soft, |hard| hard.0) }))
    });
    limits.collect()
}

fn logging(logging: &PlannedLogging) -> Logging<'_> {
    let options = logging.options.iter().map(|(name, value)| (name.as_str(), Text::of(value)));
    Logging { driver: logging.driver.as_deref().map(Text::of), options: filled(options.collect()) }
}

fn build(build: &ComposeBuild) -> Build<'_> {
    Build {
        context: Text::of(&build.context),
        dockerfile: build.dockerfile.as_deref().map(Text::of),
        target: build.target.as_deref().map(Text::of),
        args: filled(build.args.iter().map(|(name, value)| (name.as_str(), Text::of(value))).collect()),
        cache_from: filled(Text::list(&build.cache_from)),
    }
}

fn pull_policy(pull: Pull) -> &'static str {
    match pull {
        Pull::Always => "always",
        Pull::IfNotPresent => "missing",
        Pull::Never => "never",
    }
}

/// `UID` or `UID:GID`; Docker has no word for a group alone.
fn user(container: &Container) -> Option<Text> {
    let identity = &container.security.identity;
    let user = identity.user?;
    Some(Text::of(&match identity.group {
        Some(group) => format!("{user}:{group}"),
        None => user.to_string(),
    }))
}

fn environment(container: &Container) -> Map<&str, Text> {
    container.env.iter().map(|variable| (variable.name.as_str(), value(&variable.value))).collect()
}

fn value(value: &Value) -> Text {
    match value {
        Value::Plain(value) | Value::Config { value, .. } => Text::of(value),
        Value::Secret { literal: Some(literal), .. } => Text::of(literal),
        // The plan has refused these.
        Value::Secret { literal: None, .. } | Value::Field(_) | Value::Resource(_) => Text::of(""),
    }
}

/// `[address:][host:]container`; with an address and no port of the host, two colons.
fn port(publish: &Publish) -> Text {
    let container = publish.container;
    let host = publish.host.as_ref().map(|host| match host {
        HostPort::Number(port) => port.to_string(),
        HostPort::Shell(text) => text.clone(),
    });
    let protocol = match publish.protocol {
        Protocol::Tcp => "",
        Protocol::Udp => "/udp",
    };
    let text = match (publish.address.as_deref(), host) {
        (None, None) => container.to_string(),
        (None, Some(host)) => format!("{host}:{container}"),
        (Some(address), host) => {
            let host = host.unwrap_or_default();
            if address.contains(':') && !address.starts_with('[') {
                format!("[{address}]:{host}:{container}")
            } else {
                format!("{address}:{host}:{container}")
            }
        }
    };
    Text::of(&format!("{text}{protocol}"))
}

/// What a workload waits for, its first container waits for; each further one also for those before it.
fn depends_on(workload: &Workload, container: &Container, waits_for: &[Dependency]) -> Map<String, DependsOn> {
    let entry = |condition| DependsOn {
        condition: match condition {
            Condition::Started => "service_started",
            Condition::Healthy => "service_healthy",
            Condition::Completed => "service_completed_successfully",
        },
    };
    if container.part == Part::Sidecar {
        return Map::from_iter([(workload.name().to_owned(), entry(Condition::Started))]);
    }
    let others = waits_for.iter().map(|dependency| (dependency.on.clone(), entry(dependency.condition)));
    let before =
        workload.pod.init.iter().take_while(|before| before.key != container.key || container.part != Part::Init);
    let before = before.map(|init| (workload.service_of(init), entry(Condition::Completed)));
    others.chain(before).collect()
}

fn healthcheck(check: &PlannedCheck) -> HealthCheck {
    HealthCheck {
        test: Text::list(&check.test),
        interval: check.interval.map(Text::seconds),
        timeout: check.timeout.map(Text::seconds),
        retries: check.retries,
        start_period: check.start_period.map(Text::seconds),
    }
}

/// As often as Kubernetes tries a job again that says nothing of it.
const BACKOFF_LIMIT: i32 = 6;

fn restart(workload: &Workload, container: &Container) -> Option<Text> {
    if container.part == Part::Init {
        return None; // It runs to its end, once.
    }
    let (by_default, retries) = match &workload.controller {
        Controller::Job(run) => {
            ((!run.manual).then_some(Restart::OnFailure), Some(run.retries.unwrap_or(BACKOFF_LIMIT)))
        }
        Controller::Deployment(_)
        | Controller::Rollout(_)
        | Controller::StatefulSet { .. }
        | Controller::DaemonSet(_)
        | Controller::CronJob(_) => (None, None),
    };
    workload.pod.restart.or(by_default).map(|restart| match (restart, retries) {
        (Restart::Always, _) => Text::of("always"),
        // To Docker 0 is no limit.
        (Restart::OnFailure, Some(0)) => Text::of("no"),
        (Restart::OnFailure, Some(retries)) => Text::of(&format!("on-failure:{retries}")),
        (Restart::OnFailure, None) => Text::of("on-failure"),
        (Restart::Never, _) => Text::of("no"),
        (Restart::UnlessStopped, _) => Text::of("unless-stopped"),
    })
}

/// Compose knows commands alone. A sleep lets a cluster's Services forget the pod; here nothing has to.
fn hook(hook: &PlannedHook) -> Option<[Hook; 1]> {
    match hook {
        PlannedHook::Exec(command) => Some([Hook { command: Text::list(command) }]),
        PlannedHook::Http { .. } | PlannedHook::Sleep(_) => None,
    }
}

fn deploy(workload: &Workload, container: &Container) -> Option<Deploy> {
    let (limits, reservations) = (amounts(&container.limits), amounts(&container.requests));
    let resources = (limits.is_some() || reservations.is_some()).then_some(Resources { limits, reservations });
    let replicas = workload.compose.replicas.filter(|_| container.part == Part::Main);
    (replicas.is_some() || resources.is_some()).then_some(Deploy { replicas, resources })
}

/// Of the resources, those that Compose has a word for.
fn amounts(quantities: &BTreeMap<String, Quantity>) -> Option<Amounts> {
    let cpus = quantities.get("cpu").map(amount::cpus);
    let memory = quantities.get("memory").map(amount::memory);
    (cpus.is_some() || memory.is_some()).then_some(Amounts { cpus, memory })
}

/// Compose copies configs and secrets into the container's root, and refuses to where that is read-only.
fn is_read_only(container: &Container, mounts: &Mounts<'_>) -> bool {
    container.security.read_only == Some(true) && mounts.files.is_empty()
}

fn security_options(container: &Container) -> Vec<&'static str> {
    let escalation = (container.security.escalation == Some(false)).then_some("no-new-privileges:true");
    let seccomp = (container.security.identity.seccomp == Some(Seccomp::Unconfined)).then_some("seccomp:unconfined");
    escalation.into_iter().chain(seccomp).collect()
}

/// What the user wrote: labels that Kubernetes selects and groups by mean nothing here.
fn labels(workload: &Workload) -> Map<&str, Text> {
    let is_written =
        |key: &str| !key.starts_with("app.kubernetes.io/") && key != GROUP && !workload.selector.contains_key(key);
    let labels = workload.meta.labels.iter().filter(|(key, _)| is_written(key));
    labels.chain(&workload.meta.annotations).map(|(key, value)| (key.as_str(), Text::of(value))).collect()
}

#[cfg(test)]
mod tests {
    use super::{HostPort, PlannedCheck, Protocol, Publish, Text, healthcheck, port};

    #[test]
    fn ports_are_short() {
        let text = |address: Option<&str>, host: Option<u16>| {
            let (address, host) = (address.map(str::to_owned), host.map(HostPort::Number));
            port(&Publish { address, host, container: 8084, protocol: Protocol::Tcp })
        };
        assert_eq!(text(None, Some(8084)), Text::of("8084:8084"));
        assert_eq!(text(None, None), Text::of("8084"));
        assert_eq!(text(Some("127.0.0.1"), Some(80)), Text::of("127.0.0.1:80:8084"));
        assert_eq!(text(Some("127.0.0.1"), None), Text::of("127.0.0.1::8084"));
        assert_eq!(text(Some("::1"), Some(80)), Text::of("[::1]:80:8084"));
    }

    #[test]
    fn a_healthcheck_holds_only_what_the_probe_said() {
        let check = healthcheck(&PlannedCheck {
            test: vec!["CMD-SHELL".to_owned(), "pg_isready -U $USER".to_owned()],
            start_period: Some(0),
            interval: Some(90),
            timeout: None,
            retries: Some(5),
        });
        assert_eq!(check.test, [Text::of("CMD-SHELL"), Text::of("pg_isready -U $USER")]);
        assert_eq!((check.start_period, check.interval), (Some(Text::of("0s")), Some(Text::of("90s"))));
        assert_eq!((check.timeout, check.retries), (None, Some(5)));
    }
}
