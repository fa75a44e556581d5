//! One workload planned alone: what shows in its own objects, and as much else as that takes; or what may be wrong
//! beside those.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::Report;
use crate::load::Shared;
use crate::model::Provenance;

use super::build::{Builder, project, taken};
use super::catalog::Catalog;
use super::config::Reading;
use super::entry::Entry;
use super::made::Planning;
use super::template::Templates;
use super::text::Scope;
use super::view::View;
use super::{Aim, Inputs, Only, Plan, aliases, compose, flows, patches, services, variables};

pub fn alone<'e>(catalog: &Catalog<'_>, inputs: &Inputs<'e, '_>, only: Only<'_>, report: &mut Report) -> Plan<'e> {
    let provenance = inputs.provenance;
    let mut all = match only.aim {
        Aim::Faults(_) => taken(catalog, provenance, &mut Planning::of(catalog, inputs.again), report),
        Aim::Objects => BTreeMap::new(),
    };
    let values = || {
        let mut unread = Report::default();
        let flows = match Templates::any_says(inputs.contents, "flows") {
            true => flows::flows(catalog, &taken(catalog, provenance, &mut Planning::Once, &mut unread)),
            false => BTreeSet::new(),
        };
        let mut scope = Scope::platform(catalog, provenance, &mut unread);
        let project = project(&mut scope);
        View::of(catalog, &mut scope, inputs.environments, &project, &flows, &mut Planning::Once).values()
    };
    let templates = Templates::new(inputs, &values);
    let reading = Reading { inputs, templates: &templates };
    let mut builder = Builder::new(catalog, inputs, &reading, Vec::new());
    let mut workloads = Vec::new();
    for entry in entries(catalog, provenance, only) {
        let taken = all.remove(entry.id);
        let taken = taken.unwrap_or_else(|| Shared::new(variables::variables(entry, catalog, provenance, report)));
        let workload = builder.workload(entry, taken, report);
        let published = [(entry, workload.compose.publish.clone())];
        compose::refuse_same_ports(&mut Scope::platform(catalog, provenance, report), &published);
        workloads.push(workload);
    }
    let patches = patches::patches(catalog, inputs, report);
    let plan = builder.of_workloads(workloads, String::new());
    // These are of no workload alone.
    let mut scope = Scope::platform(catalog, provenance, report);
    let shared_by_many = only.kind == "Service";
    let groups = if shared_by_many { services::group_services(&mut scope) } else { Vec::new() };
    let aliases = if shared_by_many { aliases::aliases(&mut scope) } else { Vec::new() };
    let reads_all = shared_by_many || only.contents;
    let read = if reads_all { None } else { catalog.read() };
    Plan { patches, groups, aliases, read, ..plan }
}

/// The workload itself; or, for faults, those that may have one: without its files nothing more is wrong with itself.
fn entries<'a, 'c>(catalog: &'a Catalog<'c>, provenance: &Provenance<'_>, only: Only<'_>) -> Vec<&'a Entry<'c>> {
    let Aim::Faults(altered) = only.aim else {
        return catalog.get(only.workload).filter(|entry| catalog.is_rendered(entry)).into_iter().collect();
    };
    let mentions = |entry: &Entry<'_>, id: &str| {
        entry.id == id || provenance.workloads.get(entry.id).is_none_or(|table| table.mentions(id))
    };
    let is_meant = |entry: &&Entry<'_>| match entry.id == only.workload {
        true => only.contents,
        false => altered.is_some_and(|id| mentions(entry, id)),
    };
    catalog.rendered().filter(is_meant).collect()
}
