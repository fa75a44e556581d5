//! Services of a workload: its own, the headless one that names a StatefulSet's pods, those of a blue-green roll-out,
//! further ones, and the one that several workloads share.

use crate::diagnostic::FieldPath;
use crate::model::scalar::{Duration, Name};
use crate::model::workload::{Service as Model, ServiceType, Target};

use super::Fragment;
use super::entry::{Entry, Port};
use super::labels::{GROUP, evaluated, evaluated_labels, platform_meta, selector, workload_meta};
use super::object::Labels;
use super::text::Scope;
use super::workload::{Service, ServicePort};

/// Kubernetes' own label for what belongs to a headless Service.
pub const HEADLESS: &str = "service.kubernetes.io/headless";

/// The label of Services beside a workload's own, so that what selects that one leaves them out.
pub const EXTRA: &str = "extra-service";

pub fn services(
    scope: &mut Scope<'_, '_, '_>,
    entry: &Entry<'_>,
    labels: &Labels,
    annotations: &Labels,
) -> Vec<Service> {
    let mut services = own(scope, entry, labels, annotations);
    for (key, model) in entry.workload.extra_services.iter().filter(|(_, model)| model.enabled) {
        let path = entry.path().join(&["extra-services", key]);
        let name = extra_name(scope, entry, key, model);
        let mut service = service(scope, entry, model, &name, labels, annotations, &path);
        service.meta.labels.insert(EXTRA.to_owned(), key.clone());
        services.push(service);
    }
    services
}

/// The name of a further Service, which is also how others in Compose may call it.
pub fn extra_name(scope: &mut Scope<'_, '_, '_>, entry: &Entry<'_>, key: &str, model: &Model) -> String {
    match &model.name {
        Some(name) => scope.name(name, &entry.path().join(&["extra-services", key, "name"])),
        None => format!("{}-{key}", entry.name),
    }
}

/// The Services of a workload that others may use, its own first, and the keys of the others.
fn usable<'e>(entry: &'e Entry<'_>) -> impl Iterator<Item = (Option<&'e String>, &'e Model)> {
    let own = entry.service.is_some().then_some((None, &entry.workload.service));
    let extra = entry.workload.extra_services.iter().filter(|(_, model)| model.enabled);
    own.into_iter().chain(extra.map(|(key, model)| (Some(key), model)))
}

fn shows(entry: &Entry<'_>, model: &Model, port: &str) -> bool {
    shown(entry, model).iter().any(|shown| shown.name == port)
}

/// The name of the Service at which others reach a workload, or one port of it.
pub fn reached(scope: &mut Scope<'_, '_, '_>, entry: &Entry<'_>, port: Option<&str>) -> Option<String> {
    let mut services = usable(entry);
    let (key, model) = services.find(|(_, model)| port.is_none_or(|port| shows(entry, model, port)))?;
    match (key, &entry.service) {
        (Some(key), _) => Some(extra_name(scope, entry, key, model)),
        (None, Some(service)) if entry.is_blue_green() => Some(format!("{service}-active")),
        (None, service) => service.clone(),
    }
}

/// The number that a port has in the first Service that shows it.
pub fn service_port(entry: &Entry<'_>, port: &str) -> Option<u16> {
    let (_, model) = usable(entry).find(|(_, model)| shows(entry, model, port))?;
    model.ports.get(port).map(|port| port.0).or_else(|| entry.container_port(port))
}

fn own(scope: &mut Scope<'_, '_, '_>, entry: &Entry<'_>, labels: &Labels, annotations: &Labels) -> Vec<Service> {
    let Some(name) = &entry.service else {
        refuse_extra_of_nothing(scope, entry);
        return Vec::new();
    };
    let model = &entry.workload.service;
    let path = entry.path().then("service");
    let named = |name: String, service: &Service| {
        let mut service = service.clone();
        service.meta.name = name;
        service
    };
    let main = service(scope, entry, model, name, labels, annotations, &path);
    let inner = Service {
        kind: ServiceType::ClusterIp,
        headless: false,
        source_ranges: Vec::new(),
        affinity: None,
        extra: None,
        ports: main.ports.iter().map(|port| ServicePort { node_port: None, ..port.clone() }).collect(),
        ..main.clone()
    };
    if entry.is_blue_green() {
        return vec![named(format!("{name}-active"), &main), named(format!("{name}-preview"), &inner)];
    }
    let mut services = vec![main];
    if let Some(headless) = entry.headless().filter(|headless| headless != name) {
        let mut service = named(headless, &Service { headless: true, not_ready: true, ..inner });
        service.meta.labels.insert(HEADLESS.to_owned(), String::new());
        services.push(service);
    }
    services
}

/// A fragment for a Service that is not there would be lost. That of a group stands in the group's first workload.
fn refuse_extra_of_nothing(scope: &mut Scope<'_, '_, '_>, entry: &Entry<'_>) {
    let group = entry.group.and_then(|group| scope.catalog.get(group));
    let first = group.and_then(|group| group.members.first());
    if scope.catalog.target != Target::Kubernetes || entry.workload.service.extra.is_none() || first == Some(&entry.id)
    {
        return;
    }
    let (message, label) = match first {
        Some(first) => (
            format!("the Service of the group is made from `{first}`"),
            format!("write it in the `service.extra` of `{first}`"),
        ),
        None => (format!("`{}` has no Service of its own", entry.id), "remove it".to_owned()),
    };
    scope.fault(&entry.path().join(&["service", "extra"]), "unused-key", message, label);
}

fn service(
    scope: &mut Scope<'_, '_, '_>,
    entry: &Entry<'_>,
    model: &Model,
    name: &str,
    labels: &Labels,
    annotations: &Labels,
    path: &FieldPath,
) -> Service {
    let mut own_labels = labels.clone();
    own_labels.extend(evaluated_labels(scope, &model.labels, &path.then("labels")));
    let mut own_annotations = annotations.clone();
    own_annotations.extend(evaluated(scope, &model.annotations, &path.then("annotations")));
    Service {
        meta: workload_meta(scope.catalog, entry, name, &own_labels, &own_annotations),
        kind: model.kind,
        headless: model.headless,
        selector: selector(scope.catalog, entry),
        ports: shown(entry, model).into_iter().map(|port| port_of(model, port)).collect(),
        source_ranges: model.source_ranges.clone(),
        not_ready: model.not_ready,
        affinity: model.affinity.as_ref().map(Duration::seconds),
        extra: Fragment::extra(model.extra.as_ref(), path),
    }
}

/// The ports of a Service: those named, else all of the main container that are not private.
pub fn shown<'c>(entry: &Entry<'c>, model: &'c Model) -> Vec<Port<'c>> {
    if model.only.is_empty() {
        let own = entry.workload.container.open_ports();
        own.filter_map(|(name, _)| entry.port(name)).collect()
    } else {
        model.only.iter().filter_map(|name| entry.port(name)).collect()
    }
}

fn port_of(model: &Model, port: Port<'_>) -> ServicePort {
    ServicePort {
        name: port.name.to_owned(),
        port: model.ports.get(port.name).map_or(port.number, |port| port.0),
        protocol: port.protocol,
        app_protocol: model.protocols.get(port.name).cloned(),
        target: port.name.to_owned(),
        node_port: model.node_ports.get(port.name).map(|port| port.0),
    }
}

/// The Services that several workloads share: they select by the group's label.
pub fn group_services(scope: &mut Scope<'_, '_, '_>) -> Vec<Service> {
    let catalog = scope.catalog;
    let mut services = Vec::new();
    for group in catalog.entries().filter(|entry| !entry.members.is_empty() && catalog.is_reachable(entry)) {
        let Some(first) = group.members.first().and_then(|id| catalog.get(id)) else { continue };
        let path = first.path().then("service");
        let mut service =
            service(scope, group, &group.workload.service, group.id, &Labels::new(), &Labels::new(), &path);
        let mut labels = platform_meta(scope, group.id, None).labels;
        labels.extend(std::mem::take(&mut service.meta.labels));
        labels.insert(GROUP.to_owned(), group.id.to_owned());
        service.meta.labels = labels;
        service.selector.retain(|key, _| key == "app.kubernetes.io/instance");
        service.selector.insert(GROUP.to_owned(), group.id.to_owned());
        services.push(service);
    }
    services
}

/// Names longer than a label are refused where they are made.
pub fn refuse_long_names(scope: &mut Scope<'_, '_, '_>, entry: &Entry<'_>, services: &[Service]) {
    let longest = services.iter().map(|service| &service.meta.name).max_by_key(|name| name.len());
    if let Some(name) = longest.filter(|name| name.len() > Name::LONGEST) {
        let message = format!("the Service `{name}` would have a name of {} characters", name.len());
        scope.fault(&entry.path(), "bad-name", message, "a name has at most 63: a shorter ID or `name` is wanted");
    }
}
