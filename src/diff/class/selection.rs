//! Labels by which policies and Services find pods and namespaces.

use serde_json::Value as Json;

use super::Class;
use super::leaf::{Leaf, values};
use crate::diff::document::Document;

/// A label of pods. What selects by it, selects other pods now.
pub fn relabelled(key: &str, leaf: &Leaf<'_>) -> Vec<Class> {
    moved(leaf, |document| match document.id.kind.as_ref() {
        "NetworkPolicy" => selects(document, "podSelector", key, leaf),
        "Service" if document.id.namespace.as_deref() == leaf.namespace => {
            let wanted = document.json.pointer("/spec/selector").and_then(|selector| selector.get(key));
            wanted.is_some_and(|wanted| is_of(wanted, leaf))
        }
        _ => false,
    })
}

/// A label of a namespace.
pub fn namespace_relabelled(key: &str, leaf: &Leaf<'_>) -> Vec<Class> {
    moved(leaf, |document| document.id.kind == "NetworkPolicy" && selects(document, "namespaceSelector", key, leaf))
}

fn moved(leaf: &Leaf<'_>, by: impl Fn(&Document) -> bool) -> Vec<Class> {
    if leaf.context.before.iter().chain(leaf.context.after).any(by) {
        vec![Class::OpensNetwork, Class::ClosesNetwork]
    } else {
        Vec::new()
    }
}

/// Whether a selector of that name, anywhere in the policy, asks for the label.
fn selects(policy: &Document, selector: &str, label: &str, leaf: &Leaf<'_>) -> bool {
    values(&policy.json).iter().any(|(path, value)| {
        let keys = path.keys();
        let below = keys.iter().position(|key| *key == selector).map_or(&[] as &[&str], |at| &keys[at + 1..]);
        match below {
            ["matchLabels", key] => *key == label && is_of(value, leaf),
            ["matchExpressions", "[]", "key"] => *value == label,
            _ => false,
        }
    })
}

/// Whether the label has had the value that is asked for, or has it now.
fn is_of(wanted: &Json, leaf: &Leaf<'_>) -> bool {
    leaf.before == Some(wanted) || leaf.after == Some(wanted)
}
