//! The steps of planning, in order: who is there, what each takes in, what texts say, and only then each workload.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use crate::diagnostic::{FieldPath, Report};
use crate::load::Map;
use crate::model::kinds::Kind;
use crate::model::workload::Target;

use super::accounts::Accounts;
use super::catalog::{Catalog, setup_jobs};
use super::config::{self, Reading};
use super::entry::Entry;
use super::files::{OwnFiles, own_files};
use super::labels::{evaluated, of_workload, platform_meta, platform_name, selector, workload_meta};
use super::object::{Alias, Config, Ingress, IngressRule, Labels};
use super::pod::Parts;
use super::secrets::Used;
use super::template::Templates;
use super::text::Scope;
use super::variables::{self, Environment, Taken};
use super::view::View;
use super::workload::{EnvFrom, Value, Workload};
use super::{
    Flow, Fragment, Inputs, Plan, PlannedArtifact, compose, controller, duplicates, flows, hosts, manifests,
    monitoring, mounts, namespaces, patches, pod, policies, raw_services, secrets, services,
};

/// Works out everything that follows from an environment. Faults are reported; with any of them the plan is not complete.
pub fn plan<'e>(inputs: &Inputs<'e, '_>, report: &mut Report) -> Plan<'e> {
    let environment = inputs.environment;
    let setups = setup_jobs(environment);
    let raw = raw_services::raw_services(inputs);
    let catalog = Catalog::new(environment, &setups, &raw, inputs.provenance, report);
    let mut taken: BTreeMap<String, Taken> = BTreeMap::new();
    for entry in catalog.rendered() {
        taken.insert(entry.id.to_owned(), variables::variables(entry, &catalog, inputs.provenance, report));
    }
    let flows = flows::flows(&catalog, &taken);
    let mut scope = Scope::platform(&catalog, inputs.provenance, report);
    let project = match &environment.compose.project {
        Some(project) => scope.plain(project, &FieldPath::new(["compose", "project"])),
        None => format!("{}-{}", platform_name(&catalog), environment.name),
    };
    let view = View::of(&catalog, &mut scope, inputs.environments, &project, &flows);
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
        configs,
        config_users: BTreeMap::new(),
        accounts: Accounts::default(),
        used: Used::default(),
        tokens: BTreeSet::new(),
        ingresses: Vec::new(),
    };
    let workloads = builder.workloads(taken, report);
    let patches = patches::patches(&catalog, inputs, report);
    Plan { manifests, patches, ..builder.finish(workloads, artifacts, project, flows, report) }
}

struct Builder<'b, 'c, 'e, 'p> {
    catalog: &'b Catalog<'c>,
    inputs: &'b Inputs<'e, 'p>,
    reading: &'b Reading<'b>,
    configs: Vec<Config>,
    config_users: mounts::ConfigUsers,
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
            if self.inputs.only.is_some_and(|only| only != entry.id) {
                continue;
            }
            let needs = variables::needs(entry).into_keys().collect();
            let mut scope = Scope::of(entry, needs, catalog, self.inputs.provenance, report);
            let workload = self.workload(&mut scope, entry, taken.environments);
            published.push((entry, workload.compose.publish.clone()));
            workloads.push(workload);
        }
        let mut scope = Scope::platform(catalog, self.inputs.provenance, report);
        compose::refuse_same_ports(&mut scope, &published);
        if catalog.target == Target::Compose {
            let healthy = workloads
                .iter()
                .filter(|workload| workload.container().health.is_some())
                .map(|workload| workload.id.clone());
            let mut dependencies = compose::dependencies(catalog, &healthy.collect());
            for workload in &mut workloads {
                workload.depends_on = dependencies.remove(&workload.id).unwrap_or_default();
            }
        }
        workloads
    }

    fn workload(
        &mut self,
        scope: &mut Scope<'_, '_, '_>,
        entry: &Entry<'_>,
        environments: Vec<Environment>,
    ) -> Workload {
        let catalog = self.catalog;
        let model = entry.workload;
        let path = entry.path();
        let labels = of_workload(scope, entry);
        let platform = &catalog.environment.platform.annotations;
        let mut annotations = evaluated(scope, platform, &FieldPath::new(["platform", "annotations"]));
        annotations.extend(evaluated(scope, &model.annotations, &path.then("annotations")));
        let files = self.files(scope, entry, &labels);
        self.configs.extend(files.iter().filter_map(|own| own.config.clone()));
        let mounted = mounts::volumes(scope, entry, &labels, files);
        self.used.add(entry.namespace, &environments, &mounted.volumes);
        let mut pod_annotations = annotations.clone();
        pod_annotations.extend(evaluated(scope, &model.pod_annotations, &path.then("pod-annotations")));
        pod_annotations.extend(monitoring::scrape_annotations(catalog, entry));
        if catalog.target == Target::Kubernetes {
            let sum = self.checksum(&environments, &mounted);
            pod_annotations.extend(sum.map(|sum| ("checksum/config".to_owned(), sum)));
        }
        self.note_config_users(entry, &mounted, &environments);
        let account = self.accounts.of(scope, entry, &labels);
        if account.token {
            self.tokens.insert(entry.id.to_owned());
        }
        let claims = mounted.claims.clone();
        let controller = controller::controller(scope, entry, &claims);
        let pod = pod::pod(scope, entry, Parts { environments, volumes: mounted, account });
        let services = services::services(scope, entry, &labels, &annotations);
        services::refuse_long_names(scope, entry, &services);
        self.ingresses.extend(ingress(scope, entry, &labels));
        let autoscale = controller::autoscale(scope, entry, &labels, &annotations);
        let owns_replicas = autoscale.is_none() && entry.job.is_none() && !entry.is_on_every_node();
        let details = compose::details(scope, entry, &controller, &pod.volumes);
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
            extra: Fragment::extra(model.extra.as_ref(), &path),
        }
    }

    /// The own files of each container.
    fn files(&self, scope: &mut Scope<'_, '_, '_>, entry: &Entry<'_>, labels: &Labels) -> Vec<OwnFiles> {
        let mut taken = entry.workload.volumes.keys().cloned().collect();
        let own = |contained| own_files(scope, contained, self.reading, labels, &mut taken);
        entry.containers().map(own).collect()
    }

    /// A sum over all configuration that the pod reads: when it changes, the pods are replaced.
    fn checksum(&self, environments: &[Environment], mounted: &mounts::Volumes) -> Option<String> {
        let mut digest = Sha256::new();
        let mut any = false;
        let mut add = |name: &str, content: &[u8]| {
            any = true;
            for part in [name.as_bytes(), content] {
                digest.update(part);
                digest.update([0]);
            }
        };
        for variable in environments.iter().flat_map(|environment| &environment.variables) {
            if let Value::Config { value, .. } = &variable.value {
                add(&variable.name, value.as_bytes());
            }
        }
        let whole = environments.iter().flat_map(|environment| &environment.from).filter_map(config_of);
        let read: BTreeSet<&str> = whole.chain(mounted.configs.iter().map(String::as_str)).collect();
        for config in self.configs.iter().filter(|config| read.contains(config.meta.name.as_str())) {
            config.entries.iter().for_each(|(key, content)| add(key, content.as_bytes()));
        }
        let sum = digest.finalize();
        any.then(|| sum[..8].iter().map(|byte| format!("{byte:02x}")).collect())
    }

    fn note_config_users(&mut self, entry: &Entry<'_>, mounted: &mounts::Volumes, environments: &[Environment]) {
        let variables = environments.iter().flat_map(|environment| &environment.variables);
        let named = variables.filter_map(|variable| match &variable.value {
            Value::Config { config, .. } => Some(config.as_str()),
            Value::Plain(_) | Value::Secret { .. } | Value::Field(_) | Value::Resource(_) => None,
        });
        let whole = environments.iter().flat_map(|environment| &environment.from).filter_map(config_of);
        for config in mounted.configs.iter().map(String::as_str).chain(named).chain(whole) {
            let users = self.config_users.entry(config.to_owned()).or_default();
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
        let groups = services::group_services(&mut scope);
        if catalog.target == Target::Compose {
            compose::refuse_apart(&mut scope, &flows);
        }
        self.configs.extend(monitoring::dashboards(&mut scope, self.inputs.contents));
        let hosts = hosts::hosts(&mut scope);
        let plan = Plan {
            environment: self.inputs.environment,
            target: catalog.target,
            namespace: catalog.namespace("main").map(str::to_owned),
            namespace_names: catalog.namespace_names(),
            namespaces: namespaces::namespaces(&mut scope, &workloads),
            peer_authentications: namespaces::peer_authentications(&mut scope),
            accounts: self.accounts.into_list(),
            secrets: secrets::secrets(&mut scope, self.used),
            secret_store: secrets::secret_store(&mut scope),
            groups,
            aliases: aliases(&mut scope),
            policies: policies::policies(&mut scope, &flows, &self.tokens, &hosts),
            ingresses: self.ingresses,
            analyses: monitoring::analyses(&mut scope),
            alerts: monitoring::alerts(&mut scope),
            configs: self.configs,
            workloads,
            manifests: Vec::new(),
            patches: Vec::new(),
            project,
            artifacts,
            flows: flows.into_iter().collect(),
            hosts,
        };
        duplicates::refuse(&mut scope, &plan);
        plan
    }
}

fn config_of(from: &EnvFrom) -> Option<&str> {
    match from {
        EnvFrom::Config(config) => Some(config),
        EnvFrom::Secret(_) => None,
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
    let service = entry.service.clone().or_else(|| entry.group.map(str::to_owned))?;
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
