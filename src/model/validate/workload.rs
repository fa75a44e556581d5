//! Faults within one workload's table.

use crate::diagnostic::{FieldPath, suggestion};
use crate::model::probe::{Hook, Probe};
use crate::model::rollout::Strategy;
use crate::model::scalar::{Count, Percent};
use crate::model::text::Text;
use crate::model::workload::{Autoscale, Controller, Disruption, ServiceType, Workload};

use super::Check;

impl Check<'_, '_> {
    pub(super) fn workload(&mut self, path: &FieldPath, workload: &Workload, image: &str) {
        let environment = self.environment;
        let registry = FieldPath::new(["platform", "registry"]);
        let has_registry = environment.platform.registry.is_some() || self.report.has_fault_at(&registry);
        if image == "image" && workload.enabled && workload.container.image.is_none() && !has_registry {
            self.require(false, path, "image", "add `image = \"...\"`, or `registry` to `[platform]`");
        }
        self.namespace(&path.then("namespace"), &workload.namespace);
        if let Some(size) = &workload.container.size {
            self.known(&path.then("size"), "size", size, environment.sizes.keys().map(String::as_str));
        }
        self.ports(path, workload);
        self.probes(path, workload);
        self.rollout(path, workload);
        if let Some(autoscale) = workload.autoscale.as_ref().filter(|autoscale| autoscale.enabled) {
            self.autoscale(&path.then("autoscale"), autoscale);
        }
        if let Some(disruption) = workload.disruption.as_ref().filter(|disruption| disruption.enabled) {
            self.disruption(&path.then("disruption"), disruption);
        }
        self.contents(path, workload);
        for (index, network) in workload.networks.iter().enumerate() {
            self.known(
                &path.then("networks").then(index.to_string()),
                "network",
                network,
                environment.compose.networks.keys().map(String::as_str),
            );
        }
        for (name, permission) in &workload.permissions {
            let at = path.then("permissions").then(name);
            self.require(!permission.resources.is_empty(), &at, "resources", "such as `resources = [\"configmaps\"]`");
            self.require(!permission.verbs.is_empty(), &at, "verbs", "such as `verbs = [\"get\", \"list\"]`");
        }
        self.legal_labels(&path.then("labels"), &workload.labels);
    }

    fn port(&mut self, path: &FieldPath, workload: &Workload, port: &str) {
        self.known(path, "port", port, workload.container.ports.keys().map(String::as_str));
    }

    /// As `port`, where a key names it.
    fn port_key(&mut self, path: &FieldPath, workload: &Workload, port: &str) {
        if !workload.container.ports.contains_key(port) {
            let label = suggestion(port, workload.container.ports.keys().map(String::as_str));
            self.key_fault(path, "unknown-reference", format!("there is no port `{port}`"), label);
        }
    }

    fn ports(&mut self, path: &FieldPath, workload: &Workload) {
        for name in workload.container.ports.keys() {
            let at = path.then("ports").then(name);
            let letters = name.bytes().any(|byte| byte.is_ascii_lowercase());
            let legal = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
            if name.len() > 15
                || !letters
                || !legal
                || name.starts_with('-')
                || name.ends_with('-')
                || name.contains("--")
            {
                let label = "at most 15 lower-case letters, digits and `-`, a letter among them";
                self.key_fault(&at, "bad-name", format!("`{name}` is no name of a port"), label);
            }
        }
        let service = path.then("service");
        for (key, ports) in [("ports", &workload.service.ports), ("node-ports", &workload.service.node_ports)] {
            for name in ports.keys() {
                self.port_key(&service.then(key).then(name), workload, name);
            }
        }
        if let Some((name, port)) =
            workload.service.node_ports.iter().find(|(_, port)| !(30_000..=32_767).contains(&port.0))
        {
            let at = service.then("node-ports").then(name);
            self.fault(
                &at,
                "out-of-range",
                format!("`{}` is no node port", port.0),
                "30000 to 32767, unless the cluster says otherwise",
            );
        }
        if !workload.service.node_ports.is_empty() && workload.service.kind == ServiceType::ClusterIp {
            let at = service.then("node-ports");
            self.fault(
                &at,
                "unused-key",
                "a cluster-ip Service has no node ports",
                "set `service.type`, or remove them",
            );
        }
        for name in workload.publish.keys() {
            self.port_key(&path.then("publish").then(name), workload, name);
        }
        if let Some(metrics) = workload.metrics.as_ref().filter(|metrics| metrics.enabled)
            && let Some(port) = &metrics.port
            && !workload.container.ports.is_empty()
        {
            self.port(&path.then("metrics").then("port"), workload, port);
        }
        for (address, expose) in &workload.expose {
            let at = path.then("expose").then(address);
            if let Some(port) = &expose.port {
                self.port(&at.then("port"), workload, port);
            }
            self.require(!workload.container.ports.is_empty(), path, "ports", "what is exposed listens on a port");
        }
        for (name, route) in &workload.routes {
            self.require(route.path.is_some(), &path.then("routes").then(name), "path", "such as `path = \"/api/**\"`");
        }
    }

    fn probes(&mut self, path: &FieldPath, workload: &Workload) {
        let probes = [
            ("liveness", &workload.container.liveness),
            ("readiness", &workload.container.readiness),
            ("startup", &workload.container.startup),
        ];
        for (key, probe) in probes {
            let Some(probe) = probe.as_ref().filter(|probe| probe.enabled) else { continue };
            let at = path.then(key);
            self.probe(&at, probe, workload);
            if key != "readiness" && probe.successes.is_some_and(|Count(successes)| successes != 1) {
                self.fault(
                    &at.then("successes"),
                    "out-of-range",
                    format!("`{key}` needs exactly one success"),
                    "Kubernetes takes only 1 here",
                );
            }
        }
        for (key, hook) in [("pre-stop", &workload.container.pre_stop), ("post-start", &workload.container.post_start)]
        {
            let Some(hook) = hook.as_ref().filter(|hook| hook.enabled) else { continue };
            let Hook { exec, http, sleep, .. } = hook;
            self.one_of(
                &path.then(key),
                &[exec.is_some(), http.is_some(), sleep.is_some()],
                &["exec", "http", "sleep"],
            );
        }
    }

    fn probe(&mut self, at: &FieldPath, probe: &Probe, workload: &Workload) {
        let present = [probe.http.is_some(), probe.tcp.is_some(), probe.grpc.is_some(), probe.exec.is_some()];
        self.one_of(at, &present, &["http", "tcp", "grpc", "exec"]);
        if let Some(port) = &probe.port
            && !workload.container.ports.is_empty()
        {
            self.port(&at.then("port"), workload, port);
        }
        if let Some(path) = probe.http.as_ref().filter(|path| !path.starts_with('/')) {
            self.fault(&at.then("http"), "bad-path", format!("`{path}` is no path of a URL"), "it begins with `/`");
        }
        if probe.tcp == Some(false) {
            self.fault(
                &at.then("tcp"),
                "out-of-range",
                "`tcp` is either `true` or not there",
                "`enabled = false` switches a probe off",
            );
        }
        let at_least_one = [("period", &probe.period), ("timeout", &probe.timeout)];
        for (key, duration) in at_least_one {
            if duration.as_ref().is_some_and(|duration| duration.seconds() == 0) {
                self.fault(
                    &at.then(key),
                    "out-of-range",
                    format!("`{key}` is at least a second"),
                    "a longer one is wanted",
                );
            }
        }
    }

    fn rollout(&mut self, path: &FieldPath, workload: &Workload) {
        let environment = self.environment;
        let at = path.then("rollout");
        let rollout = &workload.rollout;
        if !rollout.strategy.is_progressive() && (!rollout.steps.is_empty() || !rollout.analysis.is_empty()) {
            let key = if rollout.steps.is_empty() { "analysis" } else { "steps" };
            self.fault(
                &at.then(key),
                "unused-key",
                format!("only a progressive roll-out has `{key}`"),
                "set `strategy = \"canary\"`, or remove it",
            );
        }
        if rollout.strategy == Strategy::Canary {
            self.require(
                !rollout.steps.is_empty(),
                &at,
                "steps",
                "such as `steps = [{ weight = 20 }, { pause = \"60s\" }]`",
            );
        }
        if rollout.strategy.is_progressive() && workload.controller == Some(Controller::StatefulSet) {
            self.fault(
                &at.then("strategy"),
                "bad-strategy",
                "a StatefulSet cannot roll out like this",
                "only a deployment can be a Rollout",
            );
        }
        let names = || environment.analysis.keys().map(String::as_str);
        for (index, name) in rollout.analysis.iter().enumerate() {
            self.known(&at.then("analysis").then(index.to_string()), "analysis", name, names());
        }
        for (index, step) in rollout.steps.iter().enumerate() {
            let at = at.then("steps").then(index.to_string());
            let present = [step.weight.is_some(), step.pause.is_some(), step.analysis.is_some()];
            let keys = present.iter().filter(|present| **present).count();
            if keys != 1 {
                let message = format!("this step of `{path}.rollout.steps` has {keys} keys, not one");
                self.fault(&at, "bad-step", message, "one of weight, pause, analysis is wanted");
            }
            for (index, name) in step.analysis.iter().flatten().enumerate() {
                self.known(&at.then("analysis").then(index.to_string()), "analysis", name, names());
            }
        }
    }

    fn autoscale(&mut self, at: &FieldPath, autoscale: &Autoscale) {
        self.require(autoscale.min.is_some(), at, "min", "the fewest replicas");
        self.require(autoscale.max.is_some(), at, "max", "the most replicas");
        if let (Some(Count(min)), Some(Count(max))) = (autoscale.min, autoscale.max) {
            if min > max {
                self.fault(
                    &at.then("min"),
                    "out-of-range",
                    format!("`{at}`: `min = {min}` is above `max = {max}`"),
                    format!("at most {max}, or a higher `max`"),
                );
            } else if min == 0 {
                self.fault(&at.then("min"), "out-of-range", "an autoscaler keeps at least one replica", "1 or more");
            }
        }
        for (key, percent) in [("cpu", autoscale.cpu), ("memory", autoscale.memory)] {
            if percent == Some(Percent(0)) {
                self.fault(&at.then(key), "out-of-range", format!("`{at}.{key}` of `0` is never reached"), "1 or more");
            }
        }
        self.require(
            autoscale.cpu.is_some() || autoscale.memory.is_some(),
            at,
            "cpu",
            "`cpu` or `memory`: what it scales by",
        );
    }

    fn disruption(&mut self, at: &FieldPath, disruption: &Disruption) {
        let present = [disruption.min_available.is_some(), disruption.max_unavailable.is_some()];
        self.one_of(at, &present, &["min-available", "max-unavailable"]);
    }

    fn contents(&mut self, path: &FieldPath, workload: &Workload) {
        for (name, volume) in &workload.volumes {
            let at = path.then("volumes").then(name);
            let (keys, present): (Vec<&str>, Vec<bool>) = volume.sources().into_iter().unzip();
            if !(name == "data" && at.keys()[0] == "components") {
                self.one_of(&at, &present, &keys);
            }
            if let Some(mount) = &volume.path {
                self.absolute(&at.then("path"), mount);
            }
        }
        for (target, file) in &workload.container.files {
            let at = path.then("files").then(target);
            self.absolute(&at, target);
            let present = [
                file.text.is_some(),
                file.from.is_some(),
                file.template.is_some(),
                file.yaml.is_some(),
                file.json.is_some(),
                file.config.is_some(),
                file.secret.is_some(),
            ];
            self.one_of(&at, &present, &["text", "from", "template", "yaml", "json", "config", "secret"]);
            self.file_references(&at, file.from.as_deref(), file.template.as_deref());
            if let Some(config) = &file.config {
                self.config_reference(&at, config, file.key.as_deref(), target);
            }
        }
        for (index, writable) in workload.container.security.writable.iter().enumerate() {
            self.absolute(&path.then("security").then("writable").then(index.to_string()), writable);
        }
    }

    fn config_reference(&mut self, at: &FieldPath, config: &str, key: Option<&str>, target: &str) {
        let environment = self.environment;
        self.known(&at.then("config"), "config", config, environment.config.keys().map(String::as_str));
        if let (Some(table), Some(key)) = (environment.config.get(config), key) {
            let keys = table.files.keys().chain(table.values.keys()).map(String::as_str);
            self.known(&at.then("key"), "key", key, keys);
        }
        if key.is_none() && !target.ends_with('/') {
            self.fault(
                at,
                "bad-path",
                format!("`{target}` is a file, but all of `{config}` is given"),
                "end it with `/`, or name a `key`",
            );
        }
        if key.is_some() && target.ends_with('/') {
            self.fault(
                at,
                "bad-path",
                format!("`{target}` is a folder, but one `key` is given"),
                "name the file, or drop `key`",
            );
        }
    }

    /// Keys of labels: an optional DNS prefix and a short name.
    pub(super) fn legal_labels(&mut self, path: &FieldPath, labels: &crate::model::workload::Scalars) {
        for key in labels.keys() {
            let name = key.rsplit_once('/').map_or(key.as_str(), |(_, name)| name);
            let edge = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
            let inner = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'));
            if name.len() > 63 || !inner || !edge(name.as_bytes().first()) || !edge(name.as_bytes().last()) {
                self.key_fault(
                    &path.then(key),
                    "bad-name",
                    format!("`{key}` is no key of a label"),
                    "at most 63 letters, digits, `-`, `_` and `.`",
                );
            }
        }
    }
}

/// Whether a text is set and not empty.
pub(super) fn is_written(text: Option<&Text>) -> bool {
    text.is_some_and(|text| !text.raw().is_empty())
}
