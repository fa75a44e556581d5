//! Defaults of an environment that never come into force.

use crate::check::{At, Checked, Found, Levels, Rule};
use crate::diagnostic::{FieldPath, Place};
use crate::load::{Node, Value};
use crate::model::lint::Level;
use crate::plan::workload::Workload;

use crate::check::is_own;

pub const RULE: Rule = Rule {
    name: "shadowed-default",
    finds: "a default of an environment that a more specific table of a lower layer outranks",
    why:
        "Specific beats general, whatever the layer: a profile's value and a workload's own win over `[defaults]`, even
where these are of the environment. The environment then seems to say something that is not so.",
    instead: "Set it in the same table, in the environment's layer: in the profile, or in the workload's own table.",
    levels: Levels::always(Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    let Some(defaults) = checked.provenance.tree.get("defaults").and_then(Node::table) else { return };
    let target = checked.environment.target.as_str();
    for (family, entry) in &defaults.entries {
        let workloads: Vec<&Workload> =
            checked.plan.workloads().filter(|workload| is_of(checked, workload, family)).collect();
        let mut leaves = Vec::new();
        leaves_below(&entry.node, &FieldPath::default(), &mut leaves);
        for (field, node) in leaves {
            if !is_own(checked.provenance.sources, &checked.environment.name, node.place) {
                continue;
            }
            let keys = field.keys();
            let keys = match keys.first().map(String::as_str) {
                Some(overlay) if overlay == target => &keys[1..],
                Some("kubernetes" | "compose") => continue,
                _ => keys,
            };
            let outranked: Vec<(&str, Place)> = workloads
                .iter()
                .filter_map(|workload| Some((workload.id.as_str(), lower(checked, workload, keys, node)?)))
                .collect();
            let Some((_, place)) = outranked.first() else { continue };
            let ids: Vec<String> = outranked.iter().map(|(id, _)| format!("`{id}`")).collect();
            let message = format!("`{field}` of `defaults.{family}` says nothing to {}", ids.join(", "));
            let label = format!("more specific: {}", checked.provenance.sources.address(*place));
            found.push(
                At::model(FieldPath::new(
                    ["defaults", family.as_ref()].into_iter().map(str::to_owned).chain(field.keys().iter().cloned()),
                )),
                message,
                label,
            );
        }
    }
}

fn is_of(checked: &Checked<'_>, workload: &Workload, family: &str) -> bool {
    let root = workload.role.table();
    match family {
        "service" => root == "services",
        "job" => root == "jobs",
        kind => {
            root == "components" && checked.environment.components.get(&workload.id).is_some() && workload.kind == kind
        }
    }
}

/// Where a lower layer sets the field to something else.
fn lower(checked: &Checked<'_>, workload: &Workload, keys: &[String], default: &Node<'_>) -> Option<Place> {
    let node = checked.provenance.workloads.get(&workload.id)?.find(keys)?;
    // What platgen brings along is below all defaults.
    let is_lower = node.place != default.place
        && !is_own(checked.provenance.sources, &checked.environment.name, node.place)
        && node.table().is_none();
    (is_lower && !is_same(node, default)).then_some(node.place)
}

fn leaves_below<'n, 's>(node: &'n Node<'s>, at: &FieldPath, leaves: &mut Vec<(FieldPath, &'n Node<'s>)>) {
    match node.table() {
        Some(table) => {
            table.entries.iter().for_each(|(key, entry)| leaves_below(&entry.node, &at.then(key.as_ref()), leaves))
        }
        None => leaves.push((at.clone(), node)),
    }
}

fn is_same(one: &Node<'_>, other: &Node<'_>) -> bool {
    match (&one.value, &other.value) {
        (Value::String(one), Value::String(other)) => one == other,
        (Value::Integer(one), Value::Integer(other)) => one == other,
        (Value::Float(one), Value::Float(other)) => one == other,
        (Value::Boolean(one), Value::Boolean(other)) => one == other,
        (Value::List(one), Value::List(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| is_same(one, other))
        }
        (Value::Table(_) | Value::Date, _)
        | (Value::String(_) | Value::Integer(_) | Value::Float(_) | Value::Boolean(_) | Value::List(_), _) => false,
    }
}
