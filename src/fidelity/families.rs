//! The keys that only components have, and those that only jobs have.

use crate::model::workload::Restart;
use crate::plan::workload::VolumeSource;

use super::key::{Fate, Key, Says, Site, emulated, foreign, ignored, kept};

pub static KEYS: [Key; 21] = [
    Key::new("kind", SAME, SAME),
    Key::new("host", SAME, SAME),
    Key::new("port", SAME, SAME),
    Key::new("cidrs", kept("NetworkPolicy"), foreign("Compose has no policies")),
    Key::new(
        "storage",
        kept("PersistentVolumeClaim").but(
            Fate::Emulated,
            "an empty folder, as `storage.ephemeral` says",
            has_empty_data,
        ),
        emulated("a named volume, of no certain size"),
    ),
    Key::new("alias", kept("Service of type ExternalName"), foreign("others use the host itself")),
    Key::new("auth", SAME, SAME),
    Key::new("username", SAME, SAME),
    Key::new(
        "password",
        kept("a Secret, in `local` and `test`"),
        kept("in place").but(Fate::Foreign, "`compose.secrets` leaves it to the shell", is_from_shell),
    ),
    Key::new(
        "run",
        kept("Job, in the stream or under `manual/`"),
        kept("a service, with the profile `manual` or without"),
    ),
    Key::new("cron", kept("CronJob"), ignored("Compose has no schedule: the job is left out")),
    Key::new("time-zone", kept("`timeZone`"), NO_SCHEDULE),
    Key::new("concurrency", kept("`concurrencyPolicy`"), NO_SCHEDULE),
    Key::new("history", kept("`successfulJobsHistoryLimit`, `failedJobsHistoryLimit`"), NO_SCHEDULE),
    Key::new("suspend", kept("`suspend`"), NO_SCHEDULE),
    Key::new("start-within", kept("`startingDeadlineSeconds`"), NO_SCHEDULE),
    Key::new(
        "retries",
        kept("`backoffLimit`"),
        kept("`restart: on-failure:N`")
            .but(Fate::Ignored, "who starts it by hand starts it again by hand", is_manual)
            .but(Fate::Ignored, "`restart` is `never`", never_restarts),
    ),
    Key::new("deadline", kept("`activeDeadlineSeconds`"), ignored("Compose lets a service run as long as it likes")),
    Key::new(
        "keep",
        kept("`ttlSecondsAfterFinished`"),
        foreign("a container that is done stays until `docker compose down`"),
    ),
    Key::new("parallelism", kept("`parallelism`"), ignored("a job runs once")),
    Key::new("completions", kept("`completions`"), ignored("a job runs once")),
];

const SAME: Says = kept("resolved");
const NO_SCHEDULE: Says = foreign("Compose has no schedule");

fn has_empty_data(site: &Site<'_>) -> bool {
    let mut data = site.workload.pod.volumes.iter().filter(|volume| volume.name == "data");
    data.any(|volume| matches!(volume.source, VolumeSource::Empty { .. }))
}

fn is_from_shell(site: &Site<'_>) -> bool {
    super::tables::is_from_shell(site.plan)
}

fn is_manual(site: &Site<'_>) -> bool {
    site.workload.compose.manual
}

fn never_restarts(site: &Site<'_>) -> bool {
    site.workload.pod.restart == Some(Restart::Never)
}
