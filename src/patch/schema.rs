//! What a strategic merge knows of a type: how the value of each of its fields is joined with a patch.

use serde_json::Value;

use super::merge_keys::{FIELDS, KINDS};

/// How a field and a patch of it become one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Join {
    /// A table is merged field by field; a list is replaced as a whole.
    Fields,
    /// Tables of a list that agree in this key are merged.
    ByKey(&'static str),
    /// A list of plain values is joined without repeating one.
    Values,
    /// Even a table is replaced as a whole.
    Whole,
}

/// A type, by its name in Kubernetes' API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schema(&'static str);

impl Schema {
    /// Nothing is known: tables are merged, lists replaced.
    pub const PLAIN: Self = Self("");
    /// A kind that is not in the table: all that is known of it is its `metadata`.
    const OBJECT: Self = Self("Object");

    /// The type of an object, by its `apiVersion` and `kind`. A document without them is no object of Kubernetes.
    pub fn of(document: &Value) -> Self {
        let (Some(version), Some(kind)) = (document["apiVersion"].as_str(), document["kind"].as_str()) else {
            return Self::PLAIN;
        };
        let known = KINDS.iter().find(|known| **known == (version, kind));
        known.map_or(Self::OBJECT, |(_, kind)| Self(kind))
    }

    /// How a field is joined, and the type of what it holds.
    pub fn field(self, key: &str) -> (Join, Self) {
        if key == "metadata" && self != Self::PLAIN {
            return (Join::Fields, Self("ObjectMeta"));
        }
        let field = FIELDS.iter().find(|(of, name, ..)| (*of, *name) == (self.0, key));
        field.map_or((Join::Fields, Self::PLAIN), |(_, _, join, holds)| (*join, Self(holds)))
    }
}
