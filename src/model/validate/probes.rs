//! Probes and lifecycle hooks of a container.

use crate::diagnostic::FieldPath;
use crate::model::probe::{Hook, Probe};
use crate::model::scalar::Count;

use super::Check;
use super::containers::{Contained, Part};

impl Check<'_, '_> {
    pub(super) fn probes(&mut self, contained: &Contained<'_>) {
        let Contained { path, container, part, .. } = contained;
        let probes =
            [("liveness", &container.liveness), ("readiness", &container.readiness), ("startup", &container.startup)];
        for (key, probe) in probes {
            let Some(probe) = probe.as_ref().filter(|probe| probe.enabled) else { continue };
            if *part == Part::Init {
                self.not_before(path, key);
                continue;
            }
            self.probe(&path.then(key), probe, contained);
            if key != "readiness" && probe.successes.is_some_and(|Count(successes)| successes != 1) {
                let message = format!("`{key}` needs exactly one success");
                self.fault(&path.join(&[key, "successes"]), "out-of-range", message, "Kubernetes takes only 1 here");
            }
        }
        for (key, hook) in [("pre-stop", &container.pre_stop), ("post-start", &container.post_start)] {
            let Some(hook) = hook.as_ref().filter(|hook| hook.enabled) else { continue };
            match part {
                Part::Init => self.not_before(path, key),
                Part::Main | Part::Sidecar => self.hook(&path.then(key), hook, contained),
            }
        }
    }

    /// A container of `init` ends before anybody could ask it.
    fn not_before(&mut self, path: &FieldPath, key: &str) {
        let message = format!("`{path}` runs to its end before the others start, and has no `{key}`");
        self.key_fault(&path.then(key), "unused-key", message, "remove it, or move the container to `sidecars`");
    }

    fn probe(&mut self, at: &FieldPath, probe: &Probe, contained: &Contained<'_>) {
        let present = [probe.http.is_some(), probe.tcp.is_some(), probe.grpc.is_some(), probe.exec.is_some()];
        self.one_of(at, &present, &["http", "tcp", "grpc", "exec"]);
        self.asked_port(at, probe.port.as_deref(), contained);
        self.url_path(at, probe.http.as_deref());
        if probe.tcp == Some(false) {
            self.fault(
                &at.then("tcp"),
                "out-of-range",
                "`tcp` is either `true` or not there",
                "`enabled = false` switches a probe off",
            );
        }
        if probe.exec.as_ref().is_some_and(Vec::is_empty) {
            self.fault(&at.then("exec"), "missing-key", "an empty list is no command", "the command and its words");
        }
        for (key, duration) in [("period", &probe.period), ("timeout", &probe.timeout)] {
            if duration.as_ref().is_some_and(|duration| duration.seconds() == 0) {
                let message = format!("`{key}` is at least a second");
                self.fault(&at.then(key), "out-of-range", message, "a longer one is wanted");
            }
        }
        for (key, count) in [("failures", probe.failures), ("successes", probe.successes)] {
            if count == Some(Count(0)) {
                let message = format!("`{key}` is at least 1");
                self.fault(&at.then(key), "out-of-range", message, "a higher one is wanted");
            }
        }
    }

    fn hook(&mut self, at: &FieldPath, hook: &Hook, contained: &Contained<'_>) {
        let Hook { exec, http, sleep, .. } = hook;
        self.one_of(at, &[exec.is_some(), http.is_some(), sleep.is_some()], &["exec", "http", "sleep"]);
        self.asked_port(at, hook.port.as_deref(), contained);
        self.url_path(at, hook.http.as_deref());
    }

    /// A probe asks its own container. One without any port is refused when it is asked for.
    fn asked_port(&mut self, at: &FieldPath, port: Option<&str>, contained: &Contained<'_>) {
        if let Some(port) = port.filter(|_| !contained.container.ports.is_empty()) {
            self.port(&at.then("port"), contained, port);
        }
    }

    fn url_path(&mut self, at: &FieldPath, path: Option<&str>) {
        if let Some(path) = path.filter(|path| !path.starts_with('/')) {
            self.fault(&at.then("http"), "bad-path", format!("`{path}` is no path of a URL"), "it begins with `/`");
        }
    }
}
