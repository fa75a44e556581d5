//! The containers of a pod: command lines, ports, probes, hooks and limits, the same whichever part they play.

use std::collections::BTreeMap;

use crate::diagnostic::FieldPath;
use crate::load::Map;
use crate::model::probe::{Hook as ModelHook, Probe as ModelProbe, Scheme};
use crate::model::scalar::{Count, Duration, KubernetesVersion, Quantity};
use crate::model::text::Text;
use crate::model::workload::{self as model, Resources, Target};

use super::compose;
use super::entry::{Contained, protocol};
use super::image::own_image;
use super::text::Scope;
use super::variables::{Environment, expanded_text};
use super::workload::{
    Container, ContainerPort, ContainerSecurity, Handler, Hook, Identity, Mount, Part, Probe, Seccomp, Variable,
};

/// The first version with a `sleep` hook that is on by default.
const SLEEP_HOOK: KubernetesVersion = KubernetesVersion::new(1, 30);

pub fn container(
    scope: &mut Scope<'_, '_, '_>,
    contained: Contained<'_, '_>,
    environment: Environment,
    mounts: Vec<Mount>,
) -> Container {
    let model = contained.model;
    let path = contained.path();
    let resources = resources(scope, model);
    let amounts = |amounts: &Map<String, Quantity>| -> BTreeMap<String, Quantity> {
        amounts.iter().map(|(name, quantity)| (name.clone(), quantity.clone())).collect()
    };
    let Environment { variables: env, from: env_from } = environment;
    let mut container = Container {
        part: contained.part,
        key: contained.key.to_owned(),
        name: name(scope, contained),
        image: match contained.part {
            Part::Main => contained.entry.image.clone(),
            Part::Init | Part::Sidecar => own_image(scope, model, &path),
        },
        pull: model.pull,
        command: texts(scope, &model.command, &path.then("command"), &env),
        args: texts(scope, &model.args, &path.then("args"), &env),
        work_dir: model.work_dir.clone(),
        stdin: model.stdin,
        ports: model.ports.keys().filter_map(|name| port(model, name)).collect(),
        mounts,
        requests: amounts(&resources.requests),
        limits: amounts(&resources.limits),
        security: security(&model.security),
        liveness: probe(scope, contained, model.liveness.as_ref(), "liveness", &env),
        readiness: probe(scope, contained, model.readiness.as_ref(), "readiness", &env),
        startup: probe(scope, contained, model.startup.as_ref(), "startup", &env),
        pre_stop: hook(scope, contained, model.pre_stop.as_ref(), "pre-stop"),
        post_start: hook(scope, contained, model.post_start.as_ref(), "post-start"),
        health: None,
        env,
        env_from,
    };
    if scope.catalog.target == Target::Compose {
        container.health = compose::health(&container, model.probe_tool);
    }
    container
}

fn name(scope: &mut Scope<'_, '_, '_>, contained: Contained<'_, '_>) -> String {
    let path = contained.path().then("container-name");
    match (&contained.model.container_name, contained.part) {
        (Some(name), _) if scope.catalog.target == Target::Kubernetes => scope.name(name, &path),
        (Some(name), _) => scope.plain(name, &path),
        (None, Part::Main) => contained.entry.name.clone(),
        (None, Part::Init | Part::Sidecar) => contained.key.to_owned(),
    }
}

/// Requests and limits: written in place, or of a size.
pub fn resources(scope: &Scope<'_, '_, '_>, container: &model::Container) -> Resources {
    let size = container.size.as_ref().and_then(|size| scope.catalog.environment.sizes.get(size));
    container.resources.as_ref().or(size).cloned().unwrap_or_default()
}

/// A command line. Compose knows no `$(X)`, so own variables are put in for it.
fn texts(scope: &mut Scope<'_, '_, '_>, texts: &[Text], path: &FieldPath, env: &[Variable]) -> Vec<String> {
    let mut line = Vec::with_capacity(texts.len());
    for (index, text) in texts.iter().enumerate() {
        let plain = match text.as_literal() {
            Some(literal) => literal.to_owned(),
            None => scope.plain(text, &path.then(index.to_string())),
        };
        line.push(if scope.catalog.target == Target::Kubernetes { plain } else { expanded_text(&plain, env) });
    }
    line
}

fn port(container: &model::Container, name: &str) -> Option<ContainerPort> {
    Some(ContainerPort {
        name: name.to_owned(),
        port: container.port(name)?,
        protocol: protocol(container, name),
        host: container.host_ports.get(name).map(|port| port.0),
    })
}

/// A named port, or the main one.
fn asked_port(
    scope: &mut Scope<'_, '_, '_>,
    contained: Contained<'_, '_>,
    name: Option<&str>,
    path: &FieldPath,
) -> Option<ContainerPort> {
    let main = match contained.part {
        Part::Main => contained.entry.main_port(),
        Part::Init | Part::Sidecar => contained.model.main_port(),
    };
    let port = name.or(main).and_then(|name| port(contained.model, name));
    if port.is_none() {
        let message = format!("`{}` listens on no port", contained.path());
        scope.fault(path, "no-service", message, "give it `ports`, or use `exec`");
    }
    port
}

fn probe(
    scope: &mut Scope<'_, '_, '_>,
    contained: Contained<'_, '_>,
    probe: Option<&ModelProbe>,
    key: &str,
    env: &[Variable],
) -> Option<Probe> {
    let probe = probe.filter(|probe| probe.enabled)?;
    let path = contained.path().then(key);
    let handler = if let Some(line) = &probe.exec {
        Handler::Exec(texts(scope, line, &path.then("exec"), env))
    } else {
        let port = asked_port(scope, contained, probe.port.as_deref(), &path)?;
        let host = probe.host.as_ref().map(|host| scope.plain(host, &path.then("host")));
        match (&probe.http, &probe.grpc) {
            (Some(http), _) => {
                let mut headers = Vec::new();
                for (name, value) in &probe.headers {
                    headers.push((name.clone(), scope.plain(value, &path.join(&["headers", name]))));
                }
                Handler::Http { path: http.clone(), port, host, https: probe.scheme == Some(Scheme::Https), headers }
            }
            (None, Some(service)) => Handler::Grpc { service: service.clone(), port },
            (None, None) => Handler::Tcp { port, host },
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

fn hook(
    scope: &mut Scope<'_, '_, '_>,
    contained: Contained<'_, '_>,
    hook: Option<&ModelHook>,
    key: &str,
) -> Option<Hook> {
    let hook = hook.filter(|hook| hook.enabled)?;
    let path = contained.path().then(key);
    if let Some(line) = &hook.exec {
        let words = line.iter().enumerate();
        let words = words.map(|(index, word)| scope.plain(word, &path.then("exec").then(index.to_string())));
        return Some(Hook::Exec(words.collect()));
    }
    if let Some(http) = &hook.http {
        let port = asked_port(scope, contained, hook.port.as_deref(), &path)?;
        return Some(Hook::Http { path: http.clone(), port });
    }
    let seconds = hook.sleep.as_ref()?.seconds();
    if scope.catalog.target == Target::Kubernetes && scope.catalog.environment.platform.kubernetes < SLEEP_HOOK {
        return Some(Hook::Exec(vec!["sleep".to_owned(), seconds.to_string()]));
    }
    Some(Hook::Sleep(seconds))
}

/// What a container may do: the restricted preset with exceptions, or only what is written.
fn security(security: &model::Security) -> ContainerSecurity {
    if !security.enabled {
        return ContainerSecurity::default();
    }
    let restricted = security.preset == model::SecurityPreset::Restricted;
    let number = |count: Option<Count>| count.map(|Count(count)| i64::from(count));
    let preset = |written: Option<bool>, value: bool| written.or(restricted.then_some(value));
    let seccomp = security.seccomp.or(restricted.then_some(model::Seccomp::RuntimeDefault));
    let all = || if restricted { vec!["ALL".to_owned()] } else { Vec::new() };
    ContainerSecurity {
        identity: Identity {
            user: number(security.user),
            group: number(security.group),
            non_root: preset(security.non_root, true),
            seccomp: seccomp.and_then(|seccomp| match seccomp {
                model::Seccomp::RuntimeDefault => Some(Seccomp::RuntimeDefault),
                model::Seccomp::Unconfined => Some(Seccomp::Unconfined),
                model::Seccomp::Localhost => security.seccomp_profile.clone().map(Seccomp::Localhost),
                model::Seccomp::None => None,
            }),
        },
        read_only: preset(security.read_only, true),
        privileged: security.privileged,
        escalation: preset(security.escalation, false),
        add: security.add.clone(),
        drop: security.drop.clone().unwrap_or_else(all),
    }
}
