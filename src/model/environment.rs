//! An environment: all its layers typed for one target, complete. The provenance of every field stays beside it.

use std::collections::BTreeSet;

use serde::de::DeserializeOwned;

use crate::diagnostic::{Diagnostic, FieldPath, Report, Sources, suggestion};
use crate::load::{Layered, Map, Node, Shared, typed};

use super::access::Access;
use super::before::Before;
use super::component::Component;
use super::compose::Compose;
use super::content::{Artifact, Config};
use super::general::General;
use super::job::Job;
use super::lint::Lint;
use super::network::{Ingress, Network, Storage};
use super::observability::Observability;
use super::patch::Patch;
use super::platform::{Namespace, Platform, SecurityPolicy, Sizes, Tier};
use super::provenance::Provenance;
use super::resolve::{entries, refuse_no_table};
use super::rollout::Analysis;
use super::secrets::{Secret, SecretStore};
use super::top::OF_AN_ENVIRONMENT;
use super::validate;
use super::workload::{Target, Workload};
use super::workloads::Reader;

/// What a platform says about one environment, for one target.
#[derive(Clone, Debug)]
pub struct Environment {
    pub name: String,
    pub tier: Tier,
    pub targets: Vec<Target>,
    /// The target it was typed for: overlays of other targets are left out.
    pub target: Target,
    pub platform: Shared<Platform>,
    pub namespaces: Shared<Map<String, Namespace>>,
    pub sizes: Shared<Sizes>,
    pub services: Map<String, Shared<Workload>>,
    pub components: Map<String, Shared<Component>>,
    pub jobs: Map<String, Shared<Job>>,
    pub config: Shared<Map<String, Config>>,
    pub secrets: Shared<Map<String, Secret>>,
    pub secret_store: Shared<SecretStore>,
    pub storage: Shared<Storage>,
    pub network: Shared<Network>,
    pub ingress: Shared<Ingress>,
    pub access: Shared<Map<String, Access>>,
    pub security: Shared<SecurityPolicy>,
    pub analysis: Shared<Map<String, Analysis>>,
    pub observability: Shared<Observability>,
    pub artifacts: Shared<Map<String, Artifact>>,
    pub compose: Shared<Compose>,
    pub patches: Shared<Map<String, Patch>>,
    pub lints: Shared<Map<String, Lint>>,
}

impl Environment {
    /// Services, components and jobs: the table that each stands in, its ID and what they have in common.
    pub fn workloads(&self) -> impl Iterator<Item = (&'static str, &String, &Workload)> {
        let services = self.services.iter().map(|(id, service)| ("services", id, &**service));
        let components = self.components.iter().map(|(id, component)| ("components", id, &component.workload));
        let jobs = self.jobs.iter().map(|(id, job)| ("jobs", id, &job.workload));
        services.chain(components).chain(jobs)
    }

    /// Whether all but the workloads is one with another's, and those are called the same.
    pub(super) fn has_frame_of(&self, other: &Self) -> bool {
        self.surrounds_as(other)
            && self.artifacts.is(&other.artifacts)
            && self.patches.is(&other.patches)
            && self.lints.is(&other.lints)
    }

    /// Whether all that a workload is planned from beside workloads is one with another's, and those are called the same.
    pub fn surrounds_as(&self, other: &Self) -> bool {
        fn same<V, W>(one: &Map<String, V>, other: &Map<String, W>) -> bool {
            one.keys().eq(other.keys())
        }
        // Every field, so that none is forgotten.
        let Self {
            name,
            tier,
            targets,
            target,
            services,
            components,
            jobs,
            platform,
            namespaces,
            sizes,
            config,
            secrets,
            secret_store,
            storage,
            network,
            ingress,
            access,
            security,
            analysis,
            observability,
            artifacts: _,
            compose,
            patches: _,
            lints: _,
        } = self;
        (name, *tier, targets, *target) == (&other.name, other.tier, &other.targets, other.target)
            && same(services, &other.services)
            && same(components, &other.components)
            && same(jobs, &other.jobs)
            && platform.is(&other.platform)
            && namespaces.is(&other.namespaces)
            && sizes.is(&other.sizes)
            && config.is(&other.config)
            && secrets.is(&other.secrets)
            && secret_store.is(&other.secret_store)
            && storage.is(&other.storage)
            && network.is(&other.network)
            && ingress.is(&other.ingress)
            && access.is(&other.access)
            && security.is(&other.security)
            && analysis.is(&other.analysis)
            && observability.is(&other.observability)
            && compose.is(&other.compose)
    }

    /// The IDs of the workloads that are not one with those of an environment that surrounds them the same.
    pub fn changed<'e>(&'e self, other: &Self) -> BTreeSet<&'e str> {
        fn of<'e, T>(one: &'e Map<String, Shared<T>>, other: &Map<String, Shared<T>>) -> impl Iterator<Item = &'e str> {
            let pairs = one.iter().zip(other.values());
            pairs.filter(|((_, one), other)| !one.is(other)).map(|((id, _), _)| id.as_str())
        }
        let services = of(&self.services, &other.services);
        services.chain(of(&self.components, &other.components)).chain(of(&self.jobs, &other.jobs)).collect()
    }
}

/// Tables that no struct reads as a whole.
const UNTYPED: [&str; 5] = ["defaults", "profiles", "services", "components", "jobs"];

/// IDs that placeholders and flows already mean something by.
pub(super) const RESERVED: [&str; 15] = [
    "self",
    "environment",
    "platform",
    "tier",
    "namespace",
    "region",
    "secret",
    "config",
    "feature",
    "field",
    "resource",
    "shell",
    "main",
    "any",
    "shared",
];

/// The tier of merged layers, if they name one.
pub fn tier(tree: &Node<'_>, report: &mut Report) -> Option<Tier> {
    tree.get("tier").map(|node| typed(node, &FieldPath::new(["tier"]), report))
}

/// The targets of merged layers: named, or by tier.
pub fn targets(tree: &Node<'_>, tier: Tier, report: &mut Report) -> Vec<Target> {
    match tree.get("targets") {
        Some(node) => typed(node, &FieldPath::new(["targets"]), report),
        None => match tier {
            Tier::Local => vec![Target::Kubernetes, Target::Compose, Target::Files],
            Tier::Test => vec![Target::Compose, Target::Files],
            Tier::Demo | Tier::Staging | Tier::Prod => vec![Target::Kubernetes, Target::Files],
        },
    }
}

/// Types the merged layers for one target. All faults are reported; with any of them the environment is not complete.
/// What they leave as it was `before` is taken over from there.
pub fn environment<'s>(
    layered: &'s Layered<'s>,
    target: Target,
    sources: &'s Sources,
    before: Option<Before<'s>>,
    report: &mut Report,
) -> (Environment, Provenance<'s>) {
    let (environment, provenance) = unvalidated(layered, target, sources, before, report);
    let is_validated = before.is_none_or(|before| before.only.is_none());
    // Without a tier nothing was typed.
    if is_validated && layered.tree.get("tier").is_some() {
        validate::validate(&environment, &provenance, before.map(|before| before.environment), report);
    }
    (environment, provenance)
}

/// The same without what goes beyond types.
fn unvalidated<'s>(
    layered: &'s Layered<'s>,
    target: Target,
    sources: &'s Sources,
    before: Option<Before<'s>>,
    report: &mut Report,
) -> (Environment, Provenance<'s>) {
    let tree = &layered.tree;
    let before = before.filter(|before| before.is_of(target, sources));
    refuse_unknown_tables(tree, report);
    let Some(tier) = tier(tree, report) else {
        report.push_at(
            FieldPath::new(["tier"]),
            Diagnostic::error("missing-key", layered.top, format!("environment `{}` names no tier", layered.name))
                .label("add `tier = \"...\"` here: local, test, demo, staging or prod"),
        );
        return (empty(layered, target), Provenance::new(sources, General::new(tree, target)));
    };
    let mut environment = Environment { tier, targets: targets(tree, tier, report), ..empty(layered, target) };
    read_tables(&mut environment, tree, before, report);
    let general = General::read(tree, target, before.map(|before| &before.provenance.general), report);
    let mut provenance = Provenance::new(sources, general);
    Reader { provenance: &mut provenance, before, report }.read(&mut environment, tree);
    (environment, provenance)
}

fn empty(layered: &Layered<'_>, target: Target) -> Environment {
    Environment {
        name: layered.name.clone(),
        tier: Tier::default(),
        targets: Vec::new(),
        target,
        platform: Shared::default(),
        namespaces: Shared::default(),
        sizes: Shared::default(),
        services: Map::default(),
        components: Map::default(),
        jobs: Map::default(),
        config: Shared::default(),
        secrets: Shared::default(),
        secret_store: Shared::default(),
        storage: Shared::default(),
        network: Shared::default(),
        ingress: Shared::default(),
        access: Shared::default(),
        security: Shared::default(),
        analysis: Shared::default(),
        observability: Shared::default(),
        artifacts: Shared::default(),
        compose: Shared::default(),
        patches: Shared::default(),
        lints: Shared::default(),
    }
}

/// The tables of a layer, and the keys beside them.
pub fn tables() -> impl Iterator<Item = &'static str> + Clone {
    OF_AN_ENVIRONMENT.iter().map(|table| table.name)
}

fn refuse_unknown_tables(tree: &Node<'_>, report: &mut Report) {
    for (key, entry) in entries(Some(tree)) {
        let known = tables();
        if !known.clone().any(|table| table == key) {
            report.push_at(
                FieldPath::new([key]),
                Diagnostic::error("unknown-key", entry.key, format!("`{key}` is no table that platgen knows"))
                    .label(suggestion(key, known)),
            );
        } else if UNTYPED.contains(&key) && entry.node.table().is_none() {
            refuse_no_table(&entry.node, &FieldPath::new([key]), report);
        }
    }
}

fn read_tables(environment: &mut Environment, tree: &Node<'_>, before: Option<Before<'_>>, report: &mut Report) {
    let mut table = Tables { tree, before, report };
    environment.platform = table.read("platform", |before| &before.platform);
    environment.namespaces = table.read("namespaces", |before| &before.namespaces);
    environment.sizes = table.read("sizes", |before| &before.sizes);
    environment.config = table.read("config", |before| &before.config);
    environment.secrets = table.read("secrets", |before| &before.secrets);
    environment.secret_store = table.read("secret-store", |before| &before.secret_store);
    environment.storage = table.read("storage", |before| &before.storage);
    environment.network = table.read("network", |before| &before.network);
    environment.ingress = table.read("ingress", |before| &before.ingress);
    environment.access = table.read("access", |before| &before.access);
    environment.security = table.read("security", |before| &before.security);
    environment.analysis = table.read("analysis", |before| &before.analysis);
    environment.observability = table.read("observability", |before| &before.observability);
    environment.artifacts = table.read("artifacts", |before| &before.artifacts);
    environment.compose = table.read("compose", |before| &before.compose);
    environment.patches = table.read("patches", |before| &before.patches);
    environment.lints = table.read("lints", |before| &before.lints);
}

struct Tables<'t, 's> {
    tree: &'t Node<'s>,
    before: Option<Before<'t>>,
    report: &'t mut Report,
}

impl Tables<'_, '_> {
    fn read<T: DeserializeOwned + Default>(&mut self, name: &str, of: fn(&Environment) -> &Shared<T>) -> Shared<T> {
        let node = self.tree.get(name);
        match (self.before, node) {
            (Some(before), _) if before.has_table(name, node) => of(before.environment).clone(),
            (_, Some(node)) => Shared::new(typed(node, &FieldPath::new([name]), self.report)),
            (_, None) => Shared::default(),
        }
    }
}
