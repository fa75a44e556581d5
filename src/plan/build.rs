//! The steps of planning, in order: who is there, what each takes in, what texts say, and only then each workload.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use crate::diagnostic::{FieldPath, Report};
use crate::load::Shared;
use crate::model::Provenance;
use crate::model::workload::Target;

use super::accounts::{self, Accounts};
use super::alone::alone;
use super::catalog::{Catalog, setup_jobs};
use super::config::{self, Reading};
use super::entry::Entry;
use super::files::{OwnFiles, own_files};
use super::labels::{evaluated, of_workload, platform_name, selector, workload_meta};
use super::made::{Connections, Made, Planning};
use super::object::{Config, Ingress, Labels};
use super::pod::Parts;
use super::secrets::Used;
use super::template::Templates;
use super::text::Scope;
use super::variables::{self, Environment, Taken};
use super::view::View;
use super::workload::{EnvFrom, Value, Workload};
use super::{
    Flow, Fragment, Inputs, Plan, PlannedArtifact, aliases, compose, controller, duplicates, flows, hosts, ingress,
    manifests, monitoring, mounts, namespaces, patches, pod, policies, raw_services, secrets, services,
};

/// The annotation of a pod that says what was in the configuration that it reads.
pub const CONFIG_SUM: &str = "checksum/config";

/// Works out everything that follows from an environment. Faults are reported; with any of them the plan is not complete.
pub fn plan<'e>(inputs: &Inputs<'e, '_>, report: &mut Report) -> Plan<'e> {
    let setups = setup_jobs(inputs.environment);
    let raw = raw_services::raw_services(inputs);
    let catalog = Catalog::new(inputs.environment, &setups, &raw, inputs.provenance, report);
    match inputs.only {
        Some(only) => alone(&catalog, inputs, only, report),
        None => whole(&catalog, inputs, report),
    }
}

fn whole<'e>(catalog: &Catalog<'_>, inputs: &Inputs<'e, '_>, report: &mut Report) -> Plan<'e> {
    let environment = inputs.environment;
    let mut planning = Planning::of(catalog, inputs.again);
    let taken = taken(catalog, inputs.provenance, &mut planning, report);
    let flows = flows::flows(catalog, &taken);
    let mut scope = Scope::platform(catalog, inputs.provenance, report);
    let project = project(&mut scope);
    let view = View::of(catalog, &mut scope, inputs.environments, &project, &flows, &mut planning);
    let values = || view.values();
    let templates = Templates::new(inputs, &values);
    let reading = Reading { inputs, templates: &templates };
    let shared = taken.values().flat_map(|taken| taken.shared.clone()).collect();
    let mut configs: Vec<Config> = config::shared(&mut scope, shared).into_iter().collect();
    configs.extend(reading.configs(&mut scope, |_| true));
    planning.note_configs(&configs);
    let artifacts =
        environment.artifacts.iter().filter(|(_, artifact)| artifact.enabled && inputs.with_artifacts).map(
            |(path, artifact)| PlannedArtifact { path, artifact, text: reading.artifact(&mut scope, path, artifact) },
        );
    let artifacts = artifacts.collect();
    drop(scope);
    let manifests = manifests::manifests(inputs, &templates, report);
    let mut builder = Builder::new(catalog, inputs, &reading, configs);
    let workloads = builder.workloads(taken, &mut planning, report);
    let patches = patches::patches(catalog, inputs, report);
    let plan = builder.finish(workloads, project.clone(), flows, &mut planning, report);
    Plan { manifests, patches, artifacts, kept: planning.into_kept(), ..plan }
}

/// The name of the Compose project.
pub fn project(scope: &mut Scope<'_, '_, '_>) -> String {
    let environment = scope.catalog.environment;
    match &environment.compose.project {
        Some(project) => scope.plain(project, &FieldPath::new(["compose", "project"])),
        None => format!("{}-{}", platform_name(scope.catalog), environment.name),
    }
}

/// What the workloads take in.
pub fn taken(
    catalog: &Catalog<'_>,
    provenance: &Provenance<'_>,
    planning: &mut Planning<'_>,
    report: &mut Report,
) -> BTreeMap<String, Shared<Taken>> {
    let mut all = BTreeMap::new();
    for entry in catalog.rendered() {
        let taken = || Shared::new(variables::variables(entry, catalog, provenance, report));
        all.insert(entry.id.to_owned(), planning.part(catalog, entry, taken));
    }
    all
}

pub struct Builder<'b, 'c, 'e, 'p> {
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

impl<'b, 'c, 'e, 'p> Builder<'b, 'c, 'e, 'p> {
    pub fn new(
        catalog: &'b Catalog<'c>,
        inputs: &'b Inputs<'e, 'p>,
        reading: &'b Reading<'b>,
        configs: Vec<Config>,
    ) -> Self {
        Self {
            catalog,
            inputs,
            reading,
            configs,
            config_users: BTreeMap::new(),
            accounts: Accounts::default(),
            used: Used::default(),
            tokens: BTreeSet::new(),
            ingresses: Vec::new(),
        }
    }

    fn workloads(
        &mut self,
        mut taken: BTreeMap<String, Shared<Taken>>,
        planning: &mut Planning<'_>,
        report: &mut Report,
    ) -> Vec<Shared<Workload>> {
        let catalog = self.catalog;
        let mut workloads = Vec::new();
        let mut published = Vec::new();
        for entry in catalog.rendered() {
            let Some(taken) = taken.remove(entry.id) else { continue };
            let made = planning.part(catalog, entry, || Shared::new(self.made(entry, taken, report)));
            let workload = self.brought(entry, made, report);
            published.push((entry, workload.compose.publish.clone()));
            workloads.push(workload);
        }
        let mut scope = Scope::platform(catalog, self.inputs.provenance, report);
        compose::refuse_same_ports(&mut scope, &published);
        workloads
    }

    /// One of those that are rendered, and what it took in.
    pub fn workload(&mut self, entry: &Entry<'_>, taken: Shared<Taken>, report: &mut Report) -> Shared<Workload> {
        let made = Shared::new(self.made(entry, taken, report));
        self.brought(entry, made, report)
    }

    /// The workload alone, once what it brings along for the platform is noted.
    fn brought(&mut self, entry: &Entry<'_>, made: Shared<Made>, report: &mut Report) -> Shared<Workload> {
        let workload = made.workload.clone();
        self.used.add(entry.namespace, &workload.pod);
        self.note_config_users(entry.namespace, &made);
        if workload.pod.token {
            self.tokens.insert(entry.id.to_owned());
        }
        let Made { configs, accounts, ingress, .. } = made.into_inner();
        self.configs.extend(configs);
        let mut scope = Scope::platform(self.catalog, self.inputs.provenance, report);
        accounts.into_iter().for_each(|(account, noted)| self.accounts.add(&mut scope, account, noted));
        self.ingresses.extend(ingress);
        workload
    }

    fn made(&mut self, entry: &Entry<'_>, taken: Shared<Taken>, report: &mut Report) -> Made {
        let catalog = self.catalog;
        let environments = taken.into_inner().environments;
        let needs = variables::needs(entry).into_keys().collect();
        let scope = &mut Scope::of(entry, needs, catalog, self.inputs.provenance, report);
        let model = entry.workload;
        let path = entry.path();
        let labels = of_workload(scope, entry);
        let platform = &catalog.environment.platform.annotations;
        let mut annotations = evaluated(scope, platform, &FieldPath::new(["platform", "annotations"]));
        annotations.extend(evaluated(scope, &model.annotations, &path.then("annotations")));
        let files = self.files(scope, entry, &labels);
        let configs: Vec<Config> = files.iter().filter_map(|own| own.config.clone()).collect();
        let mounted = mounts::volumes(scope, entry, &labels, files);
        let mut pod_annotations = annotations.clone();
        pod_annotations.extend(evaluated(scope, &model.pod_annotations, &path.then("pod-annotations")));
        pod_annotations.extend(monitoring::scrape_annotations(catalog, entry));
        let read = read_configs(&environments, &mounted);
        let sum = self.config_sum(scope, &environments, &read, &configs);
        pod_annotations.extend(sum.map(|sum| (CONFIG_SUM.to_owned(), sum)));
        let (account, accounts) = accounts::of(scope, entry, &labels);
        let claims = mounted.claims.clone();
        let controller = controller::controller(scope, entry, &claims);
        let pod = pod::pod(scope, entry, Parts { environments, volumes: mounted, account });
        let services = services::services(scope, entry, &labels, &annotations);
        services::refuse_long_names(scope, entry, &services);
        let ingress = ingress::ingress(scope, entry, &labels);
        let autoscale = controller::autoscale(scope, entry, &labels, &annotations);
        let owns_replicas = autoscale.is_none() && entry.job.is_none() && !entry.is_on_every_node();
        let details = compose::details(scope, entry, &controller, &pod.volumes);
        let workload = Workload {
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
            compose: details,
            controller,
            pod,
            services,
            autoscale,
            claims,
            extra: Fragment::extra(model.extra.as_ref(), &path),
        };
        Made { workload: Shared::new(workload), configs, read, accounts, ingress }
    }

    /// The own files of each container.
    fn files(&self, scope: &mut Scope<'_, '_, '_>, entry: &Entry<'_>, labels: &Labels) -> Vec<OwnFiles> {
        let mut taken = entry.workload.volumes.keys().cloned().collect();
        let own = |contained| own_files(scope, contained, self.reading, labels, &mut taken);
        entry.containers().map(own).collect()
    }

    /// Says in Kubernetes when pods are to be replaced.
    fn config_sum(
        &mut self,
        scope: &mut Scope<'_, '_, '_>,
        environments: &[Environment],
        read: &BTreeSet<String>,
        own: &[Config],
    ) -> Option<String> {
        if self.catalog.target != Target::Kubernetes {
            return None;
        }
        if self.inputs.only.is_some() {
            self.read_alone(scope, read);
        }
        self.checksum(environments, read, own)
    }

    /// What a workload that is planned alone reads: nothing else was worked out.
    fn read_alone(&mut self, scope: &mut Scope<'_, '_, '_>, read: &BTreeSet<String>) {
        self.configs.extend(self.reading.configs(scope, |name| read.contains(name)));
        let shared = scope.catalog.environment.platform.shared_config.as_ref();
        let shared = shared.map(|name| scope.name(name, &FieldPath::new(["platform", "shared-config"])));
        if shared.is_some_and(|name| read.contains(name.as_str())) {
            // Where no content is wanted it is enough that there is one.
            let entries = match self.reading.sums() {
                true => taken(scope.catalog, scope.provenance, &mut Planning::Once, &mut Report::default()),
                false => BTreeMap::new(),
            };
            let entries = entries.into_values().flat_map(|taken| taken.into_inner().shared);
            let entries = entries.chain((!self.reading.sums()).then(Default::default)).collect();
            self.configs.extend(config::shared(scope, entries));
        }
    }

    /// A sum over all configuration that the pod reads: when it changes, the pods are replaced.
    fn checksum(&self, environments: &[Environment], read: &BTreeSet<String>, own: &[Config]) -> Option<String> {
        let mut digest = Sha256::new();
        let mut any = false;
        let mut add = |name: &str, content: &[u8]| {
            any = true;
            for part in [name.as_bytes(), content].into_iter().filter(|_| self.reading.sums()) {
                digest.update(part);
                digest.update([0]);
            }
        };
        for variable in environments.iter().flat_map(|environment| &environment.variables) {
            if let Value::Config { value, .. } = &variable.value {
                add(&variable.name, value.as_bytes());
            }
        }
        for config in self.configs.iter().chain(own).filter(|config| read.contains(&config.meta.name)) {
            config.entries.iter().for_each(|(key, content)| add(key, content.as_bytes()));
        }
        if !self.reading.sums() {
            return any.then(String::new);
        }
        let sum = digest.finalize();
        any.then(|| sum[..8].iter().map(|byte| format!("{byte:02x}")).collect())
    }

    fn note_config_users(&mut self, namespace: &str, made: &Made) {
        let variables = made.workload.pod.containers().flat_map(|container| &container.env);
        let named = variables.filter_map(|variable| match &variable.value {
            Value::Config { config, .. } => Some(config),
            Value::Plain(_) | Value::Secret { .. } | Value::Field(_) | Value::Resource(_) => None,
        });
        for config in made.read.iter().chain(named) {
            let users = self.config_users.entry(config.to_owned()).or_default();
            if !users.iter().any(|known| known == namespace) {
                users.push(namespace.to_owned());
            }
        }
    }

    fn finish(
        mut self,
        workloads: Vec<Shared<Workload>>,
        project: String,
        flows: BTreeSet<Flow>,
        planning: &mut Planning<'_>,
        report: &mut Report,
    ) -> Plan<'e> {
        let catalog = self.catalog;
        let mut scope = Scope::platform(catalog, self.inputs.provenance, report);
        let copies = config::copies(&self.configs, &self.config_users, catalog);
        self.configs.extend(copies);
        self.configs.extend(monitoring::dashboards(&mut scope, self.inputs.contents));
        let used = std::mem::take(&mut self.used);
        let tokens = std::mem::take(&mut self.tokens);
        let mut plan = self.of_workloads(workloads, project);
        plan.groups = services::group_services(&mut scope);
        plan.aliases = aliases::aliases(&mut scope);
        if catalog.target == Target::Compose {
            let healthy = plan.workloads().filter(|workload| workload.container().health.is_some());
            plan.dependencies = compose::dependencies(catalog, &healthy.map(|workload| workload.id.clone()).collect());
            compose::refuse_apart(&mut scope, &flows);
        }
        let hosts = hosts::hosts(&mut scope);
        plan.namespaces = namespaces::namespaces(&mut scope, &plan.workloads);
        plan.peer_authentications = namespaces::peer_authentications(&mut scope);
        plan.secrets = secrets::secrets(&mut scope, used);
        plan.secret_store = secrets::secret_store(&mut scope);
        let connections = Connections { flows, tokens, hosts };
        plan.policies = policies::policies(&mut scope, &connections, planning);
        plan.flows = connections.flows.into_iter().collect();
        plan.hosts = connections.hosts;
        plan.analyses = monitoring::analyses(&mut scope);
        plan.alerts = monitoring::alerts(&mut scope);
        duplicates::refuse(&mut scope, &plan);
        plan
    }

    /// What the workloads bring along; nothing of the platform yet.
    pub fn of_workloads(self, workloads: Vec<Shared<Workload>>, project: String) -> Plan<'e> {
        Plan {
            environment: self.inputs.environment,
            target: self.catalog.target,
            namespace: self.catalog.namespace("main").map(str::to_owned),
            namespace_names: self.catalog.namespace_names(),
            accounts: self.accounts.into_list(),
            ingresses: self.ingresses,
            configs: self.configs,
            workloads,
            project,
            artifacts: Vec::new(),
            namespaces: Vec::new(),
            peer_authentications: Vec::new(),
            secrets: Vec::new(),
            secret_store: None,
            dependencies: BTreeMap::new(),
            groups: Vec::new(),
            aliases: Vec::new(),
            policies: Vec::new(),
            analyses: Vec::new(),
            alerts: None,
            manifests: Vec::new(),
            patches: Vec::new(),
            flows: Vec::new(),
            hosts: BTreeMap::new(),
            read: None,
            kept: None,
        }
    }
}

/// The names of the ConfigMaps that a pod reads as wholes.
fn read_configs(environments: &[Environment], mounted: &mounts::Volumes) -> BTreeSet<String> {
    let whole = environments.iter().flat_map(|environment| &environment.from).filter_map(|from| match from {
        EnvFrom::Config(config) => Some(config),
        EnvFrom::Secret(_) => None,
    });
    whole.chain(&mounted.configs).cloned().collect()
}
