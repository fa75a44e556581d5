//! What workloads start from: defaults and profiles, each with the overlay of the target at hand.

use crate::diagnostic::{Diagnostic, FieldPath, Report, suggestion};
use crate::load::{Map, Node, typed};

use super::kinds;
use super::provenance::{WORKLOADS, workload_removed_at};
use super::resolve::{Family, MEMBERS, check_types, entries, overlaid};
use super::workload::Target;

/// The tables that workloads start from, with the target's overlay laid in.
pub struct General<'s> {
    pub(super) defaults: Map<String, Node<'s>>,
    pub(super) profiles: Map<String, Node<'s>>,
    /// Profile → the IDs of those that take it although they do not name it.
    members: Map<String, Vec<String>>,
    /// The layers merged.
    pub(super) tree: &'s Node<'s>,
    pub(super) target: Target,
}

impl<'s> General<'s> {
    pub fn new(tree: &'s Node<'s>, target: Target) -> Self {
        Self { defaults: Map::default(), profiles: Map::default(), members: Map::default(), tree, target }
    }

    /// What is the same as `before` is taken over: it has no fault.
    pub fn read(tree: &'s Node<'s>, target: Target, before: Option<&Self>, report: &mut Report) -> Self {
        let mut general = Self::new(tree, target);
        let known = |root: &str, name: &str, node: &Node<'s>| {
            before.filter(|before| Node::are_one(before.tree.get(root).and_then(|table| table.get(name)), Some(node)))
        };
        for (name, entry) in entries(tree.get("defaults")) {
            let path = FieldPath::new(["defaults", name]);
            let family = match name {
                "service" => Some(Family::Service),
                "job" => Some(Family::Job),
                kind => kinds::WORDS.contains(&kind).then_some(Family::Component(kind)),
            };
            match family {
                Some(family) => {
                    let table = match known("defaults", name, &entry.node) {
                        Some(before) => before.defaults[name].clone(),
                        None => general_table(&entry.node, target, &path, family, report),
                    };
                    general.defaults.insert(name.to_owned(), table);
                }
                None => {
                    let known = ["service", "job"].into_iter().chain(kinds::WORDS);
                    report.push_at(
                        path.clone(),
                        Diagnostic::error("unknown-key", entry.key, format!("`{path}` is no key that platgen knows"))
                            .label(suggestion(name, known)),
                    );
                }
            }
        }
        for (name, entry) in entries(tree.get("profiles")) {
            let path = FieldPath::new(["profiles", name]);
            let known = known("profiles", name, &entry.node);
            let members: Option<Vec<String>> = match known {
                Some(before) => before.members.get(name).cloned(),
                None => entry.node.get(MEMBERS).map(|members| typed(members, &path.then(MEMBERS), report)),
            };
            if let Some(members) = members {
                general.refuse_unknown_members(&members, &path.then(MEMBERS), report);
                general.members.insert(name.to_owned(), members);
            }
            let table = match known {
                Some(before) => before.profiles[name].clone(),
                None => {
                    let mut table = entry.node.clone();
                    table.remove(&[MEMBERS.to_owned()]);
                    general_table(&table, target, &path, Family::Service, report)
                }
            };
            general.profiles.insert(name.to_owned(), table);
        }
        general
    }

    fn refuse_unknown_members(&self, members: &[String], path: &FieldPath, report: &mut Report) {
        let tables = || WORKLOADS.into_iter().filter_map(|root| self.tree.get(root)?.table());
        let known = || tables().flat_map(|table| table.entries.keys().map(AsRef::as_ref));
        for (index, id) in members.iter().enumerate().filter(|(_, id)| !known().any(|known| known == id.as_str())) {
            let at = path.then(index.to_string());
            let known: Vec<&str> = known().collect();
            let fault = Diagnostic::error(
                "unknown-reference",
                self.tree.nearest_place(&at),
                format!("there is no workload `{id}`"),
            )
            .label(suggestion(id, known));
            let removed = workload_removed_at(self.tree, id);
            report.push_at(at, removed.into_iter().fold(fault, |fault, place| fault.also(place, "removed here")));
        }
    }

    /// Whether a workload that wrote the same itself starts from the same here as `before`, where it came to `complete`.
    pub fn gives_the_same(&self, before: &Self, id: &str, complete: &Node<'_>, family: Family<'_>) -> bool {
        let defaults = self.defaults.get(family.default_name());
        let containers = ["init", "sidecars"].into_iter().flat_map(|group| entries(complete.get(group)));
        let tables = containers.map(|(_, entry)| &entry.node).chain([complete]).chain(defaults);
        let lists = tables.filter_map(|table| table.get("profiles"));
        let mut named = lists.flat_map(|list| list.items().iter().filter_map(Node::string));
        let is_same = |name: &str| Node::are_one(self.profiles.get(name), before.profiles.get(name));
        Node::are_one(defaults, before.defaults.get(family.default_name()))
            && self.joined_by(id).eq(before.joined_by(id))
            && self.joined_by(id).all(is_same)
            && named.all(is_same)
    }

    /// Marks what a workload lacks because what it starts from has a fault there: that was told where it stands.
    pub(super) fn excuse(&self, complete: &Node<'_>, path: &FieldPath, family: Family<'_>, report: &mut Report) {
        let [_, id] = path.keys() else { return };
        let named = complete.get("profiles").into_iter().flat_map(|list| list.items().iter().filter_map(Node::string));
        let profiles = named.chain(self.joined_by(id)).map(|profile| FieldPath::new(["profiles", profile]));
        let starts = profiles.chain([FieldPath::new(["defaults", family.default_name()])]);
        let faults: Vec<FieldPath> = starts.flat_map(|start| report.faults_below(&start)).collect();
        for fault in faults {
            let rest = &fault.keys()[2..];
            if complete.find(rest).is_none() {
                let rest: Vec<&str> = rest.iter().map(String::as_str).collect();
                report.mark(path.join(&rest));
            }
        }
    }

    /// The names of the profiles that name a workload.
    pub(super) fn joined_by(&self, id: &str) -> impl Iterator<Item = &str> {
        let joined = self.members.iter().filter(move |(_, members)| members.iter().any(|member| member == id));
        joined.map(|(profile, _)| profile.as_str())
    }
}

/// A table of defaults or a profile. Its faults are reported here, once, and taken out.
fn general_table<'s>(
    node: &Node<'s>,
    target: Target,
    path: &FieldPath,
    family: Family<'_>,
    report: &mut Report,
) -> Node<'s> {
    let mut table = overlaid(node, target, path, family, report).into_owned();
    let before = report.diagnostics.len();
    check_types(&table, path, family, report);
    if report.diagnostics.len() > before {
        for faulted in report.faults_below(path) {
            table.remove(&faulted.keys()[path.keys().len()..]);
        }
    }
    table
}
