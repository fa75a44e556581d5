//! The workloads of an environment, each laid over what it starts from, and typed.

use crate::diagnostic::{Diagnostic, FieldPath, Place, Report, suggestion};
use crate::load::{Node, Shared, Value, typed_part};

use super::before::Before;
use super::component::Component;
use super::environment::{Environment, RESERVED};
use super::job::{Job, JobKeys};
use super::kinds::{self, Kind};
use super::provenance::{Provenance, WORKLOADS};
use super::resolve::{Family, component_keys, entries, job_keys, refuse_unknown_keys, typed_workload};
use super::scalar::Name;
use super::workload::Workload;

/// Reads services, components and jobs.
pub(super) struct Reader<'r, 's> {
    pub(super) provenance: &'r mut Provenance<'s>,
    pub(super) before: Option<Before<'s>>,
    pub(super) report: &'r mut Report,
}

impl<'s> Reader<'_, 's> {
    pub(super) fn read(&mut self, environment: &mut Environment, tree: &Node<'s>) {
        for (id, own) in self.tables(tree, "services") {
            let path = FieldPath::new(["services", id]);
            let service = match self.before(&path, own, Family::Service) {
                Some(before) => before.services[id].clone(),
                None => Shared::new(self.workload(id, own, &path, Family::Service)),
            };
            environment.services.insert(id.to_owned(), service);
        }
        for (id, own) in self.tables(tree, "components") {
            let path = FieldPath::new(["components", id]);
            let family = Family::Component(own.get("kind").and_then(Node::string).unwrap_or_default());
            let component = match self.before(&path, own, family) {
                Some(before) => Some(before.components[id].clone()),
                None => self.component(id, own, &path).map(Shared::new),
            };
            environment.components.extend(component.map(|component| (id.to_owned(), component)));
        }
        for (id, own) in self.tables(tree, "jobs") {
            let path = FieldPath::new(["jobs", id]);
            let job = match self.before(&path, own, Family::Job) {
                Some(before) => before.jobs[id].clone(),
                None => Shared::new(self.job(id, own, &path)),
            };
            environment.jobs.insert(id.to_owned(), job);
        }
    }

    /// The environment to take a workload over from, if it is there as it would be here. Keeps its table, too.
    fn before(&mut self, path: &FieldPath, own: &Node<'s>, family: Family<'_>) -> Option<&'s Environment> {
        let before = self.before?;
        let table = before.workload(path, own, family, &self.provenance.general)?;
        let [_, id] = path.keys() else { return None };
        self.provenance.workloads.insert(id.clone(), table.clone());
        Some(before.environment)
    }

    /// The tables of one map of workloads, with IDs that may be used.
    fn tables<'t>(&mut self, tree: &'t Node<'s>, root: &str) -> Vec<(&'t str, &'t Node<'s>)> {
        let mut tables = Vec::new();
        let only = self.before.and_then(|before| before.only);
        let is_meant = |id: &str| only.is_none_or(|only| only.contains(id));
        for (id, entry) in entries(tree.get(root)).filter(|(id, _)| is_meant(id)) {
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
        let before = WORKLOADS.into_iter().take_while(|other| *other != root);
        before.filter_map(|other| tree.get(other)?.table()?.entries.get(id)).map(|entry| entry.key).next()
    }

    /// Resolves and types one workload, and keeps its table for provenance.
    fn workload(&mut self, id: &str, own: &Node<'s>, path: &FieldPath, family: Family<'_>) -> Workload {
        let Provenance { sources, general, .. } = &*self.provenance;
        let mut resolved = general.resolve(own, path, family, sources, self.report);
        general.excuse(&resolved, path, family, self.report);
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

    fn job(&mut self, id: &str, own: &Node<'s>, path: &FieldPath) -> Job {
        let workload = self.workload(id, own, path, Family::Job);
        let keys: JobKeys = typed_part(&self.provenance.workloads[id], job_keys(), path, self.report);
        Job::new(workload, keys)
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
