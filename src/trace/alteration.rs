//! Other layers than those that were written: leaves taken out, or with another value.

use std::collections::BTreeMap;

use crate::diagnostic::{FieldPath, Place};
use crate::load::{Entry, Node, Value};
use crate::model;

/// What is done to a leaf.
#[derive(Clone, Debug)]
pub enum Alteration {
    Remove,
    Set(Value<'static>),
}

/// A tree with these leaves altered. They are in written order.
pub fn altered<'s>(tree: &Node<'s>, alterations: &[(&FieldPath, &Alteration)]) -> Node<'s> {
    let mut tree = tree.clone();
    // From the end: what is taken out of a list moves the rest of it.
    for (path, alteration) in alterations.iter().rev() {
        match alteration {
            Alteration::Remove => drop(tree.remove(path.keys())),
            Alteration::Set(value) => set(&mut tree, path.keys(), value),
        }
    }
    tree
}

/// Sets a value, with the tables around it. Where a plain value stands in the way, nothing is done.
pub fn set<'s>(node: &mut Node<'s>, keys: &[String], value: &Value<'s>) {
    let Some((key, rest)) = keys.split_first() else {
        node.value = value.clone();
        return;
    };
    let place: Place = node.place;
    match &mut node.value {
        Value::Table(table) => {
            let missing = || Entry { key: place, node: Node::empty_table(place) };
            set(&mut table.entries.entry(key.clone().into()).or_insert_with(missing).node, rest, value);
        }
        Value::List(items) => {
            if let Some(item) = key.parse::<usize>().ok().and_then(|index| items.get_mut(index)) {
                set(item, rest, value);
            }
        }
        Value::String(_) | Value::Integer(_) | Value::Float(_) | Value::Boolean(_) | Value::Date => {}
    }
}

/// Whether a value names something, or is a word of an enum: each other one may stand for something else altogether.
pub fn is_name(names: &Names<'_>, value: &Value<'_>) -> bool {
    let Value::String(text) = value else { return false };
    names.0.contains_key(text.as_ref()) || !model::other_words(text).is_empty()
}

/// Other values of the same form: first the one that is likeliest to show.
pub fn alternatives(names: &Names<'_>, value: &Value<'_>) -> Vec<Alteration> {
    let texts = |text: &str| texts(names, text).into_iter().map(|text| Value::String(text.into()));
    let values: Vec<Value<'static>> = match value {
        Value::Boolean(boolean) => vec![Value::Boolean(!boolean)],
        // What is counted in steps, or has a bound, is moved far; one and none are often something else altogether.
        Value::Integer(number) => {
            let far = number.saturating_mul(16);
            let others = match number {
                // It may be a port.
                4096..=65535 => [number / 2, 1, number.saturating_add(1), far],
                _ => [far, 1, number / 2, number.saturating_add(1)],
            };
            let is_first = |at: usize| others[at] != *number && !others[..at].contains(&others[at]);
            (0..others.len()).filter(|at| is_first(*at)).map(|at| Value::Integer(others[at])).collect()
        }
        Value::Float(number) => vec![Value::Float(number + 1.0), Value::Float(number / 4.0)],
        Value::String(text) => texts(text).collect(),
        Value::List(items) => lists(items),
        Value::Table(_) | Value::Date => Vec::new(),
    };
    values.into_iter().map(Alteration::Set).collect()
}

/// The list with its texts counted on, all of them or the last, and without any; nothing where it has none.
fn lists(items: &[Node<'_>]) -> Vec<Value<'static>> {
    let Some(texts) = items.iter().map(|item| item.string()).collect::<Option<Vec<&str>>>() else { return Vec::new() };
    let Some((last, before)) = texts.split_last() else { return Vec::new() };
    let list = |texts: Vec<String>| {
        let node = |text: String| Node::new(Value::String(text.into()), Place { source: 0, start: 0, end: 0 });
        Value::list(texts.into_iter().map(node))
    };
    let all = texts.iter().map(|text| counted_on(text)).collect();
    let with_last = before.iter().map(|text| (*text).to_owned()).chain([counted_on(last)]).collect();
    vec![list(all), list(with_last), list(Vec::new())]
}

/// What else a text may name that names an entry of a table: the entries beside it, in every table that has one.
#[derive(Default)]
pub struct Names<'n>(BTreeMap<&'n str, Vec<&'n str>>);

impl<'n> Names<'n> {
    pub fn of(tree: &'n Node<'_>) -> Self {
        let mut names = Self::default();
        names.add(tree);
        names
    }

    fn add(&mut self, node: &'n Node<'_>) {
        let Some(table) = node.table() else { return };
        let keys: Vec<&str> = table.entries.keys().map(AsRef::as_ref).collect();
        for (at, key) in keys.iter().enumerate() {
            let others = self.0.entry(key).or_default();
            for other in [keys[(at + 1) % keys.len()], keys[(at + keys.len() - 1) % keys.len()]] {
                if other != *key && others.len() < MOST_NAMES && !others.contains(&other) {
                    others.push(other);
                }
            }
        }
        table.entries.values().for_each(|entry| self.add(&entry.node));
    }
}

/// So many other names of one are tried.
const MOST_NAMES: usize = 6;

/// Other texts of the same form: words of the same enum, names of entries of the same table.
fn texts(names: &Names<'_>, text: &str) -> Vec<String> {
    let words = model::other_words(text).iter().copied();
    let others = words.chain(names.0.get(text).into_iter().flatten().copied());
    // What may be empty may be a number, or an amount.
    let number = text.is_empty().then(|| "1".to_owned());
    others.map(str::to_owned).chain(number).chain([counted_on(text)]).collect()
}

/// The first number in a text counted on by one, or a letter at its end: `30s` becomes `31s`, `web` `webx`.
fn counted_on(text: &str) -> String {
    let is_digit = |letter: char| letter.is_ascii_digit();
    let Some(start) = text.find(is_digit) else { return format!("{text}x") };
    let end = text[start..].find(|letter| !is_digit(letter)).map_or(text.len(), |length| start + length);
    match text[start..end].parse::<u64>() {
        Ok(number) => {
            let width = end - start;
            format!("{}{:0width$}{}", &text[..start], number.saturating_add(1), &text[end..])
        }
        Err(_) => format!("{text}x"),
    }
}

#[cfg(test)]
mod tests {
    use super::counted_on;

    #[test]
    fn a_text_is_counted_on() {
        for (text, next) in [("30s", "31s"), ("web", "webx"), ("009", "010"), ("a1b2", "a2b2"), ("", "x")] {
            assert_eq!(counted_on(text), next);
        }
    }
}
