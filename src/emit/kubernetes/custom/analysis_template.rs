//! AnalysisTemplates of Argo Rollouts: a question to Prometheus, and which answers are good.

use serde::Serialize;

use crate::emit::kubernetes::object::custom;
use crate::emit::{Form, Object};
use crate::plan::{Plan, object};

#[derive(Serialize)]
struct Spec<'a> {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    args: Vec<Argument<'a>>,
    metrics: [Metric<'a>; 1],
}

#[derive(Serialize)]
struct Argument<'a> {
    name: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Metric<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    initial_delay: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    interval: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    success_condition: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure_condition: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure_limit: Option<i32>,
    provider: Provider<'a>,
}

#[derive(Serialize)]
struct Provider<'a> {
    prometheus: Prometheus<'a>,
}

#[derive(Serialize)]
struct Prometheus<'a> {
    address: &'a str,
    query: &'a str,
}

pub fn analysis_templates(plan: &Plan<'_>, form: Form) -> Vec<Object> {
    plan.analyses
        .iter()
        .map(|analysis| custom(&analysis.meta, form, "argoproj.io/v1alpha1".into(), "AnalysisTemplate", spec(analysis)))
        .collect()
}

fn spec(analysis: &object::AnalysisTemplate) -> Spec<'_> {
    Spec { args: analysis.args.iter().map(|name| Argument { name }).collect(), metrics: [metric(analysis)] }
}

/// Its name is the template's, for there is but one.
fn metric(analysis: &object::AnalysisTemplate) -> Metric<'_> {
    Metric {
        name: &analysis.meta.name,
        initial_delay: analysis.initial_delay.as_deref(),
        interval: analysis.interval.as_deref(),
        count: analysis.count,
        success_condition: analysis.success.as_deref(),
        failure_condition: analysis.failure.as_deref(),
        failure_limit: analysis.failure_limit,
        provider: Provider { prometheus: Prometheus { address: &analysis.address, query: &analysis.query } },
    }
}
