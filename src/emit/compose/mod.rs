//! Plan → Compose file: a service a container, and beside them the networks, volumes, configs and secrets that they
//! use. Scheduled jobs are left out: Compose has no word for a schedule.

mod amount;
mod document;
mod mount;
mod patched;
mod service;
pub mod specification;
mod text;

use std::collections::BTreeMap;

use serde_json::Value;

use crate::diagnostic::Report;
use crate::load::Map;
use crate::model::Provenance;
use crate::model::compose::ComposeNetwork;
use crate::plan::Plan;
use crate::plan::workload::{Controller, Workload};

use super::{Form, yaml};
use document::{Config, Document, Network, Secret, Service};
use mount::{FileContent, Mounts};
use text::Text;

/// The whole Compose file of a plan that was made for Compose.
pub fn emit(plan: &Plan<'_>, provenance: &Provenance<'_>, form: Form, report: &mut Report) -> String {
    let document = document(plan, provenance, report);
    match form {
        Form::Yaml => yaml::to_string(&document).expect("a document of strings, numbers and booleans has a YAML form"),
        Form::Json => {
            let mut value = serde_json::to_value(&document).expect("a document with strings for keys has a JSON form");
            remove_nulls(&mut value);
            let text = serde_json::to_string_pretty(&value);
            text.expect("a document with strings for keys has a JSON form") + "\n"
        }
    }
}

fn document<'p>(plan: &'p Plan<'_>, provenance: &Provenance<'_>, report: &mut Report) -> Document<'p> {
    let mut services: Map<String, Service<'p>> = Map::default();
    let mut volumes = BTreeMap::new();
    let mut configs = BTreeMap::new();
    let mut secrets = BTreeMap::new();
    for workload in plan.workloads.iter().filter(|workload| is_service(workload)) {
        let waits_for = plan.dependencies.get(&workload.id).map_or(&[][..], Vec::as_slice);
        for container in workload.pod.containers() {
            let mounts = Mounts::of(plan, workload, container);
            services.insert(workload.service_of(container), service::service(workload, container, &mounts, waits_for));
            volumes.extend(mounts.volumes.into_iter().filter_map(|mount| mount.named));
            for file in mounts.files {
                match file.content {
                    FileContent::Inline(text) => drop(configs.insert(file.source, Config { content: Text::of(text) })),
                    FileContent::Shell(variable) => {
                        secrets.insert(file.source, Secret { environment: Text::name(variable) });
                    }
                }
            }
        }
    }
    let services = patched::patched(plan, services, provenance, report);
    let is_used = |key: &String| services.values().any(|service| service.is_in(key));
    let networks = plan.environment.compose.networks.iter().filter(|(key, _)| is_used(key));
    Document {
        name: Text::of(&plan.project),
        networks: filled(networks.map(|(key, declared)| (key.as_str(), network(declared))).collect()),
        services,
        volumes: filled(volumes),
        configs: filled(configs),
        secrets: filled(secrets),
    }
}

/// Whether Compose runs it: it has no word for a schedule.
fn is_service(workload: &Workload) -> bool {
    match workload.controller {
        Controller::CronJob(_) => false,
        Controller::Deployment(_)
        | Controller::Rollout(_)
        | Controller::StatefulSet { .. }
        | Controller::DaemonSet(_)
        | Controller::Job(_) => true,
    }
}

fn network(network: &ComposeNetwork) -> Network {
    Network {
        name: network.name.as_deref().map(Text::of),
        driver: network.driver.as_deref().map(Text::of),
        external: network.external.then_some(true),
        internal: network.internal.then_some(true),
    }
}

/// None for a list or map that holds nothing: such a one is not written.
fn filled<C>(collection: C) -> Option<C>
where
    for<'c> &'c C: IntoIterator,
{
    let is_filled = (&collection).into_iter().next().is_some();
    is_filled.then_some(collection)
}

/// The YAML writer leaves out what is `None` by itself.
fn remove_nulls(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|_, field| !field.is_null());
            fields.values_mut().for_each(remove_nulls);
        }
        Value::Array(items) => items.iter_mut().for_each(remove_nulls),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
