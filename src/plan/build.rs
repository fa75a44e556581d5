//! The steps of planning, in order: who is there, what each takes in, what texts say, and only then each workload.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use crate::diagnostic::{FieldPath, Report};
use crate::load::Map;
use crate::model::component::Component;
use crate::model::kinds::Kind;
use crate::model::workload::Target;

use super::accounts::Accounts;
use super::catalog::{Catalog, Entry, setup_jobs};
use super::config::{self, Reading, file_key, files_name};
use super::labels::{evaluated, of_workload, platform_meta, platform_name, selector, workload_meta};
use super::object::{Alias, Config, Ingress, IngressRule, Labels};
use super::secrets::Used;
use super::template::Templates;
use super::text::{Scope, Touch};
use super::variables::{self, Taken};
use super::workload::{Value, Variable, Workload};
use super::{
    Flow, Inputs, Plan, PlannedArtifact, compose, controller, manifests, monitoring, namespaces, pod, policies,
    secrets, services, view, volumes,
};

/// Works out everything that follows from an environment. Faults are reported; with any of them the plan is not complete.
pub fn plan<'e>(inputs: &Inputs<'e, '_>, report: &mut Report) -> Plan<'e> {
    let environment = inputs.environment;
    let setups = setup_jobs(environment);
    let catalog = Catalog::new(environment, &setups, inputs.provenance, report);
    let mut taken: BTreeMap<String, Taken> = BTreeMap::new();
    for entry in catalog.rendered() {
        taken.insert(entry.id.to_owned(), variables::variables(entry, &catalog, inputs.provenance, report));
    }
    let flows = flows(&catalog, &taken);
    let mut scope = Scope::platform(&catalog, inputs.provenance, report);
    let project = match &environment.compose.project {
        Some(project) => scope.plain(project, &FieldPath::new(["compose", "project"])),
        None => format!("{}-{}", platform_name(&catalog), environment.name),
    };
    let view = view::view(&mut scope, inputs, &project, &flows);
    let templates = Templates::new(inputs.contents, inputs.provenance.sources, &view);
    let reading = Reading { inputs, templates: &templates };
    let shared_entries = taken.values_mut().flat_map(|taken| std::mem::take(&mut taken.shared)).collect();
    let mut configs: Vec<Config> = config::shared(&mut scope, shared_entries).into_iter().collect();
    configs.extend(reading.configs(&mut scope));
    let artifacts =
        environment.artifacts.iter().filter(|(_, artifact)| artifact.enabled && inputs.with_artifacts).map(
            |(path, artifact)| PlannedArtifact { path, artifact, text: reading.artifact(&mut scope, path, artifact) },
        );
    let artifacts = artifacts.collect();
    drop(scope);
    let manifests = manifests::manifests(inputs, &templates, report);
    let mut builder = Builder {
        catalog: &catalog,
        inputs,
        reading: &reading,
        view: &view,
        configs,
        config_users: BTreeMap::new(),
        accounts: Accounts::default(),
        used: Used::default(),
        tokens: BTreeSet::new(),
        ingresses: Vec::new(),
    };
    let workloads = builder.workloads(taken, report);
    Plan { manifests, ..builder.finish(workloads, artifacts, project, flows, report) }
}

/// Who connects to whom: from the ports that texts name, or the main port where a need names none.
fn flows(catalog: &Catalog<'_>, taken: &BTreeMap<String, Taken>) -> BTreeSet<Flow> {
    let mut flows = BTreeSet::new();
    for entry in catalog.rendered() {
        let touches: &[Touch] = taken.get(entry.id).map_or(&[], |taken| &taken.touches);
        for (id, asked) in &variables::needs(entry) {
            let Some(target) = catalog.get(id).filter(|target| catalog.is_reachable(target)) else { continue };
            let here = touches.iter().filter(|touch| touch.id == *id);
            let mut ports: BTreeSet<u16> =
                here.clone().filter_map(|touch| target.container_port(touch.port.as_deref()?)).collect();
            let asks_nothing = asked.is_empty() && target.workload.variables.is_empty();
            let connects = asks_nothing || here.clone().next().is_some();
            if ports.is_empty() && connects {
                ports.extend(target.main_port().and_then(|main| target.container_port(main)));
            }
            let elsewhere = target.component.filter(|component| component.is_elsewhere() && connects);
            if let Some(port) = elsewhere.and_then(Component::port_elsewhere) {
                ports = BTreeSet::from([port]);
            }
            flows.extend(ports.into_iter().map(|port| Flow { from: entry.id.to_owned(), to: id.clone(), port }));
        }
        if entry.kind().is_some_and(Kind::is_quorum) && entry.workload.replicas.0 > 1 {
            let ports = entry.workload.ports.values();
            flows.extend(ports.map(|port| Flow { from: entry.id.to_owned(), to: entry.id.to_owned(), port: port.0 }));
        }
    }
    flows
}

struct Builder<'b, 'c, 'e, 'p> {
    catalog: &'b Catalog<'c>,
    inputs: &'b Inputs<'e, 'p>,
    reading: &'b Reading<'b>,
    view: &'b Json,
    configs: Vec<Config>,
    config_users: volumes::ConfigUsers,
    accounts: Accounts,
    used: Used,
    /// Workloads that talk to the API server.
    tokens: BTreeSet<String>,
    ingresses: Vec<Ingress>,
}

impl<'e> Builder<'_, '_, 'e, '_> {
    fn workloads(&mut self, mut taken: BTreeMap<String, Taken>, report: &mut Report) -> Vec<Workload> {
        let catalog = self.catalog;
        let mut workloads = Vec::new();
        let mut published = Vec::new();
        for entry in catalog.rendered() {
            let Some(taken) = taken.remove(entry.id) else { continue };
            let needs = variables::needs(entry).keys().cloned().collect();
            let mut scope = Scope::of(entry, needs, catalog, self.inputs.provenance, report);
            let workload = self.workload(&mut scope, entry, taken.variables);
            published.push((entry, workload.compose.publish.clone()));
            workloads.push(workload);
        }
        let mut scope = Scope::platform(catalog, self.inputs.provenance, report);
        compose::refuse_same_ports(&mut scope, &published);
        if catalog.target == Target::Compose {
            let healthy = workloads
                .iter()
                .filter(|workload| workload.compose.health.is_some())
                .map(|workload| workload.id.clone());
            let mut dependencies = compose::dependencies(catalog, &healthy.collect());
            for workload in &mut workloads {
                workload.depends_on = dependencies.remove(&workload.id).unwrap_or_default();
            }
        }
        workloads
    }

    fn workload(&mut self, scope: &mut Scope<'_, '_, '_>, entry: &Entry<'_>, env: Vec<Variable>) -> Workload {
        let catalog = self.catalog;
        let model = entry.workload;
        let path = entry.path();
        let labels = of_workload(scope, entry);
        let platform = &catalog.environment.platform.annotations;
        let mut annotations = evaluated(scope, platform, &FieldPath::new(["platform", "annotations"]));
        annotations.extend(evaluated(scope, &model.annotations, &path.then("annotations")));
        let files = self.files(scope, entry, &labels);
        let mounted = volumes::volumes(scope, entry, &labels);
        self.used.add(entry.namespace, &env);
        let mut pod_annotations = annotations.clone();
        pod_annotations.extend(evaluated(scope, &model.pod_annotations, &path.then("pod-annotations")));
        pod_annotations.extend(monitoring::scrape_annotations(catalog, entry));
        if catalog.target == Target::Kubernetes {
            pod_annotations
                .extend(self.checksum(&env, &mounted, files.as_ref()).map(|sum| ("checksum/config".to_owned(), sum)));
        }
        self.note_config_users(entry, &mounted, &env);
        self.configs.extend(files);
        let account = self.accounts.of(scope, entry, &labels);
        if account.token {
            self.tokens.insert(entry.id.to_owned());
        }
        let claims = mounted.claims.clone();
        let controller = controller::controller(scope, entry);
        let pod = pod::pod(scope, entry, env, mounted, account);
        let services = services::services(scope, entry, &labels, &annotations);
        services::refuse_long_names(scope, entry, &services);
        self.ingresses.extend(ingress(scope, entry, &labels));
        let autoscale = controller::autoscale(scope, entry, &labels, &annotations);
        let owns_replicas = autoscale.is_none() && entry.job.is_none();
        let details = compose::details(scope, entry, &pod.container, &controller);
        Workload {
            id: entry.id.to_owned(),
            role: entry.role,
            kind: entry.kind_word().to_owned(),
            targets: entry.targets.clone(),
            meta: workload_meta(catalog, entry, &entry.name, &labels, &annotations),
            selector: selector(catalog, entry),
            pod_labels: labels.clone(),
            pod_annotations,
            replicas: owns_replicas.then_some(model.replicas.0),
            revision_history: model.revision_history.map(|history| history.0),
            governing: entry.headless(),
            disruption: controller::disruption(scope, entry, &labels, &annotations),
            monitor: monitoring::monitor(scope, entry, &labels),
            depends_on: Vec::new(),
            compose: details,
            controller,
            pod,
            services,
            autoscale,
            claims,
        }
    }

    /// The ConfigMap of a workload's own files.
    fn files(&self, scope: &mut Scope<'_, '_, '_>, entry: &Entry<'_>, labels: &Labels) -> Option<Config> {
        let own = entry.workload.files.iter().filter(|(_, file)| file.config.is_none());
        let owner = self.view["workloads"].as_array().into_iter().flatten().find(|workload| workload["id"] == entry.id);
        let mut entries = BTreeMap::new();
        for (path, file) in own {
            let text = self.reading.file(scope, file, owner, &entry.path().join(&["files", path]));
            if entries.insert(file_key(path), text).is_some() {
                let at = entry.path().join(&["files", path]);
                scope.fault(
                    &at,
                    "duplicate-name",
                    format!("two files would both be named `{}`", file_key(path)),
                    "another path is wanted",
                );
            }
        }
        let size: usize = entries.values().map(String::len).sum();
        if size > 1 << 20 {
            let message = format!("the files of `{}` have {size} bytes, more than a ConfigMap holds (1 MiB)", entry.id);
            scope.fault(&entry.path().then("files"), "too-large", message, "put them into the image, or on a volume");
        }
        let meta = workload_meta(self.catalog, entry, &files_name(entry), labels, &Labels::new());
        (!entries.is_empty()).then_some(Config { id: None, meta, entries })
    }

    /// A sum over all configuration that the pod reads: when it changes, the pods are replaced.
    fn checksum(&self, env: &[Variable], mounted: &volumes::Volumes, files: Option<&Config>) -> Option<String> {
        let mut digest = Sha256::new();
        let mut any = false;
        for variable in env {
            if let Value::Config { value, .. } = &variable.value {
                any = true;
                digest.update(variable.name.as_bytes());
                digest.update([0]);
                digest.update(value.as_bytes());
                digest.update([0]);
            }
        }
        for config in self.configs.iter().chain(files).filter(|config| mounted.configs.contains(&config.meta.name)) {
            for (key, text) in &config.entries {
                any = true;
                digest.update(key.as_bytes());
                digest.update([0]);
                digest.update(text.as_bytes());
                digest.update([0]);
            }
        }
        let sum = digest.finalize();
        any.then(|| sum[..8].iter().map(|byte| format!("{byte:02x}")).collect())
    }

    fn note_config_users(&mut self, entry: &Entry<'_>, mounted: &volumes::Volumes, env: &[Variable]) {
        let named = env.iter().filter_map(|variable| match &variable.value {
            Value::Config { config, .. } => Some(config),
            Value::Plain(_)
            | Value::Secret { .. }
            | Value::Composed { .. }
            | Value::Shell(_)
            | Value::Field(_)
            | Value::Resource(_) => None,
        });
        for config in mounted.configs.iter().chain(named) {
            let users = self.config_users.entry(config.clone()).or_default();
            if !users.iter().any(|known| known == entry.namespace) {
                users.push(entry.namespace.to_owned());
            }
        }
    }

    fn finish(
        mut self,
        workloads: Vec<Workload>,
        artifacts: Vec<PlannedArtifact<'e>>,
        project: String,
        flows: BTreeSet<Flow>,
        report: &mut Report,
    ) -> Plan<'e> {
        let catalog = self.catalog;
        let mut scope = Scope::platform(catalog, self.inputs.provenance, report);
        let copies = config::copies(&self.configs, &self.config_users, catalog);
        self.configs.extend(copies);
        self.configs.extend(monitoring::dashboards(&mut scope, self.inputs.contents));
        Plan {
            environment: self.inputs.environment,
            target: catalog.target,
            namespace: catalog.namespace("main").map(str::to_owned),
            namespaces: namespaces::namespaces(&mut scope, &workloads),
            peer_authentications: namespaces::peer_authentications(&mut scope),
            accounts: self.accounts.into_list(),
            secrets: secrets::secrets(&mut scope, self.used),
            secret_store: secrets::secret_store(&mut scope),
            aliases: aliases(&mut scope),
            policies: policies::policies(&mut scope, &flows, &self.tokens),
            ingresses: self.ingresses,
            analyses: monitoring::analyses(&mut scope),
            alerts: monitoring::alerts(&mut scope),
            configs: self.configs,
            workloads,
            manifests: Vec::new(),
            project,
            artifacts,
            flows: flows.into_iter().collect(),
        }
    }
}

/// ExternalName Services in front of what lives elsewhere.
fn aliases(scope: &mut Scope<'_, '_, '_>) -> Vec<Alias> {
    let catalog = scope.catalog;
    let mut aliases = Vec::new();
    for entry in catalog.entries().filter(|entry| catalog.is_reachable(entry)) {
        let (Some(Kind::External(external)), Some(component)) = (entry.kind(), entry.component) else { continue };
        if let (Some(alias), Some(host)) = (&external.alias, &component.keys.host) {
            let host = scope.plain(host, &entry.path().then("host"));
            let mut meta = platform_meta(scope, alias.as_str(), Some(entry.namespace));
            meta.owner = Some(entry.id.to_owned());
            aliases.push(Alias { meta, host });
        }
    }
    aliases
}

/// The Ingress of a workload that is exposed.
fn ingress(scope: &mut Scope<'_, '_, '_>, entry: &Entry<'_>, labels: &Labels) -> Option<Ingress> {
    let catalog = scope.catalog;
    let model = &catalog.environment.ingress;
    let class = model.class.clone()?;
    let service = entry.service.clone()?;
    let service = if entry.is_blue_green() { format!("{service}-active") } else { service };
    let mut rules = Vec::new();
    for (address, expose) in &entry.workload.expose {
        let (host, path) = address.split_once('/').unwrap_or((address, ""));
        let port = expose.port.as_deref().or_else(|| entry.main_port())?.to_owned();
        rules.push(IngressRule {
            host: host.to_owned(),
            path: format!("/{path}"),
            exact: expose.exact,
            service: service.clone(),
            port,
        });
    }
    if rules.is_empty() {
        return None;
    }
    let mut annotations: Map<String, String> = Map::default();
    let mut annotate = |key: &str, value: String| drop(annotations.insert(key.to_owned(), value));
    if let Some(issuer) = &model.issuer {
        annotate("cert-manager.io/cluster-issuer", issuer.clone());
    }
    if class == "nginx" {
        let redirect = model.redirect_https.unwrap_or(model.issuer.is_some());
        annotate("nginx.ingress.kubernetes.io/ssl-redirect", redirect.to_string());
        if !model.source_ranges.is_empty() {
            annotate("nginx.ingress.kubernetes.io/whitelist-source-range", model.source_ranges.join(","));
        }
        if let Some(rate) = model.rate {
            annotate("nginx.ingress.kubernetes.io/limit-rps", rate.0.to_string());
        }
        if let Some(header) = &model.real_ip {
            annotate("nginx.ingress.kubernetes.io/configuration-snippet", format!("real_ip_header {header};\n"));
        }
    }
    let mut annotations: Labels = annotations.into_iter().collect();
    annotations.extend(evaluated(scope, &model.annotations, &FieldPath::new(["ingress", "annotations"])));
    let meta = workload_meta(catalog, entry, &entry.name, labels, &annotations);
    let tls_secret = model.issuer.is_some().then(|| format!("{}-tls", entry.name));
    Some(Ingress { meta, class, tls_secret, rules })
}
