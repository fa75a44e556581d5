//! The parsed tree of a layer, or of several merged: every key and value knows its place, and what it overrode.

use std::borrow::Cow;

use indexmap::IndexMap;

use crate::diagnostic::{FieldPath, Place};

use super::shared::Shared;

/// A map in written order. The hasher is a fixed one: nothing may depend on a seed.
pub type Map<K, V> = IndexMap<K, V, foldhash::fast::FixedState>;

#[derive(Clone, Debug)]
pub struct Node<'s> {
    pub value: Value<'s>,
    pub place: Place,
    /// Where lower layers set the same field, lowest first.
    pub below: Vec<Place>,
}

#[derive(Clone, Debug)]
pub enum Value<'s> {
    Table(Shared<Table<'s>>),
    List(Shared<Vec<Node<'s>>>),
    String(Cow<'s, str>),
    Integer(i64),
    Float(f64),
    Boolean(bool),
    /// No key takes a date; it is kept so that the error can name it.
    Date,
}

#[derive(Clone, Debug, Default)]
pub struct Table<'s> {
    pub entries: Map<Cow<'s, str>, Entry<'s>>,
    /// What a higher layer put out of force, for `explain`.
    pub dropped: Vec<Dropped<'s>>,
}

#[derive(Clone, Debug)]
pub struct Entry<'s> {
    /// Where the key itself stands, at its first appearance.
    pub key: Place,
    pub node: Node<'s>,
}

#[derive(Clone, Debug)]
pub struct Dropped<'s> {
    pub key: Cow<'s, str>,
    pub node: Node<'s>,
    pub by: Place,
}

impl<'s> Value<'s> {
    pub fn table(entries: Map<Cow<'s, str>, Entry<'s>>) -> Self {
        Self::Table(Shared::new(Table { entries, dropped: Vec::new() }))
    }

    pub fn list(items: impl IntoIterator<Item = Node<'s>>) -> Self {
        Self::List(Shared::new(items.into_iter().collect()))
    }
}

/// What lists are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lists {
    /// One leaf each: layers replace them as a whole.
    Whole,
    /// A leaf an item.
    Items,
}

impl<'s> Node<'s> {
    pub fn new(value: Value<'s>, place: Place) -> Self {
        Self { value, place, below: Vec::new() }
    }

    pub fn empty_table(place: Place) -> Self {
        Self::new(Value::Table(Shared::default()), place)
    }

    /// The node with all its places moved into this source.
    #[must_use]
    pub fn in_source(mut self, source: u32) -> Self {
        self.move_to(source);
        self
    }

    fn move_to(&mut self, source: u32) {
        self.place.source = source;
        match &mut self.value {
            Value::Table(table) => table.entries.values_mut().for_each(|entry| {
                entry.key.source = source;
                entry.node.move_to(source);
            }),
            Value::List(items) => items.iter_mut().for_each(|item| item.move_to(source)),
            Value::String(_) | Value::Integer(_) | Value::Float(_) | Value::Boolean(_) | Value::Date => {}
        }
    }

    pub fn table(&self) -> Option<&Table<'s>> {
        match &self.value {
            Value::Table(table) => Some(table),
            Value::List(_)
            | Value::String(_)
            | Value::Integer(_)
            | Value::Float(_)
            | Value::Boolean(_)
            | Value::Date => None,
        }
    }

    pub fn table_mut(&mut self) -> Option<&mut Table<'s>> {
        match &mut self.value {
            Value::Table(table) => Some(table),
            Value::List(_)
            | Value::String(_)
            | Value::Integer(_)
            | Value::Float(_)
            | Value::Boolean(_)
            | Value::Date => None,
        }
    }

    pub fn get(&self, key: &str) -> Option<&Node<'s>> {
        self.table()?.get(key)
    }

    pub fn string(&self) -> Option<&str> {
        if let Value::String(text) = &self.value { Some(text) } else { None }
    }

    /// The items of a list; none of anything else.
    pub fn items(&self) -> &[Node<'s>] {
        if let Value::List(items) = &self.value { items } else { &[] }
    }

    pub fn is_false(&self) -> bool {
        matches!(self.value, Value::Boolean(false))
    }

    /// Every value that no other one here holds, with the keys to it; an empty table or list is one, too.
    pub fn leaves<'n>(&'n self, lists: Lists, found: &mut dyn FnMut(&[String], &'n Node<'s>)) {
        self.leaves_at(&mut Vec::new(), lists, found);
    }

    fn leaves_at<'n>(&'n self, keys: &mut Vec<String>, lists: Lists, found: &mut dyn FnMut(&[String], &'n Node<'s>)) {
        let mut at = |key: String, node: &'n Node<'s>| {
            keys.push(key);
            node.leaves_at(keys, lists, found);
            keys.pop();
        };
        match &self.value {
            Value::Table(table) if !table.entries.is_empty() => {
                table.entries.iter().for_each(|(key, entry)| at(key.to_string(), &entry.node));
            }
            Value::List(items) if !items.is_empty() && lists == Lists::Items => {
                items.iter().enumerate().for_each(|(index, item)| at(index.to_string(), item));
            }
            Value::Table(_)
            | Value::List(_)
            | Value::String(_)
            | Value::Integer(_)
            | Value::Float(_)
            | Value::Boolean(_)
            | Value::Date => found(keys, self),
        }
    }

    /// Whether a key or a text anywhere in it has this in it.
    pub fn mentions(&self, word: &str) -> bool {
        match &self.value {
            Value::Table(table) => {
                table.entries.iter().any(|(key, entry)| key.contains(word) || entry.node.mentions(word))
            }
            Value::List(items) => items.iter().any(|item| item.mentions(word)),
            Value::String(text) => text.contains(word),
            Value::Integer(_) | Value::Float(_) | Value::Boolean(_) | Value::Date => false,
        }
    }

    /// Whether both are one table that stands at one place, not only equal; or there is neither.
    pub fn are_one(one: Option<&Self>, other: Option<&Self>) -> bool {
        match (one, other) {
            (Some(one), Some(other)) => match (&one.value, &other.value) {
                (Value::Table(table), Value::Table(same)) => {
                    table.is(same) && one.place == other.place && one.below == other.below
                }
                _ => false,
            },
            (None, None) => true,
            _ => false,
        }
    }

    /// The entry at a path below this node. A number among the keys counts into a list.
    pub fn find(&self, path: &[String]) -> Option<&Node<'s>> {
        path.iter().try_fold(self, |node, key| match &node.value {
            Value::Table(table) => table.get(key),
            Value::List(items) => items.get(key.parse::<usize>().ok()?),
            Value::String(_) | Value::Integer(_) | Value::Float(_) | Value::Boolean(_) | Value::Date => None,
        })
    }

    /// Takes the entry at `path` out, so that typing can go on without it. False where there is none.
    pub fn remove(&mut self, path: &[String]) -> bool {
        let Some((last, parents)) = path.split_last() else { return false };
        let parent = parents.iter().try_fold(self, |node, key| match &mut node.value {
            Value::Table(table) => table.entries.get_mut(key.as_str()).map(|entry| &mut entry.node),
            Value::List(items) => items.get_mut(key.parse::<usize>().ok()?),
            Value::String(_) | Value::Integer(_) | Value::Float(_) | Value::Boolean(_) | Value::Date => None,
        });
        match parent.map(|node| &mut node.value) {
            Some(Value::Table(table)) => table.entries.shift_remove(last.as_str()).is_some(),
            Some(Value::List(items)) => match last.parse::<usize>() {
                Ok(index) if index < items.len() => {
                    items.remove(index);
                    true
                }
                _ => false,
            },
            _ => false,
        }
    }

    /// What kind of TOML value this is, with its article.
    pub fn type_name(&self) -> &'static str {
        match self.value {
            Value::Table(_) => "a table",
            Value::List(_) => "a list",
            Value::String(_) => "a string",
            Value::Integer(_) => "an integer",
            Value::Float(_) => "a float",
            Value::Boolean(_) => "a boolean",
            Value::Date => "a date",
        }
    }

    /// The best place for an error about `path`: of the value, else of the nearest table that exists.
    pub fn nearest_place(&self, path: &FieldPath) -> Place {
        let mut node = self;
        let mut place = self.place;
        for key in path.keys() {
            match &node.value {
                Value::Table(table) => match table.entries.get(key.as_str()) {
                    Some(entry) => {
                        place = if entry.node.table().is_some() { entry.key } else { entry.node.place };
                        node = &entry.node;
                    }
                    None => return place,
                },
                Value::List(items) => match key.parse::<usize>().ok().and_then(|index| items.get(index)) {
                    Some(item) => {
                        place = item.place;
                        node = item;
                    }
                    None => return place,
                },
                Value::String(_) | Value::Integer(_) | Value::Float(_) | Value::Boolean(_) | Value::Date => {
                    return place;
                }
            }
        }
        place
    }
}

impl Node<'_> {
    /// What took the field at `path` away that a lower layer had set. `None` where it stands, or never stood.
    pub fn removed_at(&self, path: &[String]) -> Option<Place> {
        let (key, rest) = path.split_first()?;
        let table = self.table()?;
        let standing = table.get(key);
        if rest.is_empty() && standing.is_some() {
            return None;
        }
        let held = |dropped: &&Dropped<'_>| dropped.key == key.as_str() && dropped.node.find(rest).is_some();
        let taken = || table.dropped.iter().rev().find(held).map(|dropped| dropped.by);
        standing.and_then(|node| node.removed_at(rest)).or_else(taken)
    }

    /// The place of the last key of `path`; `None` where there is no such key.
    pub fn key_place(&self, path: &[String]) -> Option<Place> {
        let (last, parents) = path.split_last()?;
        Some(self.find(parents)?.table()?.entries.get(last.as_str())?.key)
    }
}

impl<'s> Table<'s> {
    pub fn get(&self, key: &str) -> Option<&Node<'s>> {
        self.entries.get(key).map(|entry| &entry.node)
    }

    /// Takes a key out and remembers what put it out of force.
    pub fn drop_key(&mut self, key: &str, by: Place) {
        if let Some((key, entry)) = self.entries.shift_remove_entry(key) {
            self.dropped.push(Dropped { key, node: entry.node, by });
        }
    }
}
