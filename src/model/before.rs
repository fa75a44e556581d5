//! An environment that was typed before, without a fault: what has the same layers in another one is taken over from it.

use std::collections::BTreeSet;

use crate::diagnostic::{FieldPath, Sources};
use crate::load::Node;

use super::environment::Environment;
use super::general::General;
use super::provenance::Provenance;
use super::resolve::Family;
use super::workload::Target;

#[derive(Clone, Copy)]
pub struct Before<'b> {
    pub environment: &'b Environment,
    pub provenance: &'b Provenance<'b>,
    /// The workloads that matter, if not all do: others are left out, and nothing is validated.
    pub only: Option<&'b BTreeSet<String>>,
}

impl<'b> Before<'b> {
    pub(super) fn is_of(&self, target: Target, sources: &Sources) -> bool {
        self.environment.target == target && std::ptr::eq(self.provenance.sources, sources)
    }

    /// Whether this is its table, or neither has one.
    pub(super) fn has_table(&self, name: &str, node: Option<&Node<'_>>) -> bool {
        Node::are_one(self.provenance.tree.get(name), node)
    }

    /// The complete table of a workload that wrote the same itself and started from the same.
    pub(super) fn workload(
        &self,
        path: &FieldPath,
        own: &Node<'_>,
        family: Family<'_>,
        general: &General<'_>,
    ) -> Option<&'b Node<'b>> {
        let [_, id] = path.keys() else { return None };
        let complete = self.provenance.workloads.get(id)?;
        let is_same = Node::are_one(self.provenance.tree.find(path.keys()), Some(own))
            && general.gives_the_same(&self.provenance.general, id, complete, family);
        is_same.then_some(complete)
    }
}
