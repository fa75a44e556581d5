//! Faults within one workload's table: which checks there are, and those that are short.

use crate::diagnostic::FieldPath;
use crate::model::text::Text;
use crate::model::workload::{DnsPolicy, Target, Workload};

use super::Check;
use super::containers::containers;

impl Check<'_, '_> {
    pub(super) fn workload(&mut self, path: &FieldPath, workload: &Workload, image: &str) {
        let environment = self.environment;
        let registry = FieldPath::new(["platform", "registry"]);
        let has_registry = environment.platform.registry.is_some() || self.report.has_fault_at(&registry);
        if image == "image" && workload.enabled && workload.container.image.is_none() && !has_registry {
            self.require(false, path, "image", "add `image = \"...\"`, or `registry` to `[platform]`");
        }
        self.namespace(&path.then("namespace"), &workload.namespace);
        self.containers(path, workload);
        self.host_network(&containers(path, workload), workload);
        self.services(path, workload);
        self.reached(path, workload);
        self.rollout(&path.then("rollout"), &workload.rollout);
        if let Some(autoscale) = workload.autoscale.as_ref().filter(|autoscale| autoscale.enabled) {
            self.autoscale(&path.then("autoscale"), autoscale);
        }
        if let Some(disruption) = workload.disruption.as_ref().filter(|disruption| disruption.enabled) {
            self.disruption(&path.then("disruption"), disruption);
        }
        self.volumes(path, workload);
        self.compose_keys(path, workload);
        self.permissions(&path.then("permissions"), &workload.permissions);
        self.account(path, workload);
        self.legal_labels(&path.then("labels"), &workload.labels);
        self.scheduling(path, workload);
    }

    /// The account of the namespace is everybody's, and gets nothing from us.
    fn account(&mut self, path: &FieldPath, workload: &Workload) {
        if !workload.account.as_ref().is_some_and(|account| account.raw().is_empty()) {
            return;
        }
        for key in ["permissions", "account-annotations"] {
            let message = format!("`{path}` runs under the account of its namespace, which is not ours");
            self.unused(&path.then(key), message, "remove it, or `account`");
        }
    }

    fn scheduling(&mut self, path: &FieldPath, workload: &Workload) {
        if let Some(zone) = &workload.zone {
            self.filled(&path.then("zone"), !zone.is_empty(), "the zone that it has to run in");
        }
        let in_kubernetes = self.environment.target == Target::Kubernetes;
        if workload.dns_policy == Some(DnsPolicy::None) && workload.extra.is_none() && in_kubernetes {
            let message = "a pod without the cluster's name servers has to name its own";
            self.fault(&path.then("dns-policy"), "missing-key", message, "add a `dnsConfig` in `kubernetes.extra`");
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
