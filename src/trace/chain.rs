//! Who set a leaf, and what it overrode.

use crate::diagnostic::{FieldPath, Place};
use crate::load::{Node, Value};
use crate::model::Provenance;

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
        let root = ["services", "components", "jobs"];
        let root =
            root.into_iter().find(|root| provenance.tree.get(root).is_some_and(|all| all.get(owner).is_some()))?;
        held(table, leaf.place, &FieldPath::new([root, owner]), &[])
    });
    resolved.unwrap_or_else(|| {
        let below = provenance.tree.find(leaf.path.keys()).map(|node| node.below.clone()).unwrap_or_default();
        Chain { path: leaf.path.clone(), places: below.into_iter().chain([leaf.place]).collect() }
    })
}

/// The field of a table that holds what stands at a place. What is in a list overrode what the list did.
fn held(node: &Node<'_>, place: Place, path: &FieldPath, below: &[Place]) -> Option<Chain> {
    let below = if node.below.is_empty() { below } else { &node.below };
    match &node.value {
        Value::Table(table) if !table.entries.is_empty() => {
            table.entries.iter().find_map(|(key, entry)| held(&entry.node, place, &path.then(key.as_ref()), &[]))
        }
        Value::List(items) if !items.is_empty() => {
            let mut items = items.iter().enumerate();
            items.find_map(|(index, item)| held(item, place, &path.then(index.to_string()), below))
        }
        _ if node.place == place => {
            Some(Chain { path: path.clone(), places: below.iter().copied().chain([place]).collect() })
        }
        Value::Table(_)
        | Value::List(_)
        | Value::String(_)
        | Value::Integer(_)
        | Value::Float(_)
        | Value::Boolean(_)
        | Value::Date => None,
    }
}
