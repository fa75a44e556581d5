//! Where every field of an environment was set, and what was taken out of it by whom.

use crate::diagnostic::{FieldPath, Place, Sources};
use crate::load::{Map, Node};

use super::general::General;
use super::workload::Target;

/// Where every field of an environment was set.
pub struct Provenance<'s> {
    /// The texts that all places point into.
    pub sources: &'s Sources,
    /// The layers merged, before specificity.
    pub tree: &'s Node<'s>,
    /// The complete tables of the workloads, by ID.
    pub workloads: Map<String, Node<'s>>,
    /// What the workloads started from.
    pub(super) general: General<'s>,
}

/// The tables whose entries are workloads.
pub const WORKLOADS: [&str; 3] = ["services", "components", "jobs"];

impl<'s> Provenance<'s> {
    pub(super) fn new(sources: &'s Sources, general: General<'s>) -> Self {
        Self { sources, tree: general.tree, workloads: Map::default(), general }
    }

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

    /// What took a field away that something below had set: an `unset`, or what put it out of force.
    pub fn removed_at(&self, path: &FieldPath) -> Option<Place> {
        let standing = self.standing(path).and_then(|(tree, keys)| tree.removed_at(keys));
        standing.or_else(|| self.tree.removed_at(path.keys()))
    }

    /// As `removed_at`, for a whole workload of which the ID alone is known.
    pub fn workload_removed_at(&self, id: &str) -> Option<Place> {
        workload_removed_at(self.tree, id)
    }

    /// The node of a workload's field where the workload's own table sets it, itself or in the overlay of `target`;
    /// none where it comes from defaults, profiles or the kind.
    pub fn own(&self, path: &FieldPath, target: Target) -> Option<&Node<'s>> {
        let [root, id, field @ ..] = path.keys() else { return None };
        let own = self.tree.get(root)?.get(id)?;
        own.find(field).or_else(|| own.get(target.as_str())?.find(field))
    }

    /// The tree that a field stands in, and its keys there.
    fn standing<'p>(&self, path: &'p FieldPath) -> Option<(&Node<'s>, &'p [String])> {
        match path.keys() {
            [root, id, rest @ ..] if is_workload_root(root) => Some((self.workloads.get(id)?, rest)),
            keys => Some((self.tree, keys)),
        }
    }
}

pub(super) fn workload_removed_at(tree: &Node<'_>, id: &str) -> Option<Place> {
    WORKLOADS.iter().find_map(|root| tree.removed_at(&[(*root).to_owned(), id.to_owned()]))
}

fn is_workload_root(root: &str) -> bool {
    WORKLOADS.contains(&root)
}
