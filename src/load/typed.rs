//! Tree → typed value, through serde. A fault is noted with its place, its node is taken out, and typing runs
//! again: so all faults of a tree come out of one run, and only bad input pays for it.

use std::borrow::Cow;
use std::fmt;

use serde::de::{self, DeserializeOwned, DeserializeSeed, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor};

use crate::diagnostic::{Diagnostic, FieldPath, Place, Report, suggestion};

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

fn typed_keys<T: DeserializeOwned + Default>(node: &Node<'_>, only: Option<&'static [&'static str]>, path: &FieldPath, report: &mut Report) -> T {
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

/// A refusal by a type of the model: which rule, what is wrong, what to do.
/// It travels through serde's `custom` as text and is taken apart again here.
pub struct Refusal {
    pub rule: &'static str,
    pub message: String,
    pub label: String,
}

const SEPARATOR: char = '\u{1f}';

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}{SEPARATOR}{}{SEPARATOR}{}", self.rule, self.message, self.label)
    }
}

/// What made typing fail, growing outwards: keys are pushed as the error leaves each table.
#[derive(Debug)]
pub struct Fault {
    what: What,
    place: Option<Place>,
    keys: Vec<String>,
}

#[derive(Debug)]
enum What {
    Refused(String),
    WrongType { found: &'static str, wanted: String },
    UnknownKey { key: String, known: &'static [&'static str] },
    UnknownWord { word: String, known: &'static [&'static str] },
}

impl Fault {
    fn new(what: What) -> Self {
        Self { what, place: None, keys: Vec::new() }
    }

    fn at(mut self, place: Place) -> Self {
        self.place.get_or_insert(place);
        self
    }

    fn diagnostic(&self, field: &FieldPath, place: Place) -> Diagnostic {
        let name = field.keys().last().map_or("this layer", String::as_str);
        match &self.what {
            What::Refused(text) => {
                let mut parts = text.split(SEPARATOR);
                let (rule, message, label) = (parts.next(), parts.next(), parts.next());
                match (message, label) {
                    (Some(message), Some(label)) => {
                        let rule = RULES.iter().find(|known| Some(**known) == rule).expect("every refusal names a listed rule");
                        Diagnostic::error(rule, place, format!("`{name}`: {message}")).label(label)
                    }
                    _ => Diagnostic::error("invalid-value", place, format!("`{name}`: {text}")).label("not valid here"),
                }
            }
            What::WrongType { found, wanted } => {
                Diagnostic::error("wrong-type", place, format!("`{field}` must be {wanted}, not {found}"))
                    .label(format!("{wanted} belongs here"))
            }
            What::UnknownKey { key, known } => {
                Diagnostic::error("unknown-key", place, format!("`{field}` is no key that platgen knows"))
                    .label(suggestion(key, known.iter().copied()))
            }
            What::UnknownWord { word, known } => {
                Diagnostic::error("unknown-word", place, format!("`{name}` cannot be `{word}`"))
                    .label(suggestion(word, known.iter().copied()))
            }
        }
    }
}

/// The rules that types of the model refuse by.
const RULES: &[&str] = &[
    "bad-amount", "bad-cron", "bad-duration", "bad-image", "bad-mode", "bad-name", "bad-path", "bad-placeholder", "bad-port",
    "bad-quantity", "bad-version", "bad-variable", "out-of-range", "wrong-type",
];

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?}", self.what)
    }
}

impl std::error::Error for Fault {}

impl de::Error for Fault {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(What::Refused(message.to_string()))
    }

    fn invalid_type(found: de::Unexpected<'_>, wanted: &dyn de::Expected) -> Self {
        let found = match found {
            de::Unexpected::Bool(_) => "a boolean",
            de::Unexpected::Unsigned(_) | de::Unexpected::Signed(_) => "an integer",
            de::Unexpected::Float(_) => "a float",
            de::Unexpected::Str(_) => "a string",
            de::Unexpected::Seq => "a list",
            de::Unexpected::Map => "a table",
            _ => "this",
        };
        Self::new(What::WrongType { found, wanted: in_our_words(&wanted.to_string()) })
    }

    fn invalid_value(found: de::Unexpected<'_>, wanted: &dyn de::Expected) -> Self {
        let wanted = in_our_words(&wanted.to_string());
        let number = match found {
            de::Unexpected::Signed(number) => number.to_string(),
            de::Unexpected::Unsigned(number) => number.to_string(),
            other => other.to_string(),
        };
        Self::custom(Refusal { rule: "out-of-range", message: format!("{number} is out of range"), label: format!("{wanted} belongs here") })
    }

    fn unknown_field(key: &str, known: &'static [&'static str]) -> Self {
        Self::new(What::UnknownKey { key: key.to_owned(), known })
    }

    fn unknown_variant(word: &str, known: &'static [&'static str]) -> Self {
        Self::new(What::UnknownWord { word: word.to_owned(), known })
    }
}

/// serde names Rust types where a user expects TOML's words.
fn in_our_words(wanted: &str) -> String {
    match wanted {
        "u8" | "u16" | "u32" | "u64" => "a whole number".to_owned(),
        "i8" | "i16" | "i32" | "i64" => "an integer".to_owned(),
        "a sequence" => "a list".to_owned(),
        "a map" => "a table".to_owned(),
        other if other.starts_with("struct ") => "a table".to_owned(),
        other if other.starts_with("enum ") => "a string".to_owned(),
        other => other.to_owned(),
    }
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
            Value::Table(table) => visitor.visit_map(Entries { entries: table.entries.iter(), only: self.only, current: None }),
            Value::List(items) => visitor.visit_seq(Items { items: items.iter().enumerate() }),
            Value::String(text) => visitor.visit_borrowed_str(text),
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

    fn deserialize_enum<V: Visitor<'de>>(self, _: &'static str, words: &'static [&'static str], visitor: V) -> Result<V::Value, Fault> {
        let place = self.node.place;
        match &self.node.value {
            Value::String(word) => visitor.visit_enum(Word { word, words }).map_err(|fault| fault.at(place)),
            _ => {
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
        key_read.map(Some).map_err(|fault: Fault| leaving(fault.at(entry.key), key))
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Fault> {
        let (key, entry) = self.current.expect("serde asks for a value after its key");
        seed.deserialize(Typing { node: &entry.node, only: None }).map_err(|fault| leaving(fault.at(entry.node.place), key))
    }
}

struct Items<'de, 's> {
    items: std::iter::Enumerate<std::slice::Iter<'de, Node<'s>>>,
}

impl<'de> SeqAccess<'de> for Items<'de, '_> {
    type Error = Fault;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Fault> {
        let Some((index, item)) = self.items.next() else { return Ok(None) };
        seed.deserialize(Typing { node: item, only: None }).map(Some).map_err(|fault| leaving(fault.at(item.place), &index.to_string()))
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

/// Yields nothing; remembers which keys the struct asks for.
struct KeyProbe<'k>(&'k mut &'static [&'static str]);

impl<'de> de::Deserializer<'de> for KeyProbe<'_> {
    type Error = Fault;

    fn deserialize_struct<V: Visitor<'de>>(self, _: &'static str, keys: &'static [&'static str], _: V) -> Result<V::Value, Fault> {
        *self.0 = keys;
        Err(de::Error::custom("only the keys were wanted"))
    }

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Fault> {
        Err(de::Error::custom("only structs have keys"))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        seq tuple tuple_struct map enum identifier ignored_any option newtype_struct
    }
}
