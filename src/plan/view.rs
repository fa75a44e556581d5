//! The platform as templates see it: plain data, under names that are part of the language.

use std::collections::BTreeSet;

use serde_json::{Map as Object, Value as Json, json};

use super::Flow;
use super::catalog::Catalog;
use super::entry::Entry;
use super::labels::platform_name;
use super::outputs::{self, Viewpoint};
use super::shell;
use super::text::{Piece, Scope, SecretPiece};
use super::variables::needs;
use super::workload::Role;
use super::{EnvironmentSummary, Inputs};

pub fn view(scope: &mut Scope<'_, '_, '_>, inputs: &Inputs<'_, '_>, project: &str, flows: &BTreeSet<Flow>) -> Json {
    let catalog = scope.catalog;
    let environment = catalog.environment;
    let mut by_role: [Vec<Json>; 3] = Default::default();
    for entry in catalog.entries().filter(|entry| catalog.is_reachable(entry) && entry.raw.is_none()) {
        let workload = workload(scope, entry);
        by_role[match entry.role {
            Role::Service => 0,
            Role::Component => 1,
            Role::Job => 2,
        }]
        .push(workload);
    }
    let workloads: Vec<Json> = by_role.iter().flatten().cloned().collect();
    let [services, components, jobs] = by_role;
    let registry = environment.platform.registry.as_ref().map(|text| text.raw().to_owned());
    let version = environment.platform.kubernetes;
    let mut view = json!({
        "environment": {
            "name": environment.name,
            "tier": environment.tier,
            "namespace": catalog.namespace("main"),
            "region": environment.platform.region,
            "targets": environment.targets,
        },
        "platform": {
            "name": platform_name(catalog),
            "registry": registry,
            "tag": environment.platform.tag.as_ref().map(|text| text.raw().to_owned()),
            "kubernetes": format!("{}.{}", version.major, version.minor),
        },
        "environments": inputs.environments.iter().map(environment_of_platform).collect::<Vec<_>>(),
        "compose": { "file": environment.compose.file, "project": project },
        "flows": flows.iter().map(|flow| json!({ "from": flow.from, "to": flow.to, "port": flow.port.port })).collect::<Vec<_>>(),
    });
    let lists = [("services", services), ("components", components), ("jobs", jobs), ("workloads", workloads)];
    for (name, list) in lists {
        view[name] = Json::Array(list);
    }
    show_variables(&mut view);
    view
}

/// Templates see a variable of the shell as Compose writes it.
fn show_variables(value: &mut Json) {
    match value {
        Json::String(text) => *text = shell::shown(text, |name| format!("${{{name}}}")),
        Json::Array(items) => items.iter_mut().for_each(show_variables),
        Json::Object(fields) => fields.values_mut().for_each(show_variables),
        Json::Null | Json::Bool(_) | Json::Number(_) => {}
    }
}

fn environment_of_platform(summary: &EnvironmentSummary) -> Json {
    let EnvironmentSummary { name, tier, targets, layers: _, namespace } = summary;
    json!({ "name": name, "tier": tier, "targets": targets, "namespace": namespace })
}

/// One workload as a template sees it.
fn workload<'a, 'c>(scope: &mut Scope<'a, 'c, '_>, entry: &'a Entry<'c>) -> Json {
    let catalog = scope.catalog;
    let model = entry.workload;
    let main = entry.main_port();
    let ports: Object<String, Json> =
        model.container.ports.iter().map(|(name, port)| (name.clone(), Json::from(port.0))).collect();
    scope.viewer = Some(entry);
    let published =
        |(name, host)| (String::clone(name), Json::from(scope.plain(host, &entry.path().join(&["publish", name]))));
    let publish: Object<String, Json> = model.publish.iter().map(published).collect();
    scope.viewer = None;
    let http = |probe: &Option<crate::model::probe::Probe>| {
        probe.as_ref().filter(|probe| probe.enabled).and_then(|probe| probe.http.clone())
    };
    let controller = (!entry.is_elsewhere()).then(|| controller_word(entry));
    json!({
        "id": entry.id,
        "name": entry.name,
        "namespace": catalog.namespace(entry.namespace),
        "role": match entry.role { Role::Service => "service", Role::Component => "component", Role::Job => "job" },
        "kind": entry.kind_word(),
        "controller": controller,
        "elsewhere": entry.is_elsewhere(),
        "image": entry.image,
        "port": main.and_then(|port| entry.container_port(port)),
        "service": entry.service,
        "service_port": main.and_then(|port| entry.service_port(port, catalog.target)),
        "service_type": service_type(entry),
        "ports": ports,
        "publish": publish,
        "needs": needs(entry).keys().collect::<Vec<_>>(),
        "outputs": plain_outputs(scope, entry),
        "routes": routes(scope, entry),
        "readiness_path": http(&model.container.readiness),
        "liveness_path": http(&model.container.liveness),
        "metrics_path": model.metrics.as_ref().filter(|metrics| metrics.enabled).map(|metrics| metrics.path.clone()),
        "build": model.build.is_some(),
    })
}

fn controller_word(entry: &Entry<'_>) -> &'static str {
    match (entry.job, entry.is_stateful()) {
        (Some(job), _) => {
            if job.cron.is_some() {
                "CronJob"
            } else {
                "Job"
            }
        }
        (None, true) => "StatefulSet",
        (None, false) if entry.is_on_every_node() => "DaemonSet",
        (None, false) if entry.workload.rollout.strategy.is_progressive() => "Rollout",
        (None, false) => "Deployment",
    }
}

fn service_type(entry: &Entry<'_>) -> &'static str {
    use crate::model::workload::ServiceType;
    match entry.workload.service.kind {
        ServiceType::ClusterIp => "cluster-ip",
        ServiceType::NodePort => "node-port",
        ServiceType::LoadBalancer => "load-balancer",
    }
}

/// Every output that is plain text, as others in the main namespace see it.
fn plain_outputs(scope: &mut Scope<'_, '_, '_>, entry: &Entry<'_>) -> Object<String, Json> {
    let mut plain = Object::new();
    for name in outputs::names(entry) {
        let Ok(pieces) = outputs::output(scope, entry, &name, Viewpoint::Other { namespace: "main" }) else { continue };
        let texts: Option<String> = pieces
            .into_iter()
            .map(|piece| match piece {
                Piece::Plain(text) | Piece::Config { value: text, .. } => Some(text),
                Piece::Secret(SecretPiece { plain, .. }) => plain,
                Piece::Shell(variable) => Some(shell::variable(&variable)),
                Piece::Field(_) | Piece::Resource(_) => None,
            })
            .collect();
        if let Some(text) = texts {
            plain.insert(name, Json::String(text));
        }
    }
    plain
}

fn routes(scope: &mut Scope<'_, '_, '_>, entry: &Entry<'_>) -> Vec<Json> {
    let catalog: &Catalog<'_> = scope.catalog;
    let mut routes = Vec::new();
    for (name, route) in &entry.workload.routes {
        let to = route.to.as_deref().unwrap_or(name);
        let output = route.port.as_ref().map_or_else(|| "url".to_owned(), |port| format!("url.{port}"));
        let url = catalog.get(to).and_then(|target| {
            outputs::output(scope, target, &output, Viewpoint::Other { namespace: entry.namespace }).ok()
        });
        let path = entry.path().join(&["routes", name]);
        let url = url.map(|pieces| scope.joined(pieces, &path));
        let strip = route.strip.map(|strip| strip.0);
        routes.push(json!({ "name": name, "path": route.path, "to": to, "url": url, "strip": strip }));
    }
    routes
}
