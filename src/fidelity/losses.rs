//! The table applied: which keys of an environment's layers its target does not express as they stand.

use crate::diagnostic::{FieldPath, Place, SourceKind};
use crate::load::Node;
use crate::model::Provenance;
use crate::model::workload::Target;
use crate::plan::Plan;
use crate::plan::workload::{Container, Controller, Part, Workload};

use super::key::{Fate, Key, Site, Treatment};
use super::{containers, tables, workload_keys};

/// The folder of raw objects, which stands in the table like a table of a layer.
const MANIFESTS: &str = "manifests";

/// Keys of components that live elsewhere which speak of a cluster.
const ELSEWHERE: [&str; 6] = ["cidrs", "alias", "namespace", "secret", "secret-keys", "config-keys"];

/// One reason why fields do not reach a target as they stand.
#[derive(Clone, Debug)]
pub struct Loss {
    pub target: Target,
    pub fate: Fate,
    /// The key, as the table has it.
    pub key: &'static str,
    pub why: &'static str,
    /// Whose fields, each with its place.
    pub fields: Vec<Field>,
}

#[derive(Clone, Debug)]
pub struct Field {
    pub path: FieldPath,
    pub place: Place,
}

/// All losses of a plan, in the order of the table. What nobody wrote into a layer is left out.
pub fn losses(plan: &Plan<'_>, provenance: &Provenance<'_>) -> Vec<Loss> {
    let mut losses = Losses { plan, provenance, found: Vec::new() };
    if plan.target == Target::Files {
        return Vec::new();
    }
    for key in &tables::KEYS {
        let segments: Vec<&str> = key.path.split('.').collect();
        for (path, node) in matches(provenance.tree, &segments) {
            let path = FieldPath::new(path);
            if is_applied(plan, key, &path) {
                continue;
            }
            for treatment in key.treatments(plan.target).filter(|treatment| (treatment.holds)(plan)) {
                losses.add(key, treatment.fate, treatment.words, path.clone(), node);
            }
        }
    }
    for key in workload_keys() {
        losses.of_elsewhere(key);
        for workload in &plan.workloads {
            losses.of_workload(key, workload);
        }
    }
    for key in &containers::KEYS {
        for workload in plan.workloads.iter().filter(|workload| !is_left_out(plan.target, workload)) {
            losses.of_containers(key, workload);
        }
    }
    losses.found
}

/// Whether a patch is for the target at hand, where it is no loss.
fn is_applied(plan: &Plan<'_>, key: &Key, path: &FieldPath) -> bool {
    let patch = path.keys().get(1).and_then(|id| plan.environment.patches.get(id));
    let target = patch.and_then(|patch| patch.target.as_ref());
    key.path == tables::PATCH && target.is_some_and(|target| target.of() == plan.target)
}

/// Objects of a cluster that stand at these places, in a target that has none.
pub fn lost_manifests(target: Target, places: Vec<Place>) -> Option<Loss> {
    let fields: Vec<Field> =
        places.into_iter().map(|place| Field { path: FieldPath::new([MANIFESTS]), place }).collect();
    let treatment = tables::KEYS.iter().find(|key| key.path == MANIFESTS)?.treatments(target).next()?;
    let Treatment { fate, words, .. } = *treatment;
    (!fields.is_empty()).then_some(Loss { target, fate, key: MANIFESTS, why: words, fields })
}

/// A job with a schedule is no service of a Compose file: one line tells of all of it.
fn is_left_out(target: Target, workload: &Workload) -> bool {
    target == Target::Compose && matches!(workload.controller, Controller::CronJob(_))
}

struct Losses<'l> {
    plan: &'l Plan<'l>,
    provenance: &'l Provenance<'l>,
    found: Vec<Loss>,
}

impl Losses<'_> {
    /// What lives elsewhere runs no pod; what is said of its address still is.
    fn of_elsewhere(&mut self, key: &'static Key) {
        let components = &self.plan.environment.components;
        let elsewhere = components.iter().filter(|(_, one)| one.is_elsewhere() && one.workload.enabled);
        for (id, _) in elsewhere.filter(|_| ELSEWHERE.contains(&key.path)) {
            let Some(node) = self.provenance.workloads.get(id).and_then(|table| table.get(key.path)) else { continue };
            // Other treatments look at what runs.
            for treatment in key.treatments(self.plan.target).filter(|treatment| treatment.fate == Fate::Foreign) {
                self.add(key, treatment.fate, treatment.words, FieldPath::new(["components", id, key.path]), node);
            }
        }
    }

    fn of_workload(&mut self, key: &'static Key, workload: &Workload) {
        if is_left_out(self.plan.target, workload) && key.path != "cron" {
            return;
        }
        let Some(table) = self.provenance.workloads.get(&workload.id) else { return };
        self.in_table(key, workload, workload.container(), table, &root(workload));
    }

    fn of_containers(&mut self, key: &'static Key, workload: &Workload) {
        let Some(table) = self.provenance.workloads.get(&workload.id) else { return };
        for container in workload.pod.containers() {
            let group = match container.part {
                Part::Main => None,
                Part::Init => Some("init"),
                Part::Sidecar => Some("sidecars"),
            };
            let (table, path) = match group {
                None => (Some(table), root(workload)),
                Some(group) => {
                    let own = table.get(group).and_then(|group| group.get(&container.key));
                    (own, root(workload).join(&[group, &container.key]))
                }
            };
            if let Some(table) = table {
                self.in_table(key, workload, container, table, &path);
            }
        }
    }

    fn in_table(
        &mut self,
        key: &'static Key,
        workload: &Workload,
        container: &Container,
        table: &Node<'_>,
        root: &FieldPath,
    ) {
        let segments: Vec<&str> = key.path.split('.').collect();
        for (path, node) in matches(table, &segments) {
            let entry = path.get(1).map_or("", String::as_str);
            let last = path.last().map_or("", String::as_str);
            let site = Site { plan: self.plan, workload, container, key: last, entry, node };
            let treatments = key.treatments(self.plan.target);
            let treatment = treatments.into_iter().find(|treatment| (treatment.when)(&site));
            if let Some(treatment) = treatment {
                let keys = root.keys().iter().chain(&path).cloned();
                self.add(key, treatment.fate, treatment.words, FieldPath::new(keys), node);
            }
        }
    }

    fn add(&mut self, key: &'static Key, fate: Fate, why: &'static str, path: FieldPath, node: &Node<'_>) {
        // Of a value the layer that won it, of a table where it begins.
        let place = if node.table().is_some() { self.provenance.key_place(&path) } else { node.place };
        let is_ours = self.provenance.sources.get(place.source).kind == SourceKind::BuiltIn;
        let is_off = node.get("enabled").is_some_and(Node::is_false);
        if is_ours || is_off || fate == Fate::Refused {
            return;
        }
        let field = Field { path, place };
        match self.found.iter_mut().find(|loss| loss.key == key.path && loss.why == why && loss.fate == fate) {
            Some(loss) => loss.fields.push(field),
            None => self.found.push(Loss { target: self.plan.target, fate, key: key.path, why, fields: vec![field] }),
        }
    }
}

fn root(workload: &Workload) -> FieldPath {
    FieldPath::new([workload.role.table(), &workload.id])
}

/// Every node under a pattern, with its path; `*` is any one key.
fn matches<'n, 's>(node: &'n Node<'s>, pattern: &[&str]) -> Vec<(Vec<String>, &'n Node<'s>)> {
    let Some((segment, rest)) = pattern.split_first() else { return vec![(Vec::new(), node)] };
    let Some(table) = node.table() else { return Vec::new() };
    let entries = table.entries.iter().filter(|(key, _)| *segment == "*" || key.as_ref() == *segment);
    let below = entries.flat_map(|(key, entry)| {
        matches(&entry.node, rest).into_iter().map(move |(mut path, node)| {
            path.insert(0, key.clone().into_owned());
            (path, node)
        })
    });
    below.collect()
}
