//! ServiceMonitors of the Prometheus operator.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, LabelSelectorRequirement};
use serde::Serialize;

use crate::emit::kubernetes::object::custom;
use crate::emit::kubernetes::value::{given, selector};
use crate::emit::{Form, Object};
use crate::plan::workload::{Monitor, Workload};
use crate::plan::{EXTRA, HEADLESS, Plan};

#[derive(Serialize)]
struct Spec<'a> {
    selector: LabelSelector,
    endpoints: [Endpoint<'a>; 1],
}

#[derive(Serialize)]
struct Endpoint<'a> {
    port: &'a str,
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    interval: Option<&'a str>,
}

pub fn service_monitor(_: &Plan<'_>, workload: &Workload, form: Form) -> Option<Object> {
    let monitor = workload.monitor.as_ref()?;
    Some(custom(&monitor.meta, form, "monitoring.coreos.com/v1".into(), "ServiceMonitor", spec(monitor)))
}

fn spec(monitor: &Monitor) -> Spec<'_> {
    let mut selector = selector(&monitor.service);
    let without = [(HEADLESS, monitor.has_headless_twin), (EXTRA, monitor.has_extra_services)];
    let without = without.into_iter().filter(|(_, there)| *there).map(|(key, _)| LabelSelectorRequirement {
        key: key.to_owned(),
        operator: "DoesNotExist".to_owned(),
        values: None,
    });
    selector.match_expressions = given(without.collect());
    Spec {
        selector,
        endpoints: [Endpoint { port: &monitor.port, path: &monitor.path, interval: monitor.every.as_deref() }],
    }
}
