//! No two objects of one kind bear one name: each name is made of what users wrote, so that two of them can meet.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, FieldPath};
use crate::model::workload::Target;

use super::Plan;
use super::object::Meta;
use super::text::Scope;
use super::workload::{Claim, Controller, Workload};

pub fn refuse(scope: &mut Scope<'_, '_, '_>, plan: &Plan<'_>) {
    let mut taken: BTreeMap<(&str, Option<&str>, &str), FieldPath> = BTreeMap::new();
    for (kind, meta, path) in named(scope, plan) {
        let key = (kind, meta.namespace.as_deref(), meta.name.as_str());
        let Some(first) = taken.insert(key, path.clone()) else { continue };
        let message = format!("there would be two of `{kind}/{}`", meta.name);
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

/// Those of a StatefulSet are templates, and numbered.
fn claims(workload: &Workload) -> impl Iterator<Item = &Claim> {
    let is_template = matches!(workload.controller, Controller::StatefulSet { .. });
    workload.claims.iter().filter(move |_| !is_template)
}
