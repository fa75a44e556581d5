//! Who set a leaf, and what it overrode.

use crate::diagnostic::{FieldPath, Place};
use crate::load::{Lists, Node};
use crate::model::{Provenance, WORKLOADS};

use super::leaf::Leaf;

/// A field, and where it was set, lowest first, winner last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    pub path: FieldPath,
    pub places: Vec<Place>,
}

/// Of a workload's own field if the leaf is what holds there, with the defaults and profiles that it overrode; else of
/// the leaf where it stands.
pub fn chain(leaf: &Leaf, owner: Option<&str>, provenance: &Provenance<'_>) -> Chain {
    let of_owner = owner.and_then(|owner| Some((owner, provenance.workloads.get(owner)?)));
    let resolved = of_owner.and_then(|(owner, table)| {
        let has_it = |root: &&str| provenance.tree.get(root).is_some_and(|all| all.get(owner).is_some());
        let root = WORKLOADS.into_iter().find(has_it)?;
        held(table, leaf.place, &FieldPath::new([root, owner]))
    });
    resolved.unwrap_or_else(|| {
        let below = provenance.tree.find(leaf.path.keys()).map(|node| node.below.clone()).unwrap_or_default();
        Chain { path: leaf.path.clone(), places: below.into_iter().chain([leaf.place]).collect() }
    })
}

/// The field of a table that holds what stands at a place. What is in a list overrode what the list did.
fn held(table: &Node<'_>, place: Place, path: &FieldPath) -> Option<Chain> {
    let mut found: Option<Vec<String>> = None;
    table.leaves(Lists::Items, &mut |keys, node| {
        if found.is_none() && node.place == place {
            found = Some(keys.to_vec());
        }
    });
    let keys = found?;
    let is_item = |length: &usize| table.find(&keys[..length - 1]).is_some_and(|node| !node.items().is_empty());
    let lists = (1..=keys.len()).rev().take_while(is_item).map(|length| length - 1);
    let mut holders = [keys.len()].into_iter().chain(lists).filter_map(|length| table.find(&keys[..length]));
    let below = holders.find(|node| !node.below.is_empty()).map(|node| node.below.clone()).unwrap_or_default();
    let keys = path.keys().iter().chain(&keys);
    Some(Chain { path: FieldPath::new(keys), places: below.into_iter().chain([place]).collect() })
}
