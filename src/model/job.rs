//! Jobs: what runs to its end, once, per release or on a schedule.

use schemars::JsonSchema;
use serde::Deserialize;

use super::cron::Cron;
use super::scalar::{Count, Duration};
use super::workload::Workload;

#[derive(Clone, Debug, Default)]
pub struct Job {
    pub workload: Workload,
    pub run: Run,
    pub cron: Option<Cron>,
    pub time_zone: Option<String>,
    pub concurrency: Option<Concurrency>,
    pub history: History,
    pub suspend: bool,
    pub start_within: Option<Duration>,
    pub retries: Option<Count>,
    pub deadline: Option<Duration>,
    pub keep: Option<Duration>,
    pub parallelism: Option<Count>,
    pub completions: Option<Count>,
}

/// The keys of a job beside the shared vocabulary.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct JobKeys {
    /// When it runs; `schedule` if `cron` is set, else `after`, if not set.
    pub run: Option<Run>,
    /// Kubernetes: when it runs, as a cron line; the job becomes a CronJob.
    pub cron: Option<Cron>,
    /// Of a CronJob: the time zone that its `cron` means; `Etc/UTC` if not set.
    pub time_zone: Option<String>,
    /// Of a CronJob: what happens while an earlier run goes on; `forbid` if not set.
    pub concurrency: Option<Concurrency>,
    /// Of a CronJob: how many finished runs are kept.
    pub history: History,
    /// Of a CronJob: whether it starts no runs.
    pub suspend: bool,
    /// Of a CronJob: how late a missed start may still be made up for.
    pub start_within: Option<Duration>,
    /// How often a failed run is tried again.
    pub retries: Option<Count>,
    /// Kubernetes: how long it may take, retries included.
    pub deadline: Option<Duration>,
    /// Kubernetes: how long a finished job is kept.
    pub keep: Option<Duration>,
    /// Kubernetes: how many of its pods run at a time.
    pub parallelism: Option<Count>,
    /// Kubernetes: how many of its pods have to succeed.
    pub completions: Option<Count>,
}

impl Job {
    pub(super) fn new(workload: Workload, keys: JobKeys) -> Self {
        let run = keys.run.unwrap_or(if keys.cron.is_some() { Run::Schedule } else { Run::After });
        Self {
            workload,
            run,
            cron: keys.cron,
            time_zone: keys.time_zone,
            concurrency: keys.concurrency,
            history: keys.history,
            suspend: keys.suspend,
            start_within: keys.start_within,
            retries: keys.retries,
            deadline: keys.deadline,
            keep: keys.keep,
            parallelism: keys.parallelism,
            completions: keys.completions,
        }
    }
}

/// When a job runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Run {
    /// With every release.
    #[default]
    After,
    /// By its `cron`.
    Schedule,
    /// Kept out of the stream: somebody starts it by hand.
    Manual,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Concurrency {
    /// Runs may overlap.
    Allow,
    /// The new run is left out.
    Forbid,
    /// The new run takes the place of the earlier one.
    Replace,
}

#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct History {
    /// How many that succeeded; 3 if not set.
    pub success: Option<Count>,
    /// How many that failed; 1 if not set.
    pub failed: Option<Count>,
}
