//! An environment: all its layers typed for one target, complete. The provenance of every field stays beside it.

use crate::diagnostic::{Diagnostic, FieldPath, Place, Report, Sources, suggestion};
use crate::load::{Layered, Map, Node, Value, typed, typed_part};

use super::access::Access;
use super::component::Component;
use super::compose::Compose;
use super::content::{Artifact, Config};
use super::job::{Job, JobKeys};
use super::kinds::{self, Kind};
use super::lint::Lint;
use super::network::{Ingress, Network, Storage};
use super::observability::Observability;
use super::patch::Patch;
use super::platform::{Namespace, Platform, SecurityPolicy, Sizes, Tier};
use super::provenance::Provenance;
use super::resolve::{
    Family, General, component_keys, entries, job_keys, refuse_no_table, refuse_unknown_keys, typed_workload,
};
use super::rollout::Analysis;
use super::scalar::Name;
use super::secrets::{Secret, SecretStore};
use super::top::OF_AN_ENVIRONMENT;
use super::validate;
use super::workload::{Target, Workload};

/// What a platform says about one environment, for one target.
#[derive(Clone, Debug)]
pub struct Environment {
    pub name: String,
    pub tier: Tier,
    pub targets: Vec<Target>,
    /// The target it was typed for: overlays of other targets are left out.
    pub target: Target,
    pub platform: Platform,
    pub namespaces: Map<String, Namespace>,
    pub sizes: Sizes,
    pub services: Map<String, Workload>,
    pub components: Map<String, Component>,
    pub jobs: Map<String, Job>,
    pub config: Map<String, Config>,
    pub secrets: Map<String, Secret>,
    pub secret_store: SecretStore,
    pub storage: Storage,
    pub network: Network,
    pub ingress: Ingress,
    pub access: Map<String, Access>,
    pub security: SecurityPolicy,
    pub analysis: Map<String, Analysis>,
    pub observability: Observability,
    pub artifacts: Map<String, Artifact>,
    pub compose: Compose,
    pub patches: Map<String, Patch>,
    pub lints: Map<String, Lint>,
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
pub fn environment<'s>(
    layered: &'s Layered<'s>,
    target: Target,
    sources: &'s Sources,
    report: &mut Report,
) -> (Environment, Provenance<'s>) {
    let (environment, provenance) = unvalidated(layered, target, sources, report);
    // Without a tier nothing was typed.
    if layered.tree.get("tier").is_some() {
        validate::validate(&environment, &provenance, report);
    }
    (environment, provenance)
}

/// The same without what goes beyond types: for layers that somebody altered to see what comes of it.
pub fn unvalidated<'s>(
    layered: &'s Layered<'s>,
    target: Target,
    sources: &'s Sources,
    report: &mut Report,
) -> (Environment, Provenance<'s>) {
    let tree = &layered.tree;
    refuse_unknown_tables(tree, report);
    let Some(tier) = tier(tree, report) else {
        report.push_at(
            FieldPath::new(["tier"]),
            Diagnostic::error("missing-key", layered.top, format!("environment `{}` names no tier", layered.name))
                .label("add `tier = \"...\"` here: local, test, demo, staging or prod"),
        );
        return (empty(layered, target), Provenance { sources, tree, workloads: Map::default() });
    };
    let mut environment = Environment { tier, targets: targets(tree, tier, report), ..empty(layered, target) };
    read_tables(&mut environment, tree, report);
    let mut provenance = Provenance { sources, tree, workloads: Map::default() };
    let general = General::read(tree, target, report);
    Reader { sources, general: &general, provenance: &mut provenance, report }.read(&mut environment, tree);
    (environment, provenance)
}

fn empty(layered: &Layered<'_>, target: Target) -> Environment {
    Environment {
        name: layered.name.clone(),
        tier: Tier::default(),
        targets: Vec::new(),
        target,
        platform: Platform::default(),
        namespaces: Map::default(),
        sizes: Map::default(),
        services: Map::default(),
        components: Map::default(),
        jobs: Map::default(),
        config: Map::default(),
        secrets: Map::default(),
        secret_store: SecretStore::default(),
        storage: Storage::default(),
        network: Network::default(),
        ingress: Ingress::default(),
        access: Map::default(),
        security: SecurityPolicy::default(),
        analysis: Map::default(),
        observability: Observability::default(),
        artifacts: Map::default(),
        compose: Compose::default(),
        patches: Map::default(),
        lints: Map::default(),
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

fn read_tables(environment: &mut Environment, tree: &Node<'_>, report: &mut Report) {
    let mut table = Tables { tree, report };
    environment.platform = table.read("platform");
    environment.namespaces = table.read("namespaces");
    environment.sizes = table.read("sizes");
    environment.config = table.read("config");
    environment.secrets = table.read("secrets");
    environment.secret_store = table.read("secret-store");
    environment.storage = table.read("storage");
    environment.network = table.read("network");
    environment.ingress = table.read("ingress");
    environment.access = table.read("access");
    environment.security = table.read("security");
    environment.analysis = table.read("analysis");
    environment.observability = table.read("observability");
    environment.artifacts = table.read("artifacts");
    environment.compose = table.read("compose");
    environment.patches = table.read("patches");
    environment.lints = table.read("lints");
}

struct Tables<'t, 's> {
    tree: &'t Node<'s>,
    report: &'t mut Report,
}

impl Tables<'_, '_> {
    fn read<T: serde::de::DeserializeOwned + Default>(&mut self, name: &str) -> T {
        self.tree.get(name).map_or_else(T::default, |node| typed(node, &FieldPath::new([name]), self.report))
    }
}

/// Reads services, components and jobs.
struct Reader<'r, 's> {
    sources: &'s Sources,
    general: &'r General<'s>,
    provenance: &'r mut Provenance<'s>,
    report: &'r mut Report,
}

impl<'s> Reader<'_, 's> {
    fn read(&mut self, environment: &mut Environment, tree: &Node<'s>) {
        for (id, own) in self.tables(tree, "services") {
            let path = FieldPath::new(["services", id]);
            let workload = self.workload(id, own, &path, Family::Service);
            environment.services.insert(id.to_owned(), workload);
        }
        for (id, own) in self.tables(tree, "components") {
            let path = FieldPath::new(["components", id]);
            if let Some(component) = self.component(id, own, &path) {
                environment.components.insert(id.to_owned(), component);
            }
        }
        for (id, own) in self.tables(tree, "jobs") {
            let path = FieldPath::new(["jobs", id]);
            let workload = self.workload(id, own, &path, Family::Job);
            let keys: JobKeys = typed_part(&self.provenance.workloads[id], job_keys(), &path, self.report);
            environment.jobs.insert(id.to_owned(), Job::new(workload, keys));
        }
    }

    /// The tables of one map of workloads, with IDs that may be used.
    fn tables<'t>(&mut self, tree: &'t Node<'s>, root: &str) -> Vec<(&'t str, &'t Node<'s>)> {
        let mut tables = Vec::new();
        for (id, entry) in entries(tree.get(root)) {
            let fault = if let Err(refusal) = Name::parse(id) {
                Some(Diagnostic::error(refusal.rule, entry.key, refusal.message).label(refusal.label))
            } else if RESERVED.contains(&id) {
                Some(
                    Diagnostic::error("reserved-id", entry.key, format!("`{id}` is a word of the language, and no ID"))
                        .label("another name is wanted"),
                )
            } else {
                self.same_id_before(tree, root, id).map(|first| {
                    Diagnostic::error(
                        "duplicate-id",
                        entry.key,
                        format!("`{id}` is declared twice, and `needs` does not say which is meant"),
                    )
                    .label("another name is wanted")
                    .also(first, "first declared here")
                })
            };
            match fault {
                Some(fault) => self.report.push_at(FieldPath::new([root, id]), fault),
                None => tables.push((id, &entry.node)),
            }
        }
        tables
    }

    fn same_id_before(&self, tree: &Node<'s>, root: &str, id: &str) -> Option<Place> {
        let before = ["services", "components", "jobs"].into_iter().take_while(|other| *other != root);
        before.filter_map(|other| tree.get(other)?.table()?.entries.get(id)).map(|entry| entry.key).next()
    }

    /// Resolves and types one workload, and keeps its table for provenance.
    fn workload(&mut self, id: &str, own: &Node<'s>, path: &FieldPath, family: Family<'_>) -> Workload {
        let mut resolved = self.general.resolve(own, path, family, self.sources, self.report);
        refuse_unknown_keys(&resolved, path, family, self.report);
        let mut at = path.keys().iter().map(String::as_str).collect();
        refuse_keys_out_of_force(&resolved, &mut at, self.report);
        if resolved.table().is_none() {
            resolved = Node::empty_table(own.place);
        }
        let workload = typed_workload(&resolved, path, self.report);
        self.provenance.workloads.insert(id.to_owned(), resolved);
        workload
    }

    fn component(&mut self, id: &str, own: &Node<'s>, path: &FieldPath) -> Option<Component> {
        let kind_path = path.then("kind");
        let place = own.nearest_place(&FieldPath::new(["kind"]));
        let word = match own.get("kind").map(|node| node.string()) {
            Some(Some(word)) => word,
            Some(None) => {
                let message = format!("`{path}.kind` must be a string");
                self.report.push_at(kind_path, Diagnostic::error("wrong-type", place, message).label("name a kind"));
                return None;
            }
            None => {
                let table = self.provenance.tree.nearest_place(path);
                self.report.push_at(
                    kind_path,
                    Diagnostic::error("missing-key", table, format!("component `{id}` names no kind"))
                        .label(format!("add `kind = \"...\"`: {}", kinds::WORDS.join(", "))),
                );
                return None;
            }
        };
        if !kinds::WORDS.contains(&word) {
            self.report.push_at(
                kind_path,
                Diagnostic::error("unknown-kind", place, format!("there is no kind `{word}` of component"))
                    .label(suggestion(word, kinds::WORDS)),
            );
            return None;
        }
        let workload = self.workload(id, own, path, Family::Component(word));
        let table = &self.provenance.workloads[id];
        let keys = typed_part(table, component_keys(), path, self.report);
        let kind = Kind::typed(word, table, path, self.report);
        Some(Component { workload, keys, kind })
    }
}

/// Reports keys that another key of the same table puts out of force, in this table and in those below it: what lower
/// layers said was dropped when merging.
fn refuse_keys_out_of_force<'n>(node: &'n Node<'_>, at: &mut Vec<&'n str>, report: &mut Report) {
    let Value::Table(fields) = &node.value else { return };
    for shadow in (super::rules::RULES.shadowed)(at, fields) {
        let (Some(entry), Some(by)) = (fields.entries.get(shadow.key), fields.entries.get(shadow.by)) else {
            continue;
        };
        let field = FieldPath::new(at.iter().copied()).then(shadow.key);
        report.push_at(
            field.clone(),
            Diagnostic::error("unused-key", entry.key, format!("`{field}` does nothing beside this `{}`", shadow.by))
                .label("remove it")
                .also(by.key, format!("`{}` is set here", shadow.by)),
        );
    }
    for (key, entry) in &fields.entries {
        let is_off = entry.node.get("enabled").is_some_and(Node::is_false);
        if entry.node.table().is_none() || is_off {
            continue;
        }
        at.push(key);
        if !report.has_fault_at_keys(at) {
            refuse_keys_out_of_force(&entry.node, at, report);
        }
        at.pop();
    }
}
