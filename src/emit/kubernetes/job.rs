//! Jobs.

use k8s_openapi::api::batch::v1::{Job, JobSpec};

use serde::Serialize;
use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use crate::emit::{Form, Object, yaml};
use crate::model::scalar::Name;
use crate::plan::Plan;
use crate::plan::object::Meta;
use crate::plan::workload::{Controller, JobRun, Workload};

use super::object::core;
use super::pod;
use super::value::seconds;

/// What a hash of eight digits and its dash leave of a name.
const LONGEST_STEM: usize = Name::LONGEST - 9;

pub fn job(plan: &Plan<'_>, workload: &Workload, form: Form) -> Option<Object> {
    let Controller::Job(run) = &workload.controller else { return None };
    let spec = spec(plan, workload, run);
    let meta = if run.manual { workload.meta.clone() } else { named_by_content(workload, &spec) };
    let object = core(&meta, form, |metadata| Job { metadata, spec: Some(spec), status: None });
    Some(Object { manual: run.manual, ..object })
}

/// A Job cannot be changed once it is there, so its name tells what it does: a changed one is another Job.
fn named_by_content(workload: &Workload, spec: &JobSpec) -> Meta {
    Meta { name: name_by_content(workload.name(), spec), ..workload.meta.clone() }
}

fn name_by_content(workload: &str, spec: &impl Serialize) -> String {
    let text = yaml::to_string(spec).expect("a job's spec has nothing that YAML lacks");
    let digest = Sha256::digest(text.as_bytes());
    let hash: String = digest[..4].iter().map(|byte| format!("{byte:02x}")).collect();
    let stem: String = workload.chars().take(LONGEST_STEM).collect();
    format!("{}-{hash}", stem.trim_end_matches('-'))
}

/// Names a Job again whose content a patch has changed. The order of its keys says nothing: it differs by form.
pub fn renamed(workload: &str, job: &mut Json) -> String {
    let mut spec = job["spec"].clone();
    spec.sort_all_objects();
    let name = name_by_content(workload, &spec);
    job["metadata"]["name"] = Json::String(name.clone());
    name
}

/// Of a Job, and of each that a CronJob starts.
pub fn spec(plan: &Plan<'_>, workload: &Workload, run: &JobRun) -> JobSpec {
    JobSpec {
        active_deadline_seconds: run.deadline.map(seconds),
        backoff_limit: run.retries,
        completions: run.completions,
        parallelism: run.parallelism,
        template: pod::template(plan, workload),
        ttl_seconds_after_finished: run.keep.map(seconds),
        ..JobSpec::default()
    }
}
