//! Where every field of an environment was set: the trees that it was typed from stay beside it.

use crate::diagnostic::{FieldPath, Place, Sources};
use crate::load::{Map, Node};

/// Where every field of an environment was set.
pub struct Provenance<'s> {
    /// The texts that all places point into.
    pub sources: &'s Sources,
    /// The layers merged, before specificity.
    pub tree: &'s Node<'s>,
    /// The complete tables of the workloads, by ID.
    pub workloads: Map<String, Node<'s>>,
}

impl<'s> Provenance<'s> {
    /// The best place for a word about a field: of its value, else of the nearest table that exists.
    pub fn place(&self, path: &FieldPath) -> Place {
        match path.keys() {
            [root, id, rest @ ..] if is_workload_root(root) => match self.workloads.get(id) {
                Some(table) if table.find(&rest[..rest.len().min(1)]).is_some() && !rest.is_empty() => {
                    table.nearest_place(&FieldPath::new(rest.iter().cloned()))
                }
                _ => self.tree.nearest_place(path),
            },
            _ => self.tree.nearest_place(path),
        }
    }

    /// The place of the key itself, where not the value is at fault but what it is called.
    pub fn key_place(&self, path: &FieldPath) -> Place {
        self.standing(path).and_then(|(tree, keys)| tree.key_place(keys)).unwrap_or_else(|| self.place(path))
    }

    /// The node of a field, with all that lower layers said.
    pub fn node(&self, path: &FieldPath) -> Option<&Node<'s>> {
        self.standing(path).and_then(|(tree, keys)| tree.find(keys))
    }

    /// The tree that a field stands in, and its keys there.
    fn standing<'p>(&self, path: &'p FieldPath) -> Option<(&Node<'s>, &'p [String])> {
        match path.keys() {
            [root, id, rest @ ..] if is_workload_root(root) => Some((self.workloads.get(id)?, rest)),
            keys => Some((self.tree, keys)),
        }
    }
}

fn is_workload_root(root: &str) -> bool {
    matches!(root, "services" | "components" | "jobs")
}
