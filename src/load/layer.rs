//! One TOML text → a tree. Every syntax error of the text is reported, and the tree holds what could be read.

use std::borrow::Cow;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Diagnostic, Place, Report, Sources};

use super::tree::{Entry, Map, Node, Value};

/// The tree of a whole TOML text. Of several syntax errors in one line only the first is a fault of its own.
pub fn parse<'s>(sources: &'s Sources, source: u32, report: &mut Report) -> Node<'s> {
    let text = &sources.get(source).text;
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut reader = Reader { source, offset: 0, report };
    let span = table.span();
    let tree = Node::new(reader.table(table.into_inner()), reader.place(span));
    let mut last_line = None;
    for error in errors {
        let span = error.span().unwrap_or(text.len()..text.len());
        let line = text.get(..span.start).map(|before| before.matches('\n').count());
        if error.message() != "duplicate key" && std::mem::replace(&mut last_line, line) == line {
            continue;
        }
        let place = reader.place(span);
        reader.report.push(syntax_error(sources, &tree, place, error.message()));
        // A list that is never closed takes in all that follows.
        if error.message().contains("array elements") {
            break;
        }
    }
    tree
}

/// The tree of a text that platgen brings along. Its places name no source yet: see `Node::in_source`.
pub fn parse_built_in(text: &'static str) -> Node<'static> {
    let table = DeTable::parse(text).expect("what platgen brings along is TOML");
    let mut reader = Reader { source: 0, offset: 0, report: &mut Report::default() };
    let place = reader.place(table.span());
    Node::new(reader.table(table.into_inner()), place)
}

/// A value as `--set` takes it: TOML where it reads as TOML, else the text itself as a string.
pub fn parse_argument<'s>(sources: &'s Sources, source: u32, value_at: usize, report: &mut Report) -> Node<'s> {
    let text = &sources.get(source).text;
    let mut reader = Reader { source, offset: value_at, report };
    let place = reader.place(0..text.len() - value_at);
    match DeValue::parse(&text[value_at..]) {
        Ok(value) => reader.node(value),
        Err(_) => Node::new(Value::String(Cow::Borrowed(&text[value_at..])), place),
    }
}

fn syntax_error(sources: &Sources, tree: &Node<'_>, place: Place, message: &str) -> Diagnostic {
    if message == "duplicate key" {
        if let Some((header, first)) = header_before(sources, place) {
            return Diagnostic::error("duplicate-setting", place, format!("`{header}` stands twice in one file"))
                .label("join the two")
                .also(first, "it stands here before");
        }
        let key = sources.text(place).trim_matches(['"', '\'']);
        let error = Diagnostic::error("duplicate-setting", place, format!("`{key}` is set twice in one file"))
            .label("set again here");
        return match last_key_before(tree, key, place) {
            Some(first) => error.also(first, "first set here"),
            None => error,
        };
    }
    let message = message.lines().next().unwrap_or_default();
    let (what, expected) = message.split_once(", expected ").unwrap_or((message, ""));
    let label = match expected {
        "" => "here".to_owned(),
        "nothing" => "remove this".to_owned(),
        expected => format!("expected {expected}"),
    };
    Diagnostic::error("syntax", place, format!("this is no valid TOML: {what}")).label(label)
}

/// The header `[a.b]` that a place stands in, and where the same one stands before.
fn header_before(sources: &Sources, place: Place) -> Option<(&str, Place)> {
    let text = &sources.get(place.source).text;
    let start = text[..place.start as usize].rfind('\n').map_or(0, |newline| newline + 1);
    let line = text[start..].lines().next().filter(|line| line.starts_with('['))?;
    let header = &line[..=line.find(']')?];
    let first = text[..start].lines().find(|line| line.starts_with(header))?;
    let at = u32::try_from(first.as_ptr() as usize - text.as_ptr() as usize).expect("a layer is smaller than 4 GiB");
    Some((header, Place { start: at + 1, end: at + header.len() as u32 - 1, ..place }))
}

fn last_key_before(tree: &Node<'_>, wanted: &str, before: Place) -> Option<Place> {
    let nested = match &tree.value {
        Value::Table(table) => {
            table.entries.values().filter_map(|entry| last_key_before(&entry.node, wanted, before)).max()
        }
        Value::List(items) => items.iter().filter_map(|item| last_key_before(item, wanted, before)).max(),
        Value::String(_) | Value::Integer(_) | Value::Float(_) | Value::Boolean(_) | Value::Date => None,
    };
    let own = tree.table().and_then(|table| table.entries.get(wanted)).map(|entry| entry.key);
    own.filter(|key| *key < before).max(nested)
}

struct Reader<'r> {
    source: u32,
    /// Where the parsed text begins in its source.
    offset: usize,
    report: &'r mut Report,
}

impl Reader<'_> {
    fn place(&self, span: std::ops::Range<usize>) -> Place {
        let byte = |offset: usize| u32::try_from(self.offset + offset).expect("a layer is smaller than 4 GiB");
        Place { source: self.source, start: byte(span.start), end: byte(span.end) }
    }

    fn table<'s>(&mut self, table: DeTable<'s>) -> Value<'s> {
        let mut entries = Map::with_capacity_and_hasher(table.len(), Default::default());
        for (key, value) in table {
            let key_place = self.place(key.span());
            entries.insert(key.into_inner(), Entry { key: key_place, node: self.node(value) });
        }
        Value::table(entries)
    }

    fn node<'s>(&mut self, value: Spanned<DeValue<'s>>) -> Node<'s> {
        let place = self.place(value.span());
        let value = match value.into_inner() {
            DeValue::Table(table) => self.table(table),
            DeValue::Array(items) => Value::list(items.into_iter().map(|item| self.node(item))),
            DeValue::String(text) => {
                self.refuse_control_characters(&text, place);
                Value::String(text)
            }
            DeValue::Integer(integer) => {
                let digits = i64::from_str_radix(integer.as_str(), integer.radix());
                Value::Integer(digits.unwrap_or_else(|_| {
                    self.refuse_number(integer.as_str(), place);
                    0
                }))
            }
            DeValue::Float(float) => match float.as_str().parse::<f64>() {
                Ok(number) if number.is_finite() => Value::Float(number),
                _ => {
                    self.refuse_number(float.as_str(), place);
                    Value::Float(0.0)
                }
            },
            DeValue::Boolean(boolean) => Value::Boolean(boolean),
            DeValue::Datetime(_) => Value::Date,
        };
        Node::new(value, place)
    }

    fn refuse_control_characters(&mut self, text: &str, place: Place) {
        let control = text.chars().find(|character| character.is_control() && !matches!(character, '\t' | '\n'));
        if let Some(character) = control {
            self.report.push(
                Diagnostic::error(
                    "control-character",
                    place,
                    format!("this string holds the control character `U+{:04X}`", u32::from(character)),
                )
                .label("only tab and newline are allowed"),
            );
        }
    }

    fn refuse_number(&mut self, number: &str, place: Place) {
        self.report.push(
            Diagnostic::error("out-of-range", place, format!("`{number}` is out of range"))
                .label("a finite number of 64 bits belongs here"),
        );
    }
}
