//! Rollouts of Argo: canary and blue-green in the place of a Deployment.

use k8s_openapi::api::core::v1::PodTemplateSpec;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use serde::Serialize;

use crate::emit::kubernetes::object::custom;
use crate::emit::kubernetes::pod;
use crate::emit::kubernetes::value::{amount, seconds, selector};
use crate::emit::{Form, Object};
use crate::model::rollout;
use crate::plan::Plan;
use crate::plan::workload::{AnalysisRun, Controller, Progressive, ProgressiveStep, Workload};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Spec<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    replicas: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    revision_history_limit: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    min_ready_seconds: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    progress_deadline_seconds: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    progress_deadline_abort: Option<bool>,
    selector: LabelSelector,
    strategy: Strategy<'a>,
    template: PodTemplateSpec,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
enum Strategy<'a> {
    Canary(Canary<'a>),
    BlueGreen(BlueGreen<'a>),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Canary<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    max_surge: Option<IntOrString>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_unavailable: Option<IntOrString>,
    #[serde(skip_serializing_if = "Option::is_none")]
    analysis: Option<Analysis<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    steps: Vec<Step<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct BlueGreen<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    active_service: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    preview_service: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    preview_replica_count: Option<i32>,
    auto_promotion_enabled: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    auto_promotion_seconds: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scale_down_delay_seconds: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pre_promotion_analysis: Option<Analysis<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    post_promotion_analysis: Option<Analysis<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
enum Step<'a> {
    SetWeight(i32),
    Pause(Pause),
    Analysis(Analysis<'a>),
}

#[derive(Serialize)]
struct Pause {
    #[serde(skip_serializing_if = "Option::is_none")]
    duration: Option<String>,
}

#[derive(Serialize)]
struct Analysis<'a> {
    templates: Vec<Template<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    args: Vec<Argument<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Template<'a> {
    template_name: &'a str,
}

#[derive(Serialize)]
struct Argument<'a> {
    name: &'a str,
    value: &'a str,
}

pub fn rollout(plan: &Plan<'_>, workload: &Workload, form: Form) -> Option<Object> {
    let Controller::Rollout(progressive) = &workload.controller else { return None };
    let (api_version, kind) = workload.controller.reference();
    Some(custom(&workload.meta, form, api_version.into(), kind, spec(plan, workload, progressive)))
}

fn spec<'a>(plan: &Plan<'_>, workload: &Workload, progressive: &'a Progressive) -> Spec<'a> {
    let rollout = &progressive.rollout;
    Spec {
        replicas: workload.replicas,
        revision_history_limit: workload.revision_history,
        min_ready_seconds: rollout.min_ready.as_ref().map(|time| seconds(time.seconds())),
        progress_deadline_seconds: rollout.deadline.as_ref().map(|time| seconds(time.seconds())),
        progress_deadline_abort: rollout.abort.then_some(true),
        selector: selector(&workload.selector),
        strategy: strategy(progressive),
        template: pod::template(plan, workload),
    }
}

fn strategy(progressive: &Progressive) -> Strategy<'_> {
    match progressive.rollout.strategy {
        rollout::Strategy::Canary => Strategy::Canary(canary(progressive)),
        rollout::Strategy::BlueGreen => Strategy::BlueGreen(blue_green(progressive)),
        rollout::Strategy::Rolling
        | rollout::Strategy::Recreate
        | rollout::Strategy::OnDelete
        | rollout::Strategy::Partitioned => unreachable!("no Rollout is made for those"),
    }
}

fn canary(progressive: &Progressive) -> Canary<'_> {
    Canary {
        max_surge: progressive.rollout.max_surge.map(amount),
        max_unavailable: progressive.rollout.max_unavailable.map(amount),
        analysis: progressive.background.as_ref().map(analysis),
        steps: progressive.steps.iter().map(step).collect(),
    }
}

fn blue_green(progressive: &Progressive) -> BlueGreen<'_> {
    let rollout = &progressive.rollout;
    BlueGreen {
        active_service: progressive.active_service.as_deref(),
        preview_service: progressive.preview_service.as_deref(),
        preview_replica_count: rollout.preview_replicas.map(|count| count.0),
        auto_promotion_enabled: rollout.auto_promote,
        auto_promotion_seconds: rollout.promote_after.as_ref().map(|time| seconds(time.seconds())),
        scale_down_delay_seconds: rollout.scale_down_delay.as_ref().map(|time| seconds(time.seconds())),
        pre_promotion_analysis: progressive.pre_promotion.as_ref().map(analysis),
        post_promotion_analysis: progressive.post_promotion.as_ref().map(analysis),
    }
}

fn step(step: &ProgressiveStep) -> Step<'_> {
    match step {
        ProgressiveStep::Weight(percent) => Step::SetWeight(*percent),
        ProgressiveStep::Pause(time) => Step::Pause(Pause { duration: time.map(|seconds| format!("{seconds}s")) }),
        ProgressiveStep::Analysis(run) => Step::Analysis(analysis(run)),
    }
}

fn analysis(run: &AnalysisRun) -> Analysis<'_> {
    Analysis {
        templates: run.templates.iter().map(|template_name| Template { template_name }).collect(),
        args: run.args.iter().map(|(name, value)| Argument { name, value }).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emit::yaml;

    #[test]
    fn each_step_is_written_as_the_controller_reads_it() {
        let run = AnalysisRun { templates: vec!["errors".to_owned()], args: Vec::new() };
        let steps = [
            ProgressiveStep::Weight(20),
            ProgressiveStep::Pause(Some(60)),
            ProgressiveStep::Pause(None),
            ProgressiveStep::Analysis(run),
        ];
        let expected = "\
- setWeight: 20
- pause:
    duration: 60s
- pause: {}
- analysis:
    templates:
    - templateName: errors
";
        assert_eq!(yaml::to_string(&steps.iter().map(step).collect::<Vec<_>>()).unwrap(), expected);
    }
}
