//! The Services of a workload: its own, the headless one of a StatefulSet, the two of a blue-green roll-out.

use crate::diagnostic::FieldPath;
use crate::model::workload::ServiceType;

use super::catalog::Entry;
use super::labels::{evaluated, evaluated_labels, selector, workload_meta};
use super::object::Labels;
use super::text::Scope;
use super::workload::{Service, ServicePort};

/// Kubernetes' own label for what belongs to a headless Service.
pub const HEADLESS: &str = "service.kubernetes.io/headless";

pub fn services(
    scope: &mut Scope<'_, '_, '_>,
    entry: &Entry<'_>,
    labels: &Labels,
    annotations: &Labels,
) -> Vec<Service> {
    let Some(name) = &entry.service else { return Vec::new() };
    let model = &entry.workload.service;
    let path = entry.path().then("service");
    let mut own_labels = labels.clone();
    own_labels.extend(evaluated_labels(scope, &model.labels, &path.then("labels")));
    let mut own_annotations = annotations.clone();
    own_annotations.extend(evaluated(scope, &model.annotations, &path.then("annotations")));
    let catalog = scope.catalog;
    let meta = |name: &str| workload_meta(catalog, entry, name, &own_labels, &own_annotations);
    let main = |name: &str| Service {
        meta: meta(name),
        kind: model.kind,
        headless: model.headless,
        selector: selector(catalog, entry),
        ports: ports(entry, true),
        source_ranges: model.source_ranges.clone(),
        not_ready: model.not_ready,
    };
    let inner = |name: &str| Service {
        kind: ServiceType::ClusterIp,
        headless: false,
        source_ranges: Vec::new(),
        ports: ports(entry, false),
        ..main(name)
    };
    if entry.is_blue_green() {
        return vec![main(&format!("{name}-active")), inner(&format!("{name}-preview"))];
    }
    let mut services = vec![main(name)];
    if let Some(headless) = entry.headless().filter(|headless| headless != name) {
        let mut service = Service { headless: true, not_ready: true, ..inner(&headless) };
        service.meta.labels.insert(HEADLESS.to_owned(), String::new());
        services.push(service);
    }
    services
}

fn ports(entry: &Entry<'_>, with_node_ports: bool) -> Vec<ServicePort> {
    let model = &entry.workload.service;
    let port = |(name, port): (&String, &crate::model::scalar::Port)| ServicePort {
        name: name.clone(),
        port: model.ports.get(name).unwrap_or(port).0,
        target: name.clone(),
        node_port: model.node_ports.get(name).filter(|_| with_node_ports).map(|port| port.0),
    };
    entry.workload.ports.iter().map(port).collect()
}

/// Names longer than a label are refused where they are made.
pub fn refuse_long_names(scope: &mut Scope<'_, '_, '_>, entry: &Entry<'_>, services: &[Service]) {
    let longest = services.iter().map(|service| &service.meta.name).max_by_key(|name| name.len());
    if let Some(name) = longest.filter(|name| name.len() > crate::model::scalar::Name::LONGEST) {
        let message = format!("the Service `{name}` would have a name of {} characters", name.len());
        let path: FieldPath = entry.path();
        scope.fault(&path, "bad-name", message, "a name has at most 63: a shorter ID or `name` is wanted");
    }
}
