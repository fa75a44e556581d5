//! No two objects of one kind bear one name: each name is made of what users wrote, so that two of them can meet.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, FieldPath};
use crate::model::workload::Target;

use super::Plan;
use super::object::Meta;
use super::text::Scope;
use super::workload::{Claim, Controller, Part, Workload};

pub fn refuse(scope: &mut Scope<'_, '_, '_>, plan: &Plan<'_>) {
    let mut taken: BTreeMap<(&str, Option<&str>, String), FieldPath> = BTreeMap::new();
    let objects = named(scope, plan).into_iter();
    let objects = objects.map(|(kind, meta, path)| (kind, meta.namespace.as_deref(), meta.name.clone(), path));
    for (kind, namespace, name, path) in objects.chain(containers(scope, plan)) {
        let Some(first) = taken.insert((kind, namespace, name.clone()), path.clone()) else { continue };
        let message = format!("there would be two of `{kind}/{name}`");
        let (place, first) = (scope.provenance.place(&path), scope.provenance.place(&first));
        scope.report.push_at(
            path,
            Diagnostic::error("duplicate-name", place, message)
                .label("this one wants another name")
                .also(first, "the other comes from here"),
        );
    }
}

/// Objects with names that are put together, and the fields they come from.
fn named<'p>(scope: &Scope<'_, '_, '_>, plan: &'p Plan<'_>) -> Vec<(&'static str, &'p Meta, FieldPath)> {
    let of_owner = |meta: &Meta, key: &str| match meta.owner.as_ref().and_then(|id| scope.catalog.get(id)) {
        Some(entry) => entry.path().then(key),
        None => FieldPath::new(["platform"]),
    };
    let mut named = Vec::new();
    for config in &plan.configs {
        let path = match &config.id {
            Some(id) => FieldPath::new(["config", id]),
            None => of_owner(&config.meta, "files"),
        };
        named.push(("ConfigMap", &config.meta, path));
    }
    if plan.target != Target::Kubernetes {
        return named;
    }
    for workload in &plan.workloads {
        let services = workload.services.iter().map(|service| &service.meta);
        named.extend(services.map(|meta| ("Service", meta, of_owner(meta, "name"))));
        let claims = claims(workload).map(|claim| (&claim.meta, &claim.volume));
        named.extend(
            claims.map(|(meta, volume)| ("PersistentVolumeClaim", meta, of_owner(meta, "volumes").then(volume))),
        );
    }
    named.extend(plan.groups.iter().map(|group| ("Service", &group.meta, of_owner(&group.meta, "group"))));
    named.extend(plan.aliases.iter().map(|alias| ("Service", &alias.meta, of_owner(&alias.meta, "alias"))));
    named
}

/// Containers, which a pod has one of a name. Compose has one name space for all services, whatever namespace and
/// workload they are of, and so has Docker for containers.
fn containers<'p>(
    scope: &Scope<'_, '_, '_>,
    plan: &'p Plan<'_>,
) -> Vec<(&'static str, Option<&'p str>, String, FieldPath)> {
    let mut named = Vec::new();
    for workload in &plan.workloads {
        let Some(entry) = scope.catalog.get(&workload.id) else { continue };
        for container in workload.pod.containers() {
            let path = match container.part {
                Part::Main => entry.path(),
                Part::Init => entry.path().join(&["init", &container.key]),
                Part::Sidecar => entry.path().join(&["sidecars", &container.key]),
            };
            named.push(match plan.target {
                Target::Kubernetes => ("container", Some(workload.id.as_str()), container.name.clone(), path),
                Target::Compose => ("service", None, workload.service_of(container), path),
                Target::Files => continue,
            });
        }
        let container = workload.compose.container_name.clone();
        named.extend(container.map(|name| ("container", None, name, entry.path().then("container-name"))));
    }
    named
}

/// Those of a StatefulSet are templates, and numbered.
fn claims(workload: &Workload) -> impl Iterator<Item = &Claim> {
    let is_template = matches!(workload.controller, Controller::StatefulSet { .. });
    workload.claims.iter().filter(move |_| !is_template)
}
