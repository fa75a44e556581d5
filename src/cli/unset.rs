//! Fields that no layer sets: what holds in their place, or what to say where nothing does.

use crate::diagnostic::{Diagnostic, FieldPath, Place, suggestion};
use crate::load::Node;
use crate::model::{self, Lookup, Provenance};

use super::fields::node;

/// What the language says of a path at which nothing is set.
pub fn lookup(provenance: &Provenance<'_>, path: &FieldPath) -> Lookup {
    let keys: Vec<&str> = path.keys().iter().map(String::as_str).collect();
    let kind = match keys[..] {
        ["components", id, ..] => {
            provenance.tree.get("components").and_then(|components| components.get(id)?.get("kind"))
        }
        _ => None,
    };
    let is_set = |length: usize| node(provenance, &FieldPath::new(&path.keys()[..length])).is_some();
    model::unset(&keys, kind.and_then(Node::string), is_set)
}

/// What to say of a path at which nothing is set, and nothing holds in its place.
pub fn not_set(provenance: &Provenance<'_>, path: &FieldPath, lookup: &Lookup, asked_at: Place) -> Diagnostic {
    let keys = path.keys();
    let fault = Diagnostic::error("not-set", asked_at, format!("`{path}` is not set"));
    let above = (0..keys.len())
        .rev()
        .map(|length| FieldPath::new(&keys[..length]))
        .find_map(|above| Some((node(provenance, &above)?, above)));
    let Some((node, above)) = above else { return fault };
    let Some(table) = node.table() else {
        return fault.label(format!("`{above}` is {} and holds no keys", node.type_name()));
    };
    let length = above.keys().len();
    let set = table.entries.keys().map(AsRef::as_ref);
    let fault = match lookup {
        Lookup::Known(key) if key.is_table => {
            fault.label("no layer sets it; its keys have defaults of their own").help(&key.about)
        }
        Lookup::Known(key) => fault.label("no layer sets it, and it has no built-in default").help(&key.about),
        Lookup::OfLayers => fault.label("it says how layers become an environment, and is no field of one"),
        Lookup::Unknown(at, known) if *at > length => {
            fault.label(suggestion(&keys[*at], known.iter().map(String::as_str)))
        }
        Lookup::Unknown(_, known) => {
            let known = known.iter().map(String::as_str).filter(|key| !table.entries.contains_key(*key));
            fault.label(suggestion(&keys[length], set.chain(known)))
        }
    };
    table.dropped.iter().filter(|dropped| dropped.key == keys[length].as_str()).fold(fault, |fault, dropped| {
        fault.also(dropped.node.place, "set here").also(dropped.by, "put out of force here")
    })
}
