//! Labels by which policies and Services find pods and namespaces.

use serde_json::Value as Json;

use super::Class;
use super::context::Labels;
use super::leaf::Leaf;

/// A label of pods. What selects by it, selects other pods now.
pub fn relabelled(key: &str, leaf: &Leaf<'_>) -> Vec<Class> {
    let is_served = values(leaf).any(|value| leaf.context.is_served(leaf.namespace, key, value));
    moved(is_served || is_asked(&leaf.context.pods, key, leaf))
}

/// A label of a namespace.
pub fn namespace_relabelled(key: &str, leaf: &Leaf<'_>) -> Vec<Class> {
    moved(is_asked(&leaf.context.namespaces, key, leaf))
}

fn moved(is_selected: bool) -> Vec<Class> {
    if is_selected { vec![Class::OpensNetwork, Class::ClosesNetwork] } else { Vec::new() }
}

/// Whether the label has had the value that is asked for, or has it now.
fn is_asked(labels: &Labels<'_>, key: &str, leaf: &Leaf<'_>) -> bool {
    labels.asks_any(key) || values(leaf).any(|value| labels.asks(key, value))
}

fn values<'c>(leaf: &Leaf<'c>) -> impl Iterator<Item = &'c str> {
    [leaf.before, leaf.after].into_iter().flatten().filter_map(Json::as_str)
}
