//! One workload planned alone: what shows in its own objects, and as much else as that takes.

use std::collections::BTreeSet;

use crate::diagnostic::Report;

use super::build::{Builder, project, taken};
use super::catalog::Catalog;
use super::config::Reading;
use super::template::Templates;
use super::text::Scope;
use super::view::View;
use super::{Inputs, Only, Plan, aliases, compose, flows, patches, services, variables};

pub fn alone<'e>(catalog: &Catalog<'_>, inputs: &Inputs<'e, '_>, only: Only<'_>, report: &mut Report) -> Plan<'e> {
    let provenance = inputs.provenance;
    let all = only.faults.then(|| taken(catalog, provenance, report));
    let own = all.and_then(|mut all| all.remove(only.workload));
    let values = || {
        let mut unread = Report::default();
        let flows = match Templates::any_says(inputs.contents, "flows") {
            true => flows::flows(catalog, &taken(catalog, provenance, &mut unread)),
            false => BTreeSet::new(),
        };
        let mut scope = Scope::platform(catalog, provenance, &mut unread);
        let project = project(&mut scope);
        View::of(catalog, &mut scope, inputs.environments, &project, &flows).values()
    };
    let templates = Templates::new(inputs, &values);
    let reading = Reading { inputs, templates: &templates };
    let mut builder = Builder::new(catalog, inputs, &reading, Vec::new());
    let entry = catalog.get(only.workload).filter(|entry| catalog.is_rendered(entry));
    let workload = entry.map(|entry| {
        let own = own.unwrap_or_else(|| variables::variables(entry, catalog, provenance, report));
        let workload = builder.workload(entry, own, report);
        let published = [(entry, workload.compose.publish.clone())];
        compose::refuse_same_ports(&mut Scope::platform(catalog, provenance, report), &published);
        workload
    });
    let patches = patches::patches(catalog, inputs, report);
    let plan = builder.of_workloads(workload.into_iter().collect(), String::new());
    // These are of no workload alone.
    let mut scope = Scope::platform(catalog, provenance, report);
    let shared_by_many = only.kind == "Service";
    let groups = if shared_by_many { services::group_services(&mut scope) } else { Vec::new() };
    let aliases = if shared_by_many { aliases::aliases(&mut scope) } else { Vec::new() };
    let reads_all = shared_by_many || only.contents;
    let read = if reads_all { None } else { catalog.read() };
    Plan { patches, groups, aliases, read, ..plan }
}
