//! A YAML text → its documents as trees, with the place of every key and value. Read as `kubectl` reads it: `yes` is a
//! boolean and `0644` is octal. A key without a value counts as not there.

use std::borrow::Cow;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_yaml::{DuplicateKeyPolicy, Error, Location, Options, Spanned, UserMessageFormatter};

use crate::diagnostic::{Diagnostic, Place};

use super::tree::{Entry, Map, Node, Value};

/// The documents of a text that are not empty. A fault names a byte of the text as a place in `source`.
pub fn yaml(text: &str, source: u32) -> Result<Vec<Node<'static>>, Box<Diagnostic>> {
    let reader = Reader::new(text, source);
    let documents = serde_yaml::from_multiple_with_options::<Spanned<Raw>>(text, options());
    let documents = documents.map_err(|error| Box::new(reader.syntax(&error)))?;
    documents
        .into_iter()
        .filter(|document| !matches!(document.value, Raw::Null))
        .map(|document| reader.node(document).map_err(Box::new))
        .collect()
}

/// The value of a text that holds one document. Here a key without a value is `null`: patches remove by it.
pub fn yaml_value(text: &str, source: u32) -> Result<serde_json::Value, Box<Diagnostic>> {
    let reader = Reader { text, source, starts: Vec::new() };
    serde_yaml::from_str_with_options(text, options()).map_err(|error| Box::new(reader.syntax(&error)))
}

/// The documents of a text that are not empty, as values; a key without a value is `null`.
pub fn yaml_values(text: &str, source: u32) -> Result<Vec<serde_json::Value>, Box<Diagnostic>> {
    let documents = serde_yaml::from_multiple_with_options::<serde_json::Value>(text, options());
    let documents = documents.map_err(|error| Box::new(Reader::new(text, source).syntax(&error)))?;
    Ok(documents.into_iter().filter(|document| !document.is_null()).collect())
}

/// Limits that the largest bundles of custom resource definitions stay below.
fn options() -> Options {
    serde_yaml::options! {
        budget: serde_yaml::budget! {
            max_documents: 20_000,
            max_events: 20_000_000,
            max_nodes: 5_000_000,
        },
        duplicate_keys: DuplicateKeyPolicy::Error,
        legacy_octal_numbers: true,
        with_snippet: false,
    }
}

/// A value as it was written.
enum Raw {
    Null,
    Boolean(bool),
    Integer(i64),
    /// Larger than any field of the API.
    Large(u64),
    Float(f64),
    String(String),
    List(Vec<Spanned<Raw>>),
    Table(Vec<(Spanned<String>, Spanned<Raw>)>),
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a value of YAML")
    }

    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_none<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Raw, E> {
        Ok(Raw::Boolean(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Raw, E> {
        Ok(Raw::Integer(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Raw, E> {
        Ok(i64::try_from(value).map_or(Raw::Large(value), Raw::Integer))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Raw, E> {
        Ok(Raw::Float(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Raw, E> {
        Ok(Raw::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Raw, E> {
        Ok(Raw::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Raw, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Raw::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Raw, A::Error> {
        let mut table = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            table.push(entry);
        }
        Ok(Raw::Table(table))
    }
}

struct Reader<'t> {
    text: &'t str,
    source: u32,
    /// The byte at which each line begins.
    starts: Vec<usize>,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str, source: u32) -> Self {
        let mut starts = vec![0];
        starts.extend(text.match_indices('\n').map(|(newline, _)| newline + 1));
        Self { text, source, starts }
    }

    fn syntax(&self, error: &Error) -> Diagnostic {
        let error = error.without_snippet();
        let place = error.location().map_or(Place { source: self.source, start: 0, end: 0 }, |at| self.place(at));
        if let Error::DuplicateMappingKey { key: Some(key), .. } = error {
            return Diagnostic::error("duplicate-setting", place, format!("`{key}` is set twice in one mapping"))
                .label("set again here");
        }
        let message = error.render_with_formatter(&UserMessageFormatter);
        let message = message.split(" at line ").next().unwrap_or_default();
        Diagnostic::error("syntax", place, format!("this is no valid YAML: {message}")).label("correct this")
    }

    /// The bytes of a location; where the parser counted characters only, the byte of its line and column.
    fn place(&self, at: Location) -> Place {
        let line = usize::try_from(at.line().saturating_sub(1)).unwrap_or(usize::MAX);
        let column = usize::try_from(at.column().saturating_sub(1)).unwrap_or(usize::MAX);
        let start = self.starts.get(line).copied().unwrap_or(self.text.len());
        let start = self.text[start..].char_indices().nth(column).map_or(self.text.len(), |(byte, _)| start + byte);
        let letters = usize::try_from(at.span().len()).unwrap_or_default();
        let end = self.text[start..].char_indices().nth(letters).map_or(self.text.len(), |(byte, _)| start + byte);
        let first_line = self.text[start..end].find('\n').map_or(end, |newline| start + newline);
        let byte = |at: usize| u32::try_from(at).expect("a manifest is smaller than 4 GiB");
        Place { source: self.source, start: byte(start), end: byte(first_line) }
    }

    fn node(&self, raw: Spanned<Raw>) -> Result<Node<'static>, Diagnostic> {
        let place = self.place(raw.referenced);
        let value = match raw.value {
            Raw::Boolean(value) => Value::Boolean(value),
            Raw::Integer(value) => Value::Integer(value),
            Raw::Float(value) => Value::Float(value),
            Raw::String(value) => Value::String(Cow::Owned(value)),
            Raw::Null => {
                return Err(Diagnostic::error("null-in-list", place, "an item of this list has no value")
                    .label("write it, or remove the item"));
            }
            Raw::Large(value) => {
                return Err(Diagnostic::error("out-of-range", place, format!("`{value}` is out of range"))
                    .label("a number of 64 bits belongs here"));
            }
            Raw::List(items) => {
                Value::list(items.into_iter().map(|item| self.node(item)).collect::<Result<Vec<_>, _>>()?)
            }
            Raw::Table(entries) => {
                let mut read = Map::with_capacity_and_hasher(entries.len(), Default::default());
                for (key, value) in entries {
                    if !matches!(value.value, Raw::Null) {
                        let entry = Entry { key: self.place(key.referenced), node: self.node(value)? };
                        read.insert(Cow::Owned(key.value), entry);
                    }
                }
                Value::table(read)
            }
        };
        Ok(Node::new(value, place))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str) -> Node<'static> {
        yaml(text, 0).expect("it is YAML").pop().expect("there is a document")
    }

    fn at(text: &str, place: Place) -> &str {
        &text[place.start as usize..place.end as usize]
    }

    #[test]
    fn every_key_and_value_has_its_place() {
        let text = "# é\nkind: A\n---\nkind: \"Bé\"\nspec:\n  list: [1, *x]\n".replace("*x", "yes");
        let documents = yaml(&text, 0).expect("it is YAML");
        assert_eq!(documents.len(), 2);
        let second = &documents[1];
        assert_eq!(at(&text, second.get("kind").expect("set").place), "\"Bé\"");
        assert_eq!(at(&text, second.key_place(&["spec".to_owned(), "list".to_owned()]).expect("set")), "list");
        let path = ["spec", "list", "1"].map(str::to_owned);
        assert_eq!(at(&text, second.find(&path).expect("set").place), "yes");
        assert!(text[second.place.start as usize..].starts_with("kind: \"Bé\""));
    }

    #[test]
    fn no_text_makes_it_panic() {
        let texts = [
            "\u{feff}a: 1\nb: \"é",
            "a: 1\r\nb: [\r\n",
            "a: 1\rb: 2\rb: 3\r",
            "é: \u{2028}{\u{85}",
            "\t- a",
            "a: &x [*x]",
            "a: *y",
            "<<: 1",
            "? [a]\n: 1",
            "%YAML 9\n---\n...\n}",
            "a: !!int é\nb: .nan",
            "a: 99999999999999999999\nb: 18446744073709551615",
            "\0",
        ];
        for text in texts.into_iter().map(str::to_owned).chain(["[".repeat(5000), "{a: ".repeat(300)]) {
            if let Err(fault) = yaml(&text, 0) {
                let Place { start, end, .. } = fault.place;
                assert!(text.get(start as usize..end as usize).is_some(), "{text:?}: {fault:?}");
            }
        }
        let fault = yaml("a: 1\r\nb: 2\r\nb: 3\r\n", 0).expect_err("a key stands twice");
        assert_eq!(fault.place, Place { source: 0, start: 12, end: 13 });
    }

    #[test]
    fn it_reads_as_kubectl_reads() {
        let tree = one("a: 0755\nb: yes\nc: '1'\nd:\ne: &e {x: 1}\nf: *e\n8080: 1.5\n");
        assert!(matches!(tree.get("a").expect("set").value, Value::Integer(0o755)));
        assert!(matches!(tree.get("b").expect("set").value, Value::Boolean(true)));
        assert_eq!(tree.get("c").and_then(Node::string), Some("1"));
        assert!(tree.get("d").is_none());
        assert!(matches!(tree.get("f").and_then(|f| f.get("x")).expect("set").value, Value::Integer(1)));
        assert!(matches!(tree.get("8080").expect("set").value, Value::Float(_)));
        assert!(yaml("# nothing\n---\n---\n", 0).expect("it is YAML").is_empty());
    }
}
