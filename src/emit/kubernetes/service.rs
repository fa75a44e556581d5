//! Services: of the workloads, and the aliases of hosts outside.

use k8s_openapi::api::core::v1::{ClientIPConfig, Service, ServicePort, ServiceSpec, SessionAffinityConfig};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use crate::emit::{Form, Object};
use crate::model::workload::ServiceType;
use crate::plan::object::{Alias, Meta};
use crate::plan::workload::Workload;
use crate::plan::{Plan, workload};

use super::object::core;
use super::value::{given, labels, protocol, seconds};

/// Those that a workload has alone.
pub fn services(_: &Plan<'_>, workload: &Workload, form: Form) -> Vec<Object> {
    workload.services.iter().map(|service| object(&service.meta, spec(service), form)).collect()
}

/// Those of groups, and aliases.
pub fn shared_services(plan: &Plan<'_>, form: Form) -> Vec<Object> {
    let groups = plan.groups.iter().map(|service| object(&service.meta, spec(service), form));
    groups.chain(plan.aliases.iter().map(|alias| object(&alias.meta, alias_spec(alias), form))).collect()
}

fn object(meta: &Meta, spec: ServiceSpec, form: Form) -> Object {
    core(meta, form, |metadata| Service { metadata, spec: Some(spec), status: None })
}

fn spec(service: &workload::Service) -> ServiceSpec {
    ServiceSpec {
        cluster_ip: service.headless.then(|| "None".to_owned()),
        load_balancer_source_ranges: given(service.source_ranges.clone()),
        ports: given(service.ports.iter().map(port).collect()),
        publish_not_ready_addresses: service.not_ready.then_some(true),
        selector: labels(&service.selector),
        session_affinity: service.affinity.map(|_| "ClientIP".to_owned()),
        session_affinity_config: service.affinity.map(affinity),
        type_: Some(type_of(service.kind).to_owned()),
        ..ServiceSpec::default()
    }
}

fn port(port: &workload::ServicePort) -> ServicePort {
    ServicePort {
        app_protocol: port.app_protocol.clone(),
        name: Some(port.name.clone()),
        node_port: port.node_port.map(i32::from),
        port: i32::from(port.port),
        protocol: protocol(port.protocol),
        target_port: Some(IntOrString::String(port.target.clone())),
    }
}

fn affinity(time: u64) -> SessionAffinityConfig {
    SessionAffinityConfig { client_ip: Some(ClientIPConfig { timeout_seconds: Some(seconds(time)) }) }
}

fn type_of(kind: ServiceType) -> &'static str {
    match kind {
        ServiceType::ClusterIp => "ClusterIP",
        ServiceType::NodePort => "NodePort",
        ServiceType::LoadBalancer => "LoadBalancer",
    }
}

fn alias_spec(alias: &Alias) -> ServiceSpec {
    ServiceSpec {
        external_name: Some(alias.host.clone()),
        type_: Some("ExternalName".to_owned()),
        ..ServiceSpec::default()
    }
}
