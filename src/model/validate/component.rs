//! Faults within a component's or a job's own keys.

use crate::diagnostic::FieldPath;
use crate::model::component::Component;
use crate::model::job::{Job, Run};
use crate::model::kinds::Kind;
use crate::model::workload::Restart;

use super::Check;

impl Check<'_, '_> {
    pub(super) fn component(&mut self, id: &str, component: &Component) {
        let path = FieldPath::new(["components", id]);
        match &component.kind {
            Kind::External(external) => {
                self.require(component.is_elsewhere(), &path, "host", "what is external has a host");
                if component.keys.port.is_none() && external.protocol.default_port().is_none() {
                    self.require(false, &path, "port", "plain tcp has no usual port");
                }
            }
            Kind::Container if !component.is_elsewhere() => {
                self.require(component.workload.container.image.is_some(), &path, "image", "a container runs an image");
            }
            Kind::Kafka(kafka) if !component.is_elsewhere() => {
                if let Some(zookeeper) = &kafka.zookeeper {
                    let environment = self.environment;
                    self.known(
                        &path.then("zookeeper"),
                        "component",
                        zookeeper,
                        environment.components.keys().map(String::as_str),
                        &[FieldPath::new(["components"])],
                    );
                }
            }
            Kind::Container | Kind::Kafka(_) | Kind::Postgres(_) | Kind::Redis(_) | Kind::Zookeeper(_) => {}
        }
        if component.is_elsewhere() {
            return;
        }
        self.workload(&path, &component.workload, "built-in");
        self.controller(&path, &component.workload);
        if component.keys.storage.is_some() && !component.workload.volumes.contains_key("data") {
            self.fault(
                &path.then("storage"),
                "unused-key",
                format!("`{path}.storage` does nothing: a {} keeps no data", component.kind.word()),
                "`volumes.data` says where data would be kept",
            );
        }
        self.secret_literal(&path.then("password"), component.keys.password.is_some());
    }

    /// A secret that is written down: only where the tier allows it.
    pub(super) fn secret_literal(&mut self, path: &FieldPath, present: bool) {
        let tier = self.environment.tier;
        if present && !tier.is_disposable() {
            let message = format!("`{path}` is written down, but the tier is `{}`", tier.as_str());
            self.fault(
                path,
                "plaintext-secret",
                message,
                "only tiers local and test read secrets from a layer; `[secret-store]` says where others come from",
            );
        }
    }

    pub(super) fn job(&mut self, id: &str, job: &Job) {
        let path = FieldPath::new(["jobs", id]);
        self.job_keys(&path);
        self.workload(&path, &job.workload, "image");
        match (job.run, &job.cron) {
            (Run::Schedule, None) => self.require(false, &path, "cron", "when it runs, such as `cron = \"0 2 * * *\"`"),
            (Run::After | Run::Manual, Some(_)) => {
                self.fault(
                    &path.then("run"),
                    "unused-key",
                    "a job with `cron` runs on its schedule",
                    "remove `run`, or `cron`",
                );
            }
            (Run::Schedule, Some(_)) | (Run::After | Run::Manual, None) => {}
        }
        if matches!(job.workload.restart, Some(Restart::Always | Restart::UnlessStopped)) {
            self.fault(&path.then("restart"), "bad-restart", "a job runs to its end", "`on-failure` or `never`");
        }
    }
}
