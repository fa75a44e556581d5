//! Tree → typed value, through serde. A fault is noted with its place, its node is taken out, and typing runs
//! again: so all faults of a tree come out of one run, and only bad input pays for it.

use std::borrow::Cow;

use serde::de::{self, DeserializeOwned, DeserializeSeed, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor};

use crate::diagnostic::{FieldPath, Report};

use super::fault::{Fault, What};
use super::tree::{Entry, Node, Value};

/// Types a node. Every fault is reported; what has one counts as not set.
pub fn typed<T: DeserializeOwned + Default>(node: &Node<'_>, path: &FieldPath, report: &mut Report) -> T {
    typed_keys(node, None, path, report)
}

/// Types the part of a table that a struct with these keys reads; other keys are somebody else's.
pub fn typed_part<T: DeserializeOwned + Default>(
    node: &Node<'_>,
    keys: &'static [&'static str],
    path: &FieldPath,
    report: &mut Report,
) -> T {
    typed_keys(node, Some(keys), path, report)
}

fn typed_keys<T: DeserializeOwned + Default>(
    node: &Node<'_>,
    only: Option<&'static [&'static str]>,
    path: &FieldPath,
    report: &mut Report,
) -> T {
    match T::deserialize(Typing { node, only }) {
        Ok(value) => value,
        Err(_) => typed_after_faults(&mut node.clone(), only, path, report),
    }
}

fn typed_after_faults<T: DeserializeOwned + Default>(
    node: &mut Node<'_>,
    only: Option<&'static [&'static str]>,
    path: &FieldPath,
    report: &mut Report,
) -> T {
    loop {
        let mut fault = match T::deserialize(Typing { node, only }) {
            Ok(value) => return value,
            Err(fault) => fault,
        };
        fault.keys.reverse();
        let place = fault.place.unwrap_or(node.place);
        let field = fault.keys.iter().fold(path.clone(), |path, key| path.then(key.as_str()));
        report.push_at(field.clone(), fault.diagnostic(&field, place));
        if !node.remove(&fault.keys) {
            return T::default();
        }
    }
}

/// The keys a struct knows, as serde sees them.
pub fn keys_of<T: DeserializeOwned>() -> &'static [&'static str] {
    let mut keys: &'static [&'static str] = &[];
    let asked = T::deserialize(KeyProbe(&mut keys));
    debug_assert!(asked.is_err(), "the probe never yields a value");
    keys
}

/// The words of an enum, as serde sees them.
pub fn words_of<T: DeserializeOwned>() -> &'static [&'static str] {
    let mut words: &'static [&'static str] = &[];
    let asked = T::deserialize(KeyProbe(&mut words));
    debug_assert!(asked.is_err(), "the probe never yields a value");
    words
}

struct Typing<'de, 's> {
    node: &'de Node<'s>,
    /// The keys that are read; all where there is no list.
    only: Option<&'static [&'static str]>,
}

impl<'de> de::Deserializer<'de> for Typing<'de, '_> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let place = self.node.place;
        match &self.node.value {
            Value::Table(table) => {
                visitor.visit_map(Entries { entries: table.entries.iter(), only: self.only, current: None })
            }
            Value::List(items) => visitor.visit_seq(Items { items: items.iter().enumerate() }),
            Value::String(text) => visitor.visit_borrowed_str(text).map_err(|fault: Fault| fault.within(text, place)),
            Value::Integer(number) => visitor.visit_i64(*number),
            Value::Float(number) => visitor.visit_f64(*number),
            Value::Boolean(boolean) => visitor.visit_bool(*boolean),
            Value::Date => Err(Fault::new(What::WrongType { found: "a date", wanted: "a string".to_owned() })),
        }
        .map_err(|fault| fault.at(place))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        words: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let place = self.node.place;
        match self.node.string() {
            Some(word) => visitor.visit_enum(Word { word, words }).map_err(|fault| fault.at(place)),
            None => {
                let wanted = format!("one of {}", words.join(", "));
                Err(Fault::new(What::WrongType { found: self.node.type_name(), wanted }).at(place))
            }
        }
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        seq tuple tuple_struct map struct identifier ignored_any
    }
}

struct Entries<'de, 's> {
    entries: indexmap::map::Iter<'de, Cow<'s, str>, Entry<'s>>,
    only: Option<&'static [&'static str]>,
    current: Option<(&'de str, &'de Entry<'s>)>,
}

impl<'de> MapAccess<'de> for Entries<'de, '_> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Fault> {
        let only = self.only;
        let mut read = self.entries.by_ref().filter(|(key, _)| only.is_none_or(|keys| keys.contains(&key.as_ref())));
        let Some((key, entry)) = read.next() else { return Ok(None) };
        self.current = Some((key, entry));
        let key_read = seed.deserialize(de::value::BorrowedStrDeserializer::new(key));
        key_read.map(Some).map_err(|fault: Fault| Fault { at_key: true, ..leaving(fault.at(entry.key), key) })
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Fault> {
        let (key, entry) = self.current.expect("serde asks for a value after its key");
        seed.deserialize(Typing { node: &entry.node, only: None })
            .map_err(|fault| leaving(fault.at(entry.node.place), key))
    }
}

struct Items<'de, 's> {
    items: std::iter::Enumerate<std::slice::Iter<'de, Node<'s>>>,
}

impl<'de> SeqAccess<'de> for Items<'de, '_> {
    type Error = Fault;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Fault> {
        let Some((index, item)) = self.items.next() else { return Ok(None) };
        seed.deserialize(Typing { node: item, only: None }).map(Some).map_err(|fault| {
            let in_list = fault.in_list || fault.keys.is_empty();
            Fault { in_list, ..leaving(fault.at(item.place), &index.to_string()) }
        })
    }
}

fn leaving(mut fault: Fault, key: &str) -> Fault {
    fault.keys.push(key.to_owned());
    fault
}

/// A word of an enum.
struct Word<'de> {
    word: &'de str,
    words: &'static [&'static str],
}

impl<'de> EnumAccess<'de> for Word<'de> {
    type Error = Fault;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), Fault> {
        if !self.words.contains(&self.word) {
            return Err(<Fault as de::Error>::unknown_variant(self.word, self.words));
        }
        let variant = seed.deserialize(de::value::BorrowedStrDeserializer::<Fault>::new(self.word))?;
        Ok((variant, self))
    }
}

impl<'de> VariantAccess<'de> for Word<'de> {
    type Error = Fault;

    fn unit_variant(self) -> Result<(), Fault> {
        Ok(())
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, _: S) -> Result<S::Value, Fault> {
        Err(de::Error::custom("the model's enums carry nothing"))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Fault> {
        Err(de::Error::custom("the model's enums carry nothing"))
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], _: V) -> Result<V::Value, Fault> {
        Err(de::Error::custom("the model's enums carry nothing"))
    }
}

/// Yields nothing; remembers which keys the struct asks for, or the words of the enum.
struct KeyProbe<'k>(&'k mut &'static [&'static str]);

impl<'de> de::Deserializer<'de> for KeyProbe<'_> {
    type Error = Fault;

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        keys: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Fault> {
        *self.0 = keys;
        Err(de::Error::custom("only the keys were wanted"))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        words: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Fault> {
        *self.0 = words;
        Err(de::Error::custom("only the words were wanted"))
    }

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Fault> {
        Err(de::Error::custom("only structs have keys, only enums words"))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        seq tuple tuple_struct map identifier ignored_any option newtype_struct
    }
}
