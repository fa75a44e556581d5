//! What workloads need of each other, and where each need is written.

use std::collections::BTreeMap;

use crate::diagnostic::FieldPath;
use crate::model::Environment;
use crate::model::workload::{Container, Workload as Model};
use crate::plan::Plan;
use crate::plan::object::Labels;
use crate::plan::workload::{Role, Workload};

use super::{End, Stated, Why, door};

/// A line a pair of ends, with all ports.
pub fn needs(plan: &Plan<'_>) -> Vec<Stated> {
    let workloads: BTreeMap<&str, &Workload> =
        plan.workloads().map(|workload| (workload.id.as_str(), workload)).collect();
    let mut stated: Vec<Stated> = Vec::new();
    for flow in &plan.flows {
        let from = End::Workload(flow.from.clone());
        let to = end(plan, &workloads, &flow.to);
        match stated.last_mut().filter(|last| last.from == from && last.to == to) {
            Some(last) => last.doors.push(door(flow.port)),
            None => stated.push(Stated {
                field: field(plan.environment, &workloads, &flow.from, &flow.to),
                why: if flow.from == flow.to { Why::Members } else { Why::Need },
                doors: vec![door(flow.port)],
                from,
                to,
            }),
        }
    }
    stated
}

/// What an ID stands for.
pub(super) fn end(plan: &Plan<'_>, workloads: &BTreeMap<&str, &Workload>, id: &str) -> End {
    if workloads.contains_key(id) {
        return End::Workload(id.to_owned());
    }
    let elsewhere = plan.environment.components.get(id).filter(|component| component.is_elsewhere());
    if let Some(component) = elsewhere {
        let host = plan.hosts.get(id).cloned().unwrap_or_default();
        let in_cluster = host.strip_suffix(".svc.cluster.local").or_else(|| host.strip_suffix(".svc"));
        let namespace = in_cluster.and_then(|service| service.rsplit('.').next()).map(str::to_owned);
        return End::Elsewhere { id: id.to_owned(), namespace, cidrs: component.keys.cidrs.clone(), host };
    }
    let service = plan.manifests.iter().find(|one| one.kind == "Service" && one.api_version == "v1" && one.name == id);
    let json = service.map(|service| service.json()).unwrap_or_default();
    let pairs = json.pointer("/spec/selector").and_then(|selector| selector.as_object()).into_iter().flatten();
    let selector: Labels = pairs.filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned()))).collect();
    let namespace = service.and_then(|service| service.namespace.clone()).or_else(|| plan.namespace.clone());
    End::Service { name: id.to_owned(), namespace, selector }
}

/// The need that a flow comes from, or else the workload's table.
fn field(environment: &Environment, workloads: &BTreeMap<&str, &Workload>, from: &str, to: &str) -> FieldPath {
    let table = workloads.get(from).map_or(Role::Component, |workload| workload.role).table();
    let path = FieldPath::new([table, from]);
    let Some(model) = model(environment, from) else { return path };
    let group = self::model(environment, to).and_then(|model| model.group.as_ref()).map(|group| group.as_str());
    let is_meant = |key: &str| key == to || Some(key) == group;
    let needed = |container: &Container, path: &FieldPath| {
        container.needs.keys().find(|key| is_meant(key)).map(|key| path.join(&["needs", key]))
    };
    let main = needed(&model.container, &path);
    let routed = || {
        let mut routes = model.routes.iter().filter(|(key, route)| is_meant(route.to.as_deref().unwrap_or(key)));
        routes.next().map(|(key, _)| path.join(&["routes", key]))
    };
    let beside = || {
        let init = model.init.iter().map(|(key, container)| (path.join(&["init", key]), container));
        let sidecars = model.sidecars.iter().map(|(key, container)| (path.join(&["sidecars", key]), container));
        init.chain(sidecars).find_map(|(path, container)| needed(container, &path))
    };
    main.or_else(routed).or_else(beside).unwrap_or(path)
}

/// The table that a workload is typed from; jobs that prepare a component have none.
pub(super) fn model<'e>(environment: &'e Environment, id: &str) -> Option<&'e Model> {
    let component = || environment.components.get(id).map(|component| &component.workload);
    let job = || environment.jobs.get(id).map(|job| &job.workload);
    environment.services.get(id).map(|service| &**service).or_else(component).or_else(job)
}
