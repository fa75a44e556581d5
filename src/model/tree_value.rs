//! A free tree of values, as `yaml`, `json` and `data` hold it. Placeholders work in its strings.

use std::fmt;

use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::load::Map;

use super::text::Text;

#[derive(Clone, Debug, PartialEq)]
pub enum TreeValue {
    Table(Map<String, TreeValue>),
    List(Vec<TreeValue>),
    Text(Text),
    Integer(i64),
    Float(f64),
    Boolean(bool),
}

impl<'de> Deserialize<'de> for TreeValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Form)
    }
}

struct Form;

impl<'de> Visitor<'de> for Form {
    type Value = TreeValue;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a table, a list, a string, a number or a boolean")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<TreeValue, A::Error> {
        let mut table = Map::default();
        while let Some((key, value)) = entries.next_entry()? {
            table.insert(key, value);
        }
        Ok(TreeValue::Table(table))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<TreeValue, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(TreeValue::List(list))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<TreeValue, E> {
        Text::parse(text).map(TreeValue::Text).map_err(E::custom)
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<TreeValue, E> {
        Ok(TreeValue::Integer(number))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<TreeValue, E> {
        Ok(TreeValue::Float(number))
    }

    fn visit_bool<E: de::Error>(self, boolean: bool) -> Result<TreeValue, E> {
        Ok(TreeValue::Boolean(boolean))
    }
}
