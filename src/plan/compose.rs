//! What only Compose says of a workload: published ports, health checks, builds, and the order of starting.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, FieldPath};
use crate::model::probe::ProbeTool;
use crate::model::text::Scalar;
use crate::model::workload::{Scalars, Target};

use super::Flow;
use super::catalog::Catalog;
use super::entry::Entry;
use super::object::Protocol;
use super::pod::fewest_replicas;
use super::services::extra_name;
use super::shell;
use super::text::Scope;
use super::variables::needs;
use super::workload::{
    ComposeBuild, ComposeDetails, Condition, Container, Controller, Dependency, Handler, HealthCheck, HostPort,
    Logging, Once, PodVolume, Probe, Publish, Role, VolumeSource,
};

/// In many images `localhost` is `::1` first, where a process that listens on IPv4 alone does not answer.
const LOOPBACK: &str = "127.0.0.1";

pub fn details(
    scope: &mut Scope<'_, '_, '_>,
    entry: &Entry<'_>,
    controller: &Controller,
    volumes: &[PodVolume],
) -> ComposeDetails {
    if scope.catalog.target != Target::Compose {
        return ComposeDetails::default();
    }
    let workload = entry.workload;
    let path = entry.path();
    let container_name =
        workload.container.container_name.as_ref().map(|name| scope.plain(name, &path.then("container-name")));
    let hostname = workload.hostname.as_ref().map(|name| scope.plain(name, &path.then("hostname")));
    let publish = published(scope, entry);
    let replicas = Some(fewest_replicas(entry)).filter(|replicas| *replicas > 1 && entry.role != Role::Job);
    let once = once(entry, &publish, volumes);
    ComposeDetails {
        container_name,
        build: build(scope, entry),
        publish,
        networks: workload.networks.clone(),
        aliases: aliases(scope, entry),
        hostname,
        profiles: workload.compose_profiles.clone(),
        ulimits: workload.ulimits.iter().map(|(name, ulimit)| (name.clone(), *ulimit)).collect(),
        logging: workload.logging.as_ref().map(|logging| Logging {
            driver: logging.driver.clone(),
            options: evaluated_in_order(scope, &logging.options, &path.join(&["logging", "options"])),
        }),
        pid: workload.pid.clone(),
        manual: matches!(controller, Controller::Job(run) if run.manual),
        replicas: replicas.filter(|_| once.is_none()),
        once: once.filter(|_| replicas.is_some()),
    }
}

/// Why one machine can run a workload once at most.
fn once(entry: &Entry<'_>, publish: &[Publish], volumes: &[PodVolume]) -> Option<Once> {
    let own = |volume: &PodVolume| format!("{}.{}", entry.id, volume.name);
    if entry.workload.container.container_name.is_some() {
        Some(Once::ContainerName)
    } else if let Some(taken) = publish.iter().find(|publish| publish.host.is_some()) {
        Some(Once::PublishedPort(taken.container))
    } else {
        let is_own =
            |volume: &&PodVolume| matches!(&volume.source, VolumeSource::Claim { of, .. } if *of == own(volume));
        volumes.iter().find(is_own).map(|volume| Once::Claim(volume.name.clone()))
    }
}

/// Names under which Kubernetes has Services and Compose has none: of its group, and of further Services.
fn aliases(scope: &mut Scope<'_, '_, '_>, entry: &Entry<'_>) -> Vec<String> {
    let mut aliases: Vec<String> = entry.group.iter().map(|group| (*group).to_owned()).collect();
    for (key, service) in entry.workload.extra_services.iter().filter(|(_, service)| service.enabled) {
        aliases.push(extra_name(scope, entry, key, service));
    }
    aliases
}

fn evaluated_in_order(scope: &mut Scope<'_, '_, '_>, scalars: &Scalars, path: &FieldPath) -> Vec<(String, String)> {
    let evaluated = |(key, value): (&String, &Scalar)| (key.clone(), scope.plain(&value.0, &path.then(key)));
    scalars.iter().map(evaluated).collect()
}

fn build(scope: &mut Scope<'_, '_, '_>, entry: &Entry<'_>) -> Option<ComposeBuild> {
    let build = entry.workload.build.as_ref()?;
    let path = entry.path().then("build");
    let context = build.context.as_ref().map(|context| scope.plain(context, &path.then("context")));
    let mut args = Vec::new();
    for (name, text) in &build.args {
        args.push((name.as_str().to_owned(), scope.plain(text, &path.join(&["args", name.as_str()]))));
    }
    Some(ComposeBuild {
        context: context.unwrap_or_else(|| ".".to_owned()),
        dockerfile: build.dockerfile.clone(),
        target: build.target.clone(),
        args,
        cache_from: build.cache_from.clone(),
    })
}

/// Host sides of ports: `"8084"`, `"127.0.0.1:8084"`, `""` for any free one, or with a variable of the shell.
pub fn published(scope: &mut Scope<'_, '_, '_>, entry: &Entry<'_>) -> Vec<Publish> {
    let mut published = Vec::new();
    let offset = scope.catalog.environment.compose.offset.0;
    for (name, text) in &entry.workload.publish {
        let path = entry.path().join(&["publish", name]);
        let host = scope.plain(text, &path);
        let Some(container) = entry.port(name) else { continue };
        let (address, port) = match host.rsplit_once(':') {
            Some((address, port)) => (Some(address.to_owned()), port),
            None => (None, host.as_str()),
        };
        let number = port.parse::<u16>().ok().filter(|port| *port > 0).map(|port| i32::from(port) + offset);
        let host = match number.and_then(|number| u16::try_from(number).ok()) {
            Some(number) => Some(HostPort::Number(number)),
            None if port.is_empty() => None,
            None if shell::has_variable(port) => Some(HostPort::Shell(port.to_owned())),
            None => {
                scope.fault(
                    &path,
                    "bad-port",
                    format!("`{host}` is no port of the host"),
                    "`\"8084\"`, `\"127.0.0.1:8084\"` or `\"\"` for any free one",
                );
                continue;
            }
        };
        published.push(Publish { address, host, container: container.number, protocol: container.protocol });
    }
    published
}

/// Two workloads cannot have one port of the host.
pub fn refuse_same_ports(scope: &mut Scope<'_, '_, '_>, published: &[(&Entry<'_>, Vec<Publish>)]) {
    let mut taken: BTreeMap<(u16, Protocol), (&Entry<'_>, &Publish)> = BTreeMap::new();
    for (entry, ports) in published {
        for publish in ports {
            let Some(HostPort::Number(host)) = publish.host else { continue };
            let Some((first, other)) = taken.insert((host, publish.protocol), (entry, publish)) else { continue };
            if publish.address.is_some() && other.address.is_some() && publish.address != other.address {
                continue;
            }
            let at = |entry: &Entry<'_>, publish: &Publish| {
                let name =
                    entry.workload.publish.keys().find(|name| entry.container_port(name) == Some(publish.container));
                entry.path().join(&["publish", name.map_or("", String::as_str)])
            };
            let place = scope.provenance.place(&at(entry, publish));
            let first_place = scope.provenance.place(&at(first, other));
            let message = format!("`{}` and `{}` are both published on port {host} of the host", first.id, entry.id);
            scope.report.push(
                Diagnostic::error("duplicate-port", place, message)
                    .label("another port is wanted")
                    .also(first_place, "taken here"),
            );
        }
    }
}

/// The health check: of readiness, else startup, else liveness.
pub fn health(container: &Container, tool: ProbeTool) -> Option<HealthCheck> {
    let probe = container.readiness.as_ref().or(container.startup.as_ref()).or(container.liveness.as_ref())?;
    Some(HealthCheck {
        test: test(probe, tool)?,
        start_period: probe.delay,
        interval: probe.period,
        timeout: probe.timeout,
        retries: probe.failures,
    })
}

fn test(probe: &Probe, tool: ProbeTool) -> Option<Vec<String>> {
    let command = |words: &[&str]| Some(words.iter().map(|word| (*word).to_owned()).collect());
    match &probe.handler {
        Handler::Exec(line) => match line.as_slice() {
            [shell, flag, script] if shell == "sh" && flag == "-c" => {
                Some(vec!["CMD-SHELL".to_owned(), script.clone()])
            }
            words => Some(std::iter::once("CMD".to_owned()).chain(words.iter().cloned()).collect()),
        },
        Handler::Http { path, port, host, https, headers } => {
            let host = host.as_deref().unwrap_or(LOOPBACK);
            let url = format!("{}://{host}:{}{path}", if *https { "https" } else { "http" }, port.port);
            let (words, unverified, header): (&[&str], _, _) = match tool {
                ProbeTool::Curl => (&["CMD", "curl", "-fsS", "-o", "/dev/null"], "-k", "-H"),
                ProbeTool::Wget => (&["CMD", "wget", "-q", "-O", "/dev/null"], "--no-check-certificate", "--header"),
                ProbeTool::None => return None,
            };
            // Kubernetes' probes do not look at certificates either.
            let unverified = https.then(|| unverified.to_owned());
            let headers = headers.iter().flat_map(|(name, value)| [header.to_owned(), format!("{name}: {value}")]);
            let words = words.iter().map(|word| (*word).to_owned());
            Some(words.chain(unverified).chain(headers).chain([url]).collect())
        }
        Handler::Tcp { port, .. } => match tool {
            ProbeTool::Curl => {
                command(&["CMD", "curl", "-s", "--connect-timeout", "3", &format!("telnet://{LOOPBACK}:{}", port.port)])
            }
            ProbeTool::Wget | ProbeTool::None => None,
        },
        Handler::Grpc { .. } => None,
    }
}

/// A need that no network carries: who shares none cannot reach each other.
pub fn refuse_apart(scope: &mut Scope<'_, '_, '_>, flows: &BTreeSet<Flow>) {
    let catalog = scope.catalog;
    let networks = |entry: &Entry<'_>| -> BTreeSet<String> {
        let named = &entry.workload.networks;
        if named.is_empty() { BTreeSet::from(["default".to_owned()]) } else { named.iter().cloned().collect() }
    };
    for Flow { from, to, .. } in flows {
        let (Some(user), Some(target)) = (catalog.get(from), catalog.get(to)) else { continue };
        if !catalog.is_rendered(target) || from == to || !networks(user).is_disjoint(&networks(target)) {
            continue;
        }
        let path = user.path().join(&["needs", to]);
        if scope.report.has_fault_at(&path) {
            continue;
        }
        let at = |entry: &Entry<'_>| scope.provenance.place(&entry.path().then("networks"));
        let fault = Diagnostic::error(
            "no-shared-network",
            scope.provenance.place(&path),
            format!("`{from}` needs `{to}`, but shares no network with it"),
        );
        let fault = fault.label("give both a network; `default` is the one of all that name none");
        let fault = fault.also(at(user), format!("of `{from}`")).also(at(target), format!("of `{to}`"));
        scope.report.push_at(path, fault);
    }
}

/// Who waits for whom. Workloads that wait for each other in a circle do not wait at all.
pub fn dependencies(catalog: &Catalog<'_>, healthy: &BTreeSet<String>) -> BTreeMap<String, Vec<Dependency>> {
    let mut edges: BTreeMap<&str, Vec<(&str, Condition)>> = BTreeMap::new();
    for entry in catalog.rendered() {
        let after = entry.workload.after.iter().map(String::as_str);
        let needed: Vec<String> = needs(entry).into_keys().chain(after).map(str::to_owned).collect();
        let mut waits = Vec::new();
        for id in needed {
            let Some(target) = catalog.get(&id).filter(|target| catalog.is_reachable(target)) else { continue };
            let members = target.members.iter().filter_map(|id| catalog.get(id));
            let behind = members.chain([target]).filter(|target| catalog.is_rendered(target));
            waits.extend(behind.flat_map(|target| awaited(catalog, entry, target, healthy)));
        }
        edges.insert(entry.id, waits);
    }
    let in_circle = |id: &str, on: &str| reaches(&edges, on, id);
    let name = |id: &str| catalog.get(id).map(|entry| entry.name.clone()).unwrap_or_default();
    let mut dependencies = BTreeMap::new();
    for (id, waits) in &edges {
        let mut own: Vec<Dependency> = Vec::new();
        for (on, condition) in waits.iter().filter(|(on, _)| !in_circle(id, on)) {
            let dependency = Dependency { on: name(on), condition: *condition };
            if !own.iter().any(|known| known.on == dependency.on) {
                own.push(dependency);
            }
        }
        dependencies.insert((*id).to_owned(), own);
    }
    dependencies
}

/// What one workload waits for at another: that it runs or is well, and that it is set up.
fn awaited<'c>(
    catalog: &'c Catalog<'c>,
    waiting: &Entry<'_>,
    target: &'c Entry<'c>,
    healthy: &BTreeSet<String>,
) -> Vec<(&'c str, Condition)> {
    let condition = match target.role {
        Role::Job => Condition::Completed,
        Role::Service | Role::Component if healthy.contains(target.id) => Condition::Healthy,
        Role::Service | Role::Component => Condition::Started,
    };
    let setup = catalog.setup(target.id).filter(|setup| setup.id != waiting.id && catalog.is_rendered(setup));
    [(target.id, condition)].into_iter().chain(setup.map(|setup| (setup.id, Condition::Completed))).collect()
}

/// Whether `to` is waited for by `from`, directly or through others.
fn reaches(edges: &BTreeMap<&str, Vec<(&str, Condition)>>, from: &str, to: &str) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = vec![from];
    while let Some(id) = open.pop() {
        if id == to {
            return true;
        }
        if seen.insert(id) {
            open.extend(edges.get(id).into_iter().flatten().map(|(on, _)| *on));
        }
    }
    false
}
