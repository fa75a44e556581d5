//! Trees over trees: a table merges, everything else replaces, and what was replaced is remembered.
//! What the language adds to that (alternatives, kinds, enum siblings) is handed in as `Rules`.

use crate::diagnostic::{Diagnostic, FieldPath, Place, Report};

use super::tree::{Dropped, Node, Table, Value};

/// What a language says about merging, as plain functions of a table's path.
#[derive(Clone, Copy)]
pub struct Rules {
    /// Keys of the table at this path of which only one may be set.
    pub alternatives: fn(&[&str]) -> &'static [&'static [&'static str]],
    /// Whether the table at this path starts afresh when this key changes its value.
    pub discriminator: fn(&[&str]) -> Option<&'static str>,
    /// Keys of the lower table that the higher one puts out of force.
    pub shadowed: fn(&[&str], &Table<'_>) -> Vec<Shadow>,
    /// Whether `enabled = false` leaves the other keys of this table settable.
    pub settable_when_off: fn(&[&str]) -> bool,
}

/// One key put out of force, and the key of the higher table that did it.
pub struct Shadow {
    pub key: &'static str,
    pub by: &'static str,
}

pub struct Merge<'r> {
    pub rules: &'r Rules,
    pub report: &'r mut Report,
}

impl Merge<'_> {
    /// Lays `high` over `low`; `path` is where both stand.
    pub fn over<'s, 'p>(&mut self, low: &mut Node<'s>, high: &'p Node<'s>, path: &mut Vec<&'p str>) {
        let (Value::Table(below), Value::Table(above)) = (&mut low.value, &high.value) else {
            let mut chain = std::mem::take(&mut low.below);
            chain.push(low.place);
            chain.extend_from_slice(&high.below);
            *low = high.clone();
            low.below = chain;
            return;
        };
        let below: &mut Table<'s> = below;
        if self.starts_afresh(below, above, path) {
            let dropped = below.entries.keys().cloned().collect::<Vec<_>>();
            for key in dropped {
                below.drop_key(&key, high.place);
            }
        }
        self.drop_shadowed(below, above, path);
        self.refuse_set_but_off(below, above, path);
        below.dropped.extend(above.dropped.iter().cloned());
        for (key, entry) in &above.entries {
            match below.entries.get_mut(key) {
                Some(known) => {
                    path.push(key);
                    self.over(&mut known.node, &entry.node, path);
                    path.pop();
                }
                None => {
                    below.entries.insert(key.clone(), entry.clone());
                }
            }
        }
    }

    fn starts_afresh(&self, below: &Table<'_>, above: &Table<'_>, path: &[&str]) -> bool {
        let Some(key) = (self.rules.discriminator)(path) else { return false };
        let kind = |table: &Table<'_>| table.get(key).and_then(Node::string).map(str::to_owned);
        match (kind(below), kind(above)) {
            (Some(old), Some(new)) => old != new,
            _ => false,
        }
    }

    fn drop_shadowed(&self, below: &mut Table<'_>, above: &Table<'_>, path: &[&str]) {
        for group in (self.rules.alternatives)(path) {
            let Some(chosen) = group.iter().find_map(|member| above.entries.get(*member)) else { continue };
            for member in group.iter().filter(|member| !above.entries.contains_key(**member)) {
                below.drop_key(member, chosen.key);
            }
        }
        for shadow in (self.rules.shadowed)(path, above) {
            let by = above.entries.get(shadow.by).map_or(Place { source: 0, start: 0, end: 0 }, |entry| entry.key);
            below.drop_key(shadow.key, by);
        }
    }

    fn refuse_set_but_off(&mut self, below: &Table<'_>, above: &Table<'_>, path: &[&str]) {
        let Some(switch) = below.get("enabled").filter(|enabled| enabled.is_false()) else { return };
        if above.entries.contains_key("enabled") || (self.rules.settable_when_off)(path) {
            return;
        }
        if let Some((key, entry)) = above.entries.first() {
            let table = FieldPath::new(path.iter().copied());
            self.report.push(
                Diagnostic::error(
                    "set-but-off",
                    entry.key,
                    format!("`{table}.{key}` is set, but `{table}` is switched off"),
                )
                .label("add `enabled = true` beside it, or remove it")
                .also(switch.place, "switched off here"),
            );
        }
    }

    /// Lays a further file of the same layer beside: both may add, neither may override the other.
    pub fn beside<'s>(&mut self, first: &mut Node<'s>, second: Node<'s>, path: &mut Vec<String>) {
        let (Value::Table(known), Value::Table(added)) = (&mut first.value, second.value) else { return };
        for (key, entry) in added.into_inner().entries {
            match known.entries.get_mut(&key) {
                None => {
                    known.entries.insert(key, entry);
                }
                Some(present) if present.node.table().is_some() && entry.node.table().is_some() => {
                    path.push(key.into_owned());
                    self.beside(&mut present.node, entry.node, path);
                    path.pop();
                }
                Some(present) => {
                    let field = FieldPath::new(path.iter().cloned()).then(key.as_ref());
                    self.report.push(
                        Diagnostic::error(
                            "duplicate-setting",
                            entry.key,
                            format!("`{field}` is set by two files of one layer"),
                        )
                        .label("set again here")
                        .also(present.key, "first set here"),
                    );
                }
            }
        }
    }

    /// Reports tables of one layer that set two alternatives at once.
    pub fn refuse_two_alternatives<'p>(&mut self, node: &'p Node<'_>, path: &mut Vec<&'p str>) {
        let Value::Table(table) = &node.value else { return };
        for group in (self.rules.alternatives)(path) {
            let mut set = group.iter().filter_map(|member| table.entries.get_key_value(*member));
            if let (Some((first, one)), Some((second, other))) = (set.next(), set.next()) {
                let field = FieldPath::new(path.iter().copied());
                self.report.push_at(
                    field.clone(),
                    Diagnostic::error(
                        "two-alternatives",
                        other.key,
                        format!("`{field}` takes either `{first}` or `{second}`"),
                    )
                    .label("remove one of the two")
                    .also(one.key, format!("`{first}` is set here")),
                );
            }
        }
        for (key, entry) in &table.entries {
            path.push(key);
            self.refuse_two_alternatives(&entry.node, path);
            path.pop();
        }
    }
}

/// Removes what `path` names (`*` is any one key) and returns how many fields that were.
pub fn unset(node: &mut Node<'_>, path: &[String], by: Place) -> usize {
    let (Value::Table(table), Some((key, rest))) = (&mut node.value, path.split_first()) else { return 0 };
    let keys: Vec<String> = match key.as_str() {
        "*" => table.entries.keys().map(|key| key.clone().into_owned()).collect(),
        one => table.entries.get_key_value(one).map(|(key, _)| key.clone().into_owned()).into_iter().collect(),
    };
    let mut removed = 0;
    for key in keys {
        if rest.is_empty() {
            if let Some((key, entry)) = table.entries.shift_remove_entry(key.as_str()) {
                table.dropped.push(Dropped { key, node: entry.node, by });
                removed += 1;
            }
        } else if let Some(entry) = table.entries.get_mut(key.as_str()) {
            removed += unset(&mut entry.node, rest, by);
        }
    }
    removed
}
