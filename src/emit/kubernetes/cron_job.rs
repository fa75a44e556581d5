//! CronJobs.

use k8s_openapi::api::batch::v1::{CronJob, CronJobSpec, JobTemplateSpec};

use crate::emit::{Form, Object};
use crate::plan::Plan;
use crate::plan::workload::{Controller, Schedule, Workload};

use super::job;
use super::object::core;
use super::value::seconds;

pub fn cron_job(plan: &Plan<'_>, workload: &Workload, form: Form) -> Option<Object> {
    let Controller::CronJob(schedule) = &workload.controller else { return None };
    let spec = spec(plan, workload, schedule);
    let object = core(&workload.meta, form, |metadata| CronJob { metadata, spec, status: None });
    Some(Object { manual: schedule.job.manual, ..object })
}

fn spec(plan: &Plan<'_>, workload: &Workload, schedule: &Schedule) -> CronJobSpec {
    CronJobSpec {
        concurrency_policy: Some(schedule.concurrency.to_owned()),
        failed_jobs_history_limit: Some(schedule.keep_failed),
        job_template: JobTemplateSpec { metadata: None, spec: Some(job::spec(plan, workload, &schedule.job)) },
        schedule: schedule.cron.clone(),
        starting_deadline_seconds: schedule.start_within.map(seconds),
        successful_jobs_history_limit: Some(schedule.keep_successful),
        suspend: schedule.suspend.then_some(true),
        time_zone: Some(schedule.time_zone.clone()),
    }
}
