//! Faults within the tables that are no workloads.

use crate::diagnostic::FieldPath;
use crate::load::Node;
use crate::model::WORKLOADS;
use crate::model::observability::Stack;
use crate::model::rules::unread_by_provider;
use crate::model::scalar::Name;
use crate::model::secrets::{SecretSource, StoreProvider};

use super::Check;
use super::workload::is_written;

pub(super) fn validate(check: &mut Check<'_, '_>) {
    let environment = check.environment;
    let platform = FieldPath::new(["platform"]);
    check.require(environment.platform.name.is_some(), &platform, "name", "the platform's name");
    check.legal_labels(&platform.then("labels"), &environment.platform.labels);
    check.namespaces();
    check.configs();
    check.secrets();
    check.analyses();
    check.observability();
    check.artifacts();
    check.network();
    check.ingress();
}

impl Check<'_, '_> {
    fn namespaces(&mut self) {
        for id in self.environment.namespaces.keys() {
            let path = FieldPath::new(["namespaces", id]);
            if let Err(refusal) = Name::parse(id) {
                self.fault(&path, refusal.rule, refusal.message, refusal.label);
            }
        }
        let access = self.environment;
        for (id, entry) in &access.access {
            let path = FieldPath::new(["access", id]);
            self.require(
                entry.account,
                &path,
                "account",
                "add `account = true`: a ServiceAccount that workloads share",
            );
            self.permissions(&path.then("permissions"), &entry.permissions);
        }
    }

    fn configs(&mut self) {
        let environment = self.environment;
        for (id, config) in &environment.config {
            let path = FieldPath::new(["config", id]);
            for (name, file) in &config.files {
                let at = path.then("files").then(name);
                if name.is_empty() || name.contains('/') {
                    self.fault(
                        &at,
                        "bad-path",
                        format!("`{name}` is no name of a file"),
                        "a ConfigMap holds no folders",
                    );
                }
                let present = [
                    file.text.is_some(),
                    file.from.is_some(),
                    file.template.is_some(),
                    file.yaml.is_some(),
                    file.json.is_some(),
                ];
                self.one_of(&at, &present, &["text", "from", "template", "yaml", "json"]);
                self.file_references(&at, file.from.as_deref(), file.template.as_deref());
            }
        }
    }

    pub(super) fn file_references(&mut self, at: &FieldPath, from: Option<&str>, template: Option<&str>) {
        for (key, reference) in [("from", from), ("template", template)] {
            if let Some(reference) = reference {
                self.inside_platform(&at.then(key), reference);
            }
        }
    }

    fn secrets(&mut self) {
        let environment = self.environment;
        for (id, secret) in &environment.secrets {
            let path = FieldPath::new(["secrets", id]);
            self.require(!secret.keys.is_empty() || secret.remote.is_some(), &path, "keys", "the keys of the Secret");
            for (name, key) in &secret.keys {
                self.secret_literal(&path.then("keys").then(name).then("value"), key.value.is_some());
            }
        }
        let path = FieldPath::new(["secret-store"]);
        let store = &environment.secret_store;
        match store.source {
            Some(SecretSource::External) => {
                self.require(
                    is_written(store.name.as_ref()),
                    &path,
                    "name",
                    "the store that ExternalSecrets read from",
                );
            }
            Some(SecretSource::Literal) if !environment.tier.is_disposable() => {
                let message = format!("a tier of {} takes no literal secrets", environment.tier.as_str());
                self.fault(&path.then("source"), "plaintext-secret", message, "`external` or `manual`");
            }
            Some(SecretSource::Literal | SecretSource::Manual) | None => {}
        }
        let provider = self.provenance.node(&path.then("provider")).and_then(Node::string).unwrap_or("none").to_owned();
        for key in unread_by_provider(&provider) {
            if self.provenance.node(&path.then(*key)).is_some() {
                let message = format!("the provider `{provider}` does not read `{key}`");
                self.fault(&path.then(*key), "unused-key", message, "remove it, or name another `provider`");
            }
        }
        match store.provider {
            StoreProvider::Vault => {
                self.require(is_written(store.server.as_ref()), &path, "server", "the address of Vault");
                self.require(is_written(store.role.as_ref()), &path, "role", "the role of Vault's Kubernetes login");
            }
            StoreProvider::Aws => {
                self.require(is_written(store.region.as_ref()), &path, "region", "the region of Secrets Manager")
            }
            StoreProvider::None => {}
        }
    }

    fn analyses(&mut self) {
        let environment = self.environment;
        for (id, analysis) in &environment.analysis {
            let path = FieldPath::new(["analysis", id]);
            if let Err(refusal) = Name::parse(id) {
                self.fault(&path, refusal.rule, refusal.message, refusal.label);
            }
            self.require(is_written(analysis.query.as_ref()), &path, "query", "what Prometheus is asked");
            let decided = analysis.success.is_some() || analysis.failure.is_some();
            self.require(
                decided,
                &path,
                "success",
                "a condition such as `success = \"result[0] >= 0.99\"`, or `failure`",
            );
        }
    }

    fn observability(&mut self) {
        let environment = self.environment;
        let path = FieldPath::new(["observability"]);
        if environment.observability.stack == Stack::None {
            let unread = [
                ("alerts", environment.observability.alerts.is_empty()),
                ("dashboards", environment.observability.dashboards.is_empty()),
            ];
            for (key, _) in unread.into_iter().filter(|(_, is_empty)| !is_empty) {
                self.fault(
                    &path.then(key),
                    "unused-key",
                    format!("nobody reads `{key}` without a stack"),
                    "add `stack = \"external\"`",
                );
            }
        }
        self.namespace(&path.then("namespace"), &environment.observability.namespace);
        for (name, alert) in &environment.observability.alerts {
            self.require(
                alert.expr.is_some() || !alert.enabled,
                &path.then("alerts").then(name),
                "expr",
                "when it fires",
            );
        }
        for (name, dashboard) in &environment.observability.dashboards {
            let at = path.then("dashboards").then(name);
            if let Err(refusal) = Name::parse(name) {
                self.fault(&at, refusal.rule, refusal.message, refusal.label);
            }
            self.one_of(&at, &[dashboard.from.is_some(), !dashboard.panels.is_empty()], &["from", "panels"]);
            self.file_references(&at, dashboard.from.as_deref(), None);
            for (title, panel) in &dashboard.panels {
                self.require(panel.expr.is_some(), &at.then("panels").then(title), "expr", "what the panel shows");
            }
        }
    }

    /// Settings that only the annotations of one class of controllers carry.
    fn ingress(&mut self) {
        let ingress = &self.environment.ingress;
        let Some(class) = ingress.class.as_deref().filter(|class| *class != "nginx") else { return };
        let set = [
            ("redirect-https", ingress.redirect_https.is_some()),
            ("real-ip", ingress.real_ip.is_some()),
            ("source-ranges", !ingress.source_ranges.is_empty()),
            ("rate", ingress.rate.is_some()),
        ];
        for (key, _) in set.into_iter().filter(|(_, is_set)| *is_set) {
            let message = format!("`{key}` is known for the class nginx, not for `{class}`");
            self.fault(&FieldPath::new(["ingress", key]), "unused-key", message, "say it in `[ingress.annotations]`");
        }
    }

    fn artifacts(&mut self) {
        let environment = self.environment;
        for (target, artifact) in &environment.artifacts {
            let at = FieldPath::new(["artifacts", target]);
            self.inside_platform(&at, target);
            let present = [
                artifact.text.is_some(),
                artifact.from.is_some(),
                artifact.template.is_some(),
                artifact.yaml.is_some(),
                artifact.json.is_some(),
            ];
            self.one_of(&at, &present, &["template", "from", "text", "yaml", "json"]);
            self.file_references(&at, artifact.from.as_deref(), artifact.template.as_deref());
        }
        self.inside_platform(&FieldPath::new(["compose", "file"]), &environment.compose.file);
    }

    fn network(&mut self) {
        let environment = self.environment;
        let ids = || {
            let declared =
                environment.services.keys().chain(environment.components.keys()).chain(environment.jobs.keys());
            declared.map(String::as_str)
        };
        for (name, allow) in &environment.network.allow {
            let at = FieldPath::new(["network", "allow", name]);
            self.require(!allow.from.is_empty(), &at, "from", "who may connect");
            self.require(!allow.to.is_empty() || !allow.cidrs.is_empty(), &at, "to", "where to, or `cidrs`");
            for (key, peers, words) in [("from", &allow.from, ["any", "any"]), ("to", &allow.to, ["any", "api-server"])]
            {
                for (index, peer) in peers.iter().enumerate() {
                    if !peer.starts_with("namespace:") {
                        let declared = WORKLOADS.map(|root| FieldPath::new([root]));
                        let at = at.then(key).then(index.to_string());
                        self.known(&at, "workload", peer, ids().chain(words), &declared);
                    }
                }
            }
        }
        let exposed = environment.workloads().filter(|(root, _, _)| *root != "jobs");
        let mut exposed = exposed.filter(|(_, _, workload)| workload.enabled);
        let first = exposed.find_map(|(root, id, workload)| Some((root, id, workload.expose.keys().next()?)));
        if let Some((root, id, address)) = first.filter(|_| environment.ingress.class.is_none()) {
            let message = format!("`{address}` is exposed, but `ingress.class` is not set");
            let label = "add `class = \"...\"` to `[ingress]`: which ingress controller serves it";
            self.key_fault(&FieldPath::new([root, id, "expose", address]), "missing-key", message, label);
        }
    }
}
