//! The leaves of an environment: every single value that somebody wrote, in a list too, and those that a component's
//! kind brings along.

use std::collections::BTreeSet;

use crate::diagnostic::{FieldPath, Place, SourceKind};
use crate::load::{Lists, Node};
use crate::model::{Provenance, WORKLOADS, entries};

use super::alteration::{Alteration, Names, alternatives, is_name};

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Leaf {
    pub path: FieldPath,
    pub place: Place,
}

impl Leaf {
    /// The ID of the workload in whose own table it stands, if in any.
    pub fn workload(&self) -> Option<&str> {
        match self.path.keys() {
            [table, id, ..] if WORKLOADS.contains(&table.as_str()) => Some(id),
            _ => None,
        }
    }
}

/// Whether it names the Service that a workload shares with others.
pub fn names_group(path: &FieldPath) -> bool {
    matches!(path.keys(), [_, _, key] if key == "group")
}

/// A leaf, and what can be done to it that may show.
pub struct Candidate {
    pub leaf: Leaf,
    /// The value that is likeliest to show comes first; then, that there is none.
    pub ways: Vec<Alteration>,
    /// Whether each of its values may stand for something else altogether.
    pub is_name: bool,
}

impl Candidate {
    /// The likeliest first.
    pub fn values(&self) -> impl Iterator<Item = &Alteration> {
        self.ways.iter().filter(|way| matches!(way, Alteration::Set(_)))
    }

    /// Whether hardly anything is left as it was without it. Such a leaf is taken out alone, never along with others, and
    /// whether it can be altered at all shows only in everything.
    pub fn is_needed(&self) -> bool {
        let keys: Vec<&str> = self.leaf.path.keys().iter().map(String::as_str).collect();
        let is_of_all = matches!(keys[..], ["platform", "name" | "namespace" | "kubernetes"] | [_, _, "ports", _]);
        is_of_all || self.decides_kind()
    }

    /// Whether it decides what objects there are.
    pub fn decides_kind(&self) -> bool {
        let keys: Vec<&str> = self.leaf.path.keys().iter().map(String::as_str).collect();
        matches!(
            keys[..],
            ["tier" | "targets", ..] | [_, _, "kind" | "enabled" | "controller"] | [.., "rollout", "strategy"]
        )
    }
}

/// Everything that decides anything: in written order, then what kinds bring along.
pub fn candidates(provenance: &Provenance<'_>) -> Vec<Candidate> {
    let tree = provenance.tree;
    let names = Names::of(tree);
    let mut found = Vec::new();
    tree.leaves(Lists::Items, &mut |keys, node| {
        let mut one = candidate(&names, FieldPath::new(keys), node);
        one.ways.insert(one.ways.len().min(1), Alteration::Remove);
        found.push(one);
    });
    for (id, table) in provenance.workloads.iter().filter(|(id, _)| tree.find(&component(id)).is_some()) {
        // Of what holds there, what nobody wrote in the layers.
        table.leaves(Lists::Whole, &mut |keys, node| {
            if provenance.sources.get(node.place.source).kind == SourceKind::BuiltIn {
                let path = FieldPath::new(component(id).iter().chain(keys));
                found.push(candidate(&names, path, node));
            }
        });
    }
    found
}

/// The tables that stand in those of workloads, profiles and defaults, as something that can be taken out.
pub fn tables(provenance: &Provenance<'_>) -> Vec<Candidate> {
    let mut found = Vec::new();
    for root in ["defaults", "profiles"].into_iter().chain(WORKLOADS) {
        for (id, entry) in entries(provenance.tree.get(root)) {
            let path = FieldPath::new([root, id]);
            entries(Some(&entry.node)).for_each(|(key, entry)| add_tables(&entry.node, &path.then(key), &mut found));
        }
    }
    found
}

fn add_tables(node: &Node<'_>, path: &FieldPath, found: &mut Vec<Candidate>) {
    if node.table().is_some_and(|table| !table.entries.is_empty()) {
        let leaf = Leaf { path: path.clone(), place: node.place };
        found.push(Candidate { leaf, ways: vec![Alteration::Remove], is_name: false });
        entries(Some(node)).for_each(|(key, entry)| add_tables(&entry.node, &path.then(key), found));
    }
}

fn candidate(names: &Names<'_>, path: FieldPath, node: &Node<'_>) -> Candidate {
    let leaf = Leaf { path, place: node.place };
    Candidate { leaf, ways: alternatives(names, &node.value), is_name: is_name(names, &node.value) }
}

/// The leaves at a path of an environment, or below it: those that stand there, and those that a workload took from
/// its defaults, its profiles or its kind.
pub fn at(path: &FieldPath, provenance: &Provenance<'_>) -> Vec<Candidate> {
    let mut held = BTreeSet::new();
    if let Some(node) = provenance.node(path) {
        node.leaves(Lists::Items, &mut |_, node| held.extend([node.place]));
    }
    let is_meant = |one: &Candidate| one.leaf.path.starts_with(path) || held.contains(&one.leaf.place);
    candidates(provenance).into_iter().filter(is_meant).collect()
}

fn component(id: &str) -> [String; 2] {
    ["components".to_owned(), id.to_owned()]
}
