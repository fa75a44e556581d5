//! Reads a JSON value into a type through serde, and notes which fields the type passes over. A fault leads to its field.
//!
//! `serde_ignored` and `serde_path_to_error` do this too, but each wraps every visitor of every type: a minute of building
//! for all kinds of Kubernetes, where this adds nothing to a visitor.

use std::cell::RefCell;
use std::fmt;

use serde::de::value::StrDeserializer;
use serde::de::{
    self, DeserializeOwned, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Visitor,
};
use serde::forward_to_deserialize_any;
use serde_json::{Map, Value};

/// A value that cannot be read.
#[derive(Debug)]
pub struct Unreadable {
    /// Leads to the value.
    pub keys: Vec<String>,
    pub why: String,
}

/// Reads a value, and tells the fields that the type does not have.
pub fn read<T: DeserializeOwned>(value: &Value) -> Result<(T, Vec<Vec<String>>), Unreadable> {
    let unknown = RefCell::new(Vec::new());
    let typed = T::deserialize(Reader { value, trail: None, unknown: &unknown });
    match typed {
        Ok(typed) => Ok((typed, unknown.into_inner())),
        Err(Unreadable { mut keys, why }) => {
            keys.reverse();
            Err(Unreadable { keys, why })
        }
    }
}

/// The way from the root to a value, link by link.
#[derive(Clone, Copy)]
struct Trail<'p> {
    parent: Option<&'p Trail<'p>>,
    key: Key<'p>,
}

#[derive(Clone, Copy)]
enum Key<'p> {
    Name(&'p str),
    Index(usize),
}

impl fmt::Display for Key<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => formatter.write_str(name),
            Self::Index(index) => write!(formatter, "{index}"),
        }
    }
}

impl Trail<'_> {
    fn keys(&self) -> Vec<String> {
        let mut keys = self.parent.map(Trail::keys).unwrap_or_default();
        keys.push(self.key.to_string());
        keys
    }
}

/// The keys in a fault are noted from the inside out.
fn outside(mut fault: Unreadable, key: Key<'_>) -> Unreadable {
    fault.keys.push(key.to_string());
    fault
}

#[derive(Clone, Copy)]
struct Reader<'de, 'p> {
    value: &'de Value,
    trail: Option<&'p Trail<'p>>,
    unknown: &'p RefCell<Vec<Vec<String>>>,
}

impl<'de> Reader<'de, '_> {
    fn inner<T: DeserializeSeed<'de>>(self, value: &'de Value, key: Key<'_>, seed: T) -> Result<T::Value, Unreadable> {
        let trail = Trail { parent: self.trail, key };
        let reader = Reader { value, trail: Some(&trail), unknown: self.unknown };
        seed.deserialize(reader).map_err(|fault| outside(fault, key))
    }
}

impl<'de> Deserializer<'de> for Reader<'de, '_> {
    type Error = Unreadable;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        match self.value {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Number(number) => match (number.as_i64(), number.as_u64(), number.as_f64()) {
                (Some(number), ..) => visitor.visit_i64(number),
                (None, Some(number), _) => visitor.visit_u64(number),
                (None, None, number) => visitor.visit_f64(number.expect("a number fits one of the three")),
            },
            Value::String(text) => visitor.visit_borrowed_str(text),
            Value::Array(list) => visitor.visit_seq(Elements { reader: self, rest: list.iter().enumerate() }),
            Value::Object(map) => visitor.visit_map(Fields { reader: self, rest: map.iter(), value: None, map }),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        if self.value.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        self.unknown.borrow_mut().push(self.trail.map(Trail::keys).unwrap_or_default());
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct enum identifier
    }
}

struct Elements<'de, 'p> {
    reader: Reader<'de, 'p>,
    rest: std::iter::Enumerate<std::slice::Iter<'de, Value>>,
}

impl<'de> SeqAccess<'de> for Elements<'de, '_> {
    type Error = Unreadable;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Unreadable> {
        let Some((index, value)) = self.rest.next() else { return Ok(None) };
        self.reader.inner(value, Key::Index(index), seed).map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

struct Fields<'de, 'p> {
    reader: Reader<'de, 'p>,
    rest: serde_json::map::Iter<'de>,
    value: Option<(&'de str, &'de Value)>,
    map: &'de Map<String, Value>,
}

impl<'de> MapAccess<'de> for Fields<'de, '_> {
    type Error = Unreadable;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Unreadable> {
        let Some((key, value)) = self.rest.next() else { return Ok(None) };
        self.value = Some((key, value));
        let key: StrDeserializer<'_, Unreadable> = key.as_str().into_deserializer();
        seed.deserialize(key).map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Unreadable> {
        let (key, value) = self.value.take().expect("serde asks for a key first");
        self.reader.inner(value, Key::Name(key), seed)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.map.len())
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.why)
    }
}

impl std::error::Error for Unreadable {}

impl de::Error for Unreadable {
    fn custom<T: fmt::Display>(why: T) -> Self {
        Self { keys: Vec::new(), why: why.to_string() }
    }
}
