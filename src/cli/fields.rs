//! What is known about fields: who set each, in order, and what was put out of force by whom.

use crate::diagnostic::{Diagnostic, FieldPath, Place, Report, Sources};
use crate::load::{Node, Table};
use crate::model::Provenance;
use crate::trace::Chain;

/// One field that is set, or was until somebody dropped it.
pub struct Field {
    pub path: FieldPath,
    /// Where it was set, lowest first, winner last.
    pub origins: Vec<Place>,
    /// What put it out of force.
    pub dropped_by: Option<Place>,
    is_empty_table: bool,
}

impl Field {
    fn new(path: FieldPath, node: &Node<'_>, dropped_by: Option<Place>) -> Self {
        let origins = node.below.iter().chain([&node.place]).copied().collect();
        Self { path, origins, dropped_by, is_empty_table: node.table().is_some() }
    }

    /// A field that holds, of which the chain is known.
    pub fn of_chain(chain: Chain) -> Self {
        Self { path: chain.path, origins: chain.places, dropped_by: None, is_empty_table: false }
    }

    /// A value as its layer has it, if it may be shown.
    pub fn text<'s>(&self, place: Place, sources: &'s Sources) -> &'s str {
        match self.is_empty_table {
            true => "{}",
            false if is_secret(&self.path) => "<secret>",
            false => sources.text(place),
        }
    }
}

/// Passwords and the values of secrets: the model's secret literals.
pub fn is_secret(path: &FieldPath) -> bool {
    let keys: Vec<&str> = path.keys().iter().map(String::as_str).collect();
    matches!(keys[..], [.., "password"] | ["secrets", _, "keys", _, "value"])
}

/// An argument read as a path.
pub fn parsed(text: &str, place: Place, report: &mut Report) -> Option<FieldPath> {
    match FieldPath::parse(text) {
        Ok(path) => Some(path),
        Err((at, why)) => {
            let place = Place { start: place.start + at as u32, ..place };
            report.push(Diagnostic::error("bad-path", place, format!("`{text}` is no path of keys")).label(why));
            None
        }
    }
}

/// The node of a field: in the complete table of a workload where it is one's, else in the merged layers.
pub fn node<'p, 's>(provenance: &'p Provenance<'s>, path: &FieldPath) -> Option<&'p Node<'s>> {
    provenance.tree.find(path.keys().get(..2).unwrap_or(path.keys()))?;
    provenance.node(path)
}

/// The field itself, or all fields of a table, after those of the same path that were dropped.
pub fn fields(provenance: &Provenance<'_>, path: &FieldPath, node: &Node<'_>) -> Vec<Field> {
    let mut fields = dropped_at(provenance, path);
    leaves(Some(provenance), path, node, None, &mut fields);
    fields
}

/// The fields of this path that were dropped.
pub fn dropped_at(provenance: &Provenance<'_>, path: &FieldPath) -> Vec<Field> {
    let mut fields = Vec::new();
    if let Some((key, table)) = parent(provenance, path) {
        dropped(table, path, Some(key), &mut fields);
    }
    fields
}

fn leaves(
    provenance: Option<&Provenance<'_>>,
    path: &FieldPath,
    shown: &Node<'_>,
    by: Option<Place>,
    fields: &mut Vec<Field>,
) {
    let shown = provenance.and_then(|provenance| node(provenance, path)).unwrap_or(shown);
    let Some(table) = shown.table().filter(|table| !table.entries.is_empty() || !table.dropped.is_empty()) else {
        fields.push(Field::new(path.clone(), shown, by));
        return;
    };
    dropped(table, path, None, fields);
    for (key, entry) in &table.entries {
        leaves(provenance, &path.then(key.as_ref()), &entry.node, by, fields);
    }
}

/// What was dropped from a table: all of it, or one `key`. `path` is the table's, or that of the key.
fn dropped(table: &Table<'_>, path: &FieldPath, only: Option<&str>, fields: &mut Vec<Field>) {
    for dropped in table.dropped.iter().filter(|dropped| only.is_none_or(|key| dropped.key == key)) {
        let path = if only.is_some() { path.clone() } else { path.then(dropped.key.as_ref()) };
        leaves(None, &path, &dropped.node, Some(dropped.by), fields);
    }
}

/// The last key of a path, and the table it stands in.
fn parent<'p, 'k>(provenance: &'p Provenance<'_>, path: &'k FieldPath) -> Option<(&'k str, &'p Table<'p>)> {
    let (key, above) = path.keys().split_last()?;
    Some((key, node(provenance, &FieldPath::new(above))?.table()?))
}
