//! A workload as a Compose service.

use std::collections::BTreeMap;

use crate::load::Map;
use crate::model::scalar::Quantity;
use crate::model::workload::{Pull, Restart};
use crate::plan::Plan;
use crate::plan::workload::{
    ComposeBuild, Condition, Container, Controller, HealthCheck as PlannedCheck, Hook as PlannedHook, Pod, Publish,
    Value, Workload,
};

use super::amount;
use super::document::{Amounts, Build, DependsOn, Deploy, HealthCheck, Hook, Resources, Service};
use super::filled;
use super::mount::{FileMount, Mounts, VolumeMount};
use super::text::Text;

pub fn service<'p>(plan: &Plan<'_>, workload: &'p Workload, mounts: &Mounts<'_>) -> Service<'p> {
    let (pod, container, compose) = (&workload.pod, workload.container(), &workload.compose);
    Service {
        image: Text::of(&container.image),
        build: compose.build.as_ref().map(build),
        pull_policy: container.pull.map(pull_policy),
        profiles: compose.manual.then_some(["manual"]),
        container_name: compose.container_name.as_deref().map(Text::of),
        hostname: compose.hostname.as_deref().map(Text::of),
        entrypoint: filled(Text::list(&container.command)),
        command: filled(Text::list(&container.args)),
        working_dir: container.work_dir.as_deref().map(Text::of),
        user: user(pod),
        environment: filled(environment(container)),
        ports: filled(compose.publish.iter().map(|publish| port(publish, plan.environment.compose.offset.0)).collect()),
        volumes: filled(mounts.volumes.iter().map(VolumeMount::text).collect()),
        tmpfs: filled(mounts.tmpfs.clone()),
        configs: filled(mounts.files.iter().map(FileMount::config).collect()),
        depends_on: filled(depends_on(workload)),
        healthcheck: compose.health.as_ref().map(healthcheck),
        networks: (!compose.networks.is_empty()).then_some(&compose.networks),
        restart: restart(workload),
        stop_grace_period: pod.grace.map(Text::seconds),
        post_start: container.post_start.as_ref().and_then(hook),
        pre_stop: container.pre_stop.as_ref().and_then(hook),
        deploy: deploy(workload),
        read_only: is_read_only(container, mounts).then_some(true),
        cap_add: filled(Text::list(&container.security.add)),
        cap_drop: filled(Text::list(&container.security.drop)),
        privileged: container.security.privileged.filter(|privileged| *privileged),
        security_opt: filled(security_options(pod, container)),
        labels: filled(labels(workload)),
    }
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
fn user(pod: &Pod) -> Option<Text> {
    let user = pod.security.user?;
    Some(Text::of(&match pod.security.group {
        Some(group) => format!("{user}:{group}"),
        None => user.to_string(),
    }))
}

fn environment(container: &Container) -> Map<&str, Text> {
    container.env.iter().map(|variable| (variable.name.as_str(), value(&variable.name, &variable.value))).collect()
}

/// A secret that is not written down comes from the shell, under the variable's own name.
fn value(name: &str, value: &Value) -> Text {
    match value {
        Value::Plain(value) | Value::Config { value, .. } => Text::of(value),
        Value::Composed { literal } | Value::Secret { literal: Some(literal), .. } => Text::of(literal),
        Value::Secret { literal: None, .. } => Text::variable(name),
        Value::Shell(variable) => Text::variable(variable),
        Value::Field(_) | Value::Resource(_) => {
            unreachable!("the plan refuses `{name}` from the downward API for Compose")
        }
    }
}

/// `[address:][host:]container`; with an address and no port of the host, two colons.
fn port(publish: &Publish, offset: i32) -> Text {
    let container = publish.container;
    let host = publish.host.map(|host| i32::from(host) + offset);
    Text::of(&match (publish.address.as_deref(), host) {
        (None, None) => container.to_string(),
        (None, Some(host)) => format!("{host}:{container}"),
        (Some(address), host) => {
            let host = host.map_or_else(String::new, |host| host.to_string());
            if address.contains(':') && !address.starts_with('[') {
                format!("[{address}]:{host}:{container}")
            } else {
                format!("{address}:{host}:{container}")
            }
        }
    })
}

fn depends_on(workload: &Workload) -> Map<&str, DependsOn> {
    let entry = |condition| DependsOn {
        condition: match condition {
            Condition::Started => "service_started",
            Condition::Healthy => "service_healthy",
            Condition::Completed => "service_completed_successfully",
        },
    };
    workload.depends_on.iter().map(|dependency| (dependency.on.as_str(), entry(dependency.condition))).collect()
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

fn restart(workload: &Workload) -> Option<Text> {
    let retries = match &workload.controller {
        Controller::Job(run) => run.retries,
        Controller::Deployment(_)
        | Controller::Rollout(_)
        | Controller::StatefulSet { .. }
        | Controller::CronJob(_) => None,
    };
    workload.pod.restart.map(|restart| match (restart, retries) {
        (Restart::Always, _) => Text::of("always"),
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

fn deploy(workload: &Workload) -> Option<Deploy> {
    let container = workload.container();
    let (limits, reservations) = (amounts(&container.limits), amounts(&container.requests));
    let resources = (limits.is_some() || reservations.is_some()).then_some(Resources { limits, reservations });
    let replicas = workload.compose.replicas;
    (replicas.is_some() || resources.is_some()).then_some(Deploy { replicas, resources })
}

/// Of the resources, those that Compose has a word for.
fn amounts(quantities: &BTreeMap<String, Quantity>) -> Option<Amounts> {
    let cpus = quantities.get("cpu").map(amount::cpus);
    let memory = quantities.get("memory").map(amount::memory);
    (cpus.is_some() || memory.is_some()).then_some(Amounts { cpus, memory })
}

/// Compose copies inline configs into the container's root, and refuses to where that is read-only.
fn is_read_only(container: &Container, mounts: &Mounts<'_>) -> bool {
    container.security.read_only == Some(true) && mounts.files.is_empty()
}

fn security_options(pod: &Pod, container: &Container) -> Vec<&'static str> {
    let escalation = (container.security.escalation == Some(false)).then_some("no-new-privileges:true");
    let seccomp = (pod.security.seccomp == Some("Unconfined")).then_some("seccomp:unconfined");
    escalation.into_iter().chain(seccomp).collect()
}

/// What the user wrote: labels that Kubernetes selects and groups by mean nothing here.
fn labels(workload: &Workload) -> Map<&str, Text> {
    let is_written = |key: &str| !key.starts_with("app.kubernetes.io/") && !workload.selector.contains_key(key);
    let labels = workload.meta.labels.iter().filter(|(key, _)| is_written(key));
    labels.chain(&workload.meta.annotations).map(|(key, value)| (key.as_str(), Text::of(value))).collect()
}

#[cfg(test)]
mod tests {
    use super::{PlannedCheck, Publish, Text, healthcheck, port};

    #[test]
    fn ports_are_short_and_the_offset_moves_those_of_the_host_alone() {
        let text = |address: Option<&str>, host, offset| {
            port(&Publish { address: address.map(str::to_owned), host, container: 8084 }, offset)
        };
        assert_eq!(text(None, Some(8084), 0), Text::of("8084:8084"));
        assert_eq!(text(None, Some(8084), 2), Text::of("8086:8084"));
        assert_eq!(text(None, None, 2), Text::of("8084"));
        assert_eq!(text(Some("127.0.0.1"), Some(80), 0), Text::of("127.0.0.1:80:8084"));
        assert_eq!(text(Some("127.0.0.1"), None, 0), Text::of("127.0.0.1::8084"));
        assert_eq!(text(Some("::1"), Some(80), 0), Text::of("[::1]:80:8084"));
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
