//! What runs a workload's pods, and what follows from it: replicas, autoscaling, disruption.

use crate::diagnostic::FieldPath;
use crate::load::Map;
use crate::model::job::{Concurrency, Job};
use crate::model::kinds::Kind;
use crate::model::platform::Tier;
use crate::model::rollout::{SEVERAL_AT_ONCE, Step, Strategy};
use crate::model::scalar::{Amount, Count, Duration};
use crate::model::workload::AccessMode;

use super::entry::Entry;
use super::labels::workload_meta;
use super::object::Labels;
use super::pod::{fewest_replicas, most_replicas};
use super::text::Scope;
use super::workload::{
    AnalysisRun, Autoscale, Claim, Controller, Disruption, JobRun, Progressive, ProgressiveStep, Role, Schedule,
};

/// `claims`: those that its pods mount, and that are not of a StatefulSet's making.
pub fn controller(scope: &mut Scope<'_, '_, '_>, entry: &Entry<'_>, claims: &[Claim]) -> Controller {
    if let Some(job) = entry.job {
        let run = job_run(job);
        return match &job.cron {
            Some(cron) => Controller::CronJob(schedule(job, cron.as_str(), run)),
            None => Controller::Job(run),
        };
    }
    if entry.is_stateful() {
        let mut rollout = entry.workload.rollout.clone();
        let oldest = scope.catalog.environment.platform.kubernetes;
        if oldest < SEVERAL_AT_ONCE || rollout.max_unavailable.is_some_and(Amount::is_none) {
            // What defaults say to Deployments.
            rollout.max_unavailable = None;
        }
        return Controller::StatefulSet { parallel: entry.workload.parallel_start, rollout };
    }
    if entry.is_on_every_node() {
        let mut rollout = entry.workload.rollout.clone();
        if rollout.surges_and_removes() {
            // What defaults say to Deployments.
            rollout.max_surge = None;
        }
        return Controller::DaemonSet(rollout);
    }
    if entry.workload.rollout.strategy.is_progressive() {
        return Controller::Rollout(Box::new(progressive(scope, entry)));
    }
    let mut rollout = entry.workload.rollout.clone();
    let path = entry.path().then("rollout");
    let says = |key: &str| scope.provenance.node(&path.then(key)).is_some();
    if rollout.strategy == Strategy::Rolling
        && most_replicas(entry) == 1
        && claims.iter().any(|claim| is_for_one(claim.access))
        && !says("strategy")
        && !says("max-surge")
    {
        // The new pod waits for the claim, and the old one for the new pod.
        rollout.strategy = Strategy::Recreate;
    }
    let mounts_a_claim = entry.workload.volumes.values().any(|volume| volume.claim.is_some())
        || entry.component.is_some_and(|component| component.keys.storage.is_some());
    if entry.role == Role::Component && mounts_a_claim && rollout.max_surge.is_none() {
        // Two pods cannot share the claim while one replaces the other.
        rollout.strategy = Strategy::Recreate;
    }
    Controller::Deployment(rollout)
}

/// Whether only one node, or one pod, may have the claim.
fn is_for_one(access: AccessMode) -> bool {
    match access {
        AccessMode::ReadWriteOnce | AccessMode::ReadWriteOncePod => true,
        AccessMode::ReadWriteMany | AccessMode::ReadOnlyMany => false,
    }
}

fn job_run(job: &Job) -> JobRun {
    let count = |count: Option<Count>| count.map(|Count(count)| count);
    JobRun {
        manual: job.run == crate::model::job::Run::Manual,
        retries: count(job.retries),
        deadline: job.deadline.as_ref().map(Duration::seconds),
        keep: job.keep.as_ref().map(Duration::seconds),
        parallelism: count(job.parallelism),
        completions: count(job.completions),
    }
}

fn schedule(job: &Job, cron: &str, run: JobRun) -> Schedule {
    Schedule {
        job: run,
        cron: cron.to_owned(),
        time_zone: job.time_zone.clone().unwrap_or_else(|| "Etc/UTC".to_owned()),
        concurrency: match job.concurrency {
            Some(Concurrency::Allow) => "Allow",
            Some(Concurrency::Replace) => "Replace",
            Some(Concurrency::Forbid) | None => "Forbid",
        },
        keep_successful: job.history.success.map_or(3, |Count(count)| count),
        keep_failed: job.history.failed.map_or(1, |Count(count)| count),
        suspend: job.suspend,
        start_within: job.start_within.as_ref().map(Duration::seconds),
    }
}

fn progressive(scope: &mut Scope<'_, '_, '_>, entry: &Entry<'_>) -> Progressive {
    let rollout = entry.workload.rollout.clone();
    let service = entry.service.clone().unwrap_or_else(|| entry.name.clone());
    let (active, preview) = (format!("{service}-active"), format!("{service}-preview"));
    let blue_green = rollout.strategy == Strategy::BlueGreen;
    let names = &rollout.analysis;
    let mut run = |names: &[String], service: &str| (!names.is_empty()).then(|| analysis_run(scope, names, service));
    let background = if blue_green { None } else { run(names, &service) };
    // Before promotion the new version is behind the preview Service alone.
    let pre_promotion = if blue_green { run(names, &preview) } else { None };
    let post_promotion = if blue_green { run(names, &active) } else { None };
    let steps = rollout.steps.iter().filter_map(|step| self::step(scope, step, &service)).collect();
    Progressive {
        steps,
        background,
        pre_promotion,
        post_promotion,
        active_service: blue_green.then_some(active),
        preview_service: blue_green.then_some(preview),
        rollout,
    }
}

fn step(scope: &mut Scope<'_, '_, '_>, step: &Step, service: &str) -> Option<ProgressiveStep> {
    if let Some(weight) = step.weight {
        return Some(ProgressiveStep::Weight(i32::from(weight.0)));
    }
    if let Some(pause) = &step.pause {
        return Some(ProgressiveStep::Pause(pause.0.as_ref().map(Duration::seconds)));
    }
    let names = step.analysis.as_ref()?;
    Some(ProgressiveStep::Analysis(analysis_run(scope, names, service)))
}

/// The run of some analyses against a Service: the arguments of all of them.
fn analysis_run(scope: &mut Scope<'_, '_, '_>, names: &[String], service: &str) -> AnalysisRun {
    scope.extra = vec![("service", service.to_owned())];
    let mut args: Map<String, String> = Map::default();
    for name in names {
        let Some(analysis) = scope.catalog.environment.analysis.get(name) else { continue };
        for (key, text) in &analysis.args {
            let value = scope.plain(text, &FieldPath::new(["analysis", name, "args", key]));
            args.insert(key.clone(), value);
        }
    }
    scope.extra.clear();
    AnalysisRun { templates: names.to_vec(), args: args.into_iter().collect() }
}

pub fn autoscale(
    scope: &Scope<'_, '_, '_>,
    entry: &Entry<'_>,
    labels: &Labels,
    annotations: &Labels,
) -> Option<Autoscale> {
    let autoscale =
        entry.workload.autoscale.as_ref().filter(|autoscale| autoscale.enabled && entry.role != Role::Job)?;
    let (Count(min), Count(max)) = (autoscale.min?, autoscale.max?);
    let percent = |percent: Option<crate::model::scalar::Percent>| percent.map(|percent| i32::from(percent.0));
    Some(Autoscale {
        meta: workload_meta(scope.catalog, entry, &format!("{}-hpa", entry.name), labels, annotations),
        min,
        max,
        cpu: percent(autoscale.cpu),
        memory: percent(autoscale.memory),
        scale_down_window: autoscale.scale_down_window.as_ref().map(Duration::seconds),
        scale_up_window: autoscale.scale_up_window.as_ref().map(Duration::seconds),
    })
}

/// The budget for disruptions: as written, else in production from two replicas.
pub fn disruption(
    scope: &Scope<'_, '_, '_>,
    entry: &Entry<'_>,
    labels: &Labels,
    annotations: &Labels,
) -> Option<Disruption> {
    if entry.role == Role::Job || entry.is_on_every_node() {
        return None;
    }
    let (min_available, max_unavailable) = match &entry.workload.disruption {
        Some(disruption) if !disruption.enabled => return None,
        Some(disruption) => (disruption.min_available, disruption.max_unavailable),
        None => {
            let replicas = fewest_replicas(entry);
            if scope.catalog.environment.tier != Tier::Prod || replicas < 2 {
                return None;
            }
            match entry.kind().is_some_and(Kind::is_quorum) {
                true => (None, Some(Amount::Count(1))),
                false => (Some(Amount::Count(if replicas == 2 { 1 } else { 2 })), None),
            }
        }
    };
    let meta = workload_meta(scope.catalog, entry, &format!("{}-pdb", entry.name), labels, annotations);
    Some(Disruption { meta, min_available, max_unavailable })
}
