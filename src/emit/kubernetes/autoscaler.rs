//! HorizontalPodAutoscalers, by use of processor and memory.

use k8s_openapi::api::autoscaling::v2::{
    CrossVersionObjectReference, HPAScalingRules, HorizontalPodAutoscaler, HorizontalPodAutoscalerBehavior,
    HorizontalPodAutoscalerSpec, MetricSpec, MetricTarget, ResourceMetricSource,
};

use crate::emit::{Form, Object};
use crate::plan::Plan;
use crate::plan::workload::{Autoscale, Workload};

use super::object::core;
use super::value::{given, seconds};

pub fn autoscaler(_: &Plan<'_>, workload: &Workload, form: Form) -> Option<Object> {
    let autoscale = workload.autoscale.as_ref()?;
    let spec = spec(workload, autoscale);
    Some(core(&autoscale.meta, form, |metadata| HorizontalPodAutoscaler { metadata, spec, status: None }))
}

fn spec(workload: &Workload, autoscale: &Autoscale) -> HorizontalPodAutoscalerSpec {
    let cpu = autoscale.cpu.map(|percent| metric("cpu", percent));
    let memory = autoscale.memory.map(|percent| metric("memory", percent));
    HorizontalPodAutoscalerSpec {
        behavior: given(HorizontalPodAutoscalerBehavior {
            scale_down: autoscale.scale_down_window.map(window),
            scale_up: autoscale.scale_up_window.map(window),
        }),
        max_replicas: autoscale.max,
        metrics: given(cpu.into_iter().chain(memory).collect()),
        min_replicas: Some(autoscale.min),
        scale_target_ref: scale_target(workload),
    }
}

fn scale_target(workload: &Workload) -> CrossVersionObjectReference {
    let (api_version, kind) = workload.controller.reference();
    CrossVersionObjectReference {
        api_version: Some(api_version.to_owned()),
        kind: kind.to_owned(),
        name: workload.name().to_owned(),
    }
}

fn metric(resource: &str, percent: i32) -> MetricSpec {
    let target =
        MetricTarget { average_utilization: Some(percent), type_: "Utilization".to_owned(), ..MetricTarget::default() };
    MetricSpec {
        resource: Some(ResourceMetricSource { name: resource.to_owned(), target }),
        type_: "Resource".to_owned(),
        ..MetricSpec::default()
    }
}

fn window(time: u64) -> HPAScalingRules {
    HPAScalingRules { stabilization_window_seconds: Some(seconds(time)), ..HPAScalingRules::default() }
}
