//! Text in which placeholders work: `{environment}`, `{self.port}`, `{orders.url}`. Everything else in braces
//! belongs to the application and passes through.

use std::fmt;
use std::ops::Range;

use serde::de::{self, Deserialize, Deserializer, Visitor};

use crate::diagnostic::nearest;
use crate::load::Refusal;

/// The placeholders that are one word.
pub const WORDS: [&str; 5] = ["environment", "platform", "tier", "namespace", "region"];

/// The roots that are always known, whatever a workload needs.
pub const ROOTS: [&str; 7] = ["self", "secret", "config", "feature", "field", "resource", "shell"];

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// As written, escapes included: what diagnostics look for in the source.
    raw: String,
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    Literal(String),
    Placeholder(Placeholder),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placeholder {
    pub root: String,
    /// What follows the first dot; empty for a word.
    pub path: String,
    /// The bytes of the raw text, braces included.
    pub at: Range<usize>,
}

impl Text {
    pub fn parse(raw: &str) -> Result<Self, Refusal> {
        let mut parts = Vec::new();
        let mut literal = String::new();
        let mut from = 0;
        while let Some(brace) = raw[from..].find('{').map(|at| at + from) {
            literal.push_str(&raw[from..brace]);
            if literal.ends_with('\\') {
                literal.pop();
                literal.push('{');
                from = brace + 1;
                continue;
            }
            match placeholder_at(raw, brace)? {
                Some(placeholder) => {
                    from = placeholder.at.end;
                    if !literal.is_empty() {
                        parts.push(Part::Literal(std::mem::take(&mut literal)));
                    }
                    parts.push(Part::Placeholder(placeholder));
                }
                None => {
                    let foreign = raw[brace..].len() - raw[brace..].trim_start_matches('{').len();
                    literal.push_str(&raw[brace..brace + foreign]);
                    from = brace + foreign;
                }
            }
        }
        literal.push_str(&raw[from..]);
        if !literal.is_empty() {
            parts.push(Part::Literal(literal));
        }
        Ok(Self { raw: raw.to_owned(), parts })
    }

    /// Text that holds no placeholder, whatever its braces.
    pub fn literal(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { raw: text.clone(), parts: if text.is_empty() { Vec::new() } else { vec![Part::Literal(text)] } }
    }

    pub fn raw(&self) -> &str {
        &self.raw
    }

    /// The text itself, where it holds no placeholder.
    pub fn as_literal(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [] => Some(""),
            [Part::Literal(literal)] => Some(literal),
            _ => None,
        }
    }

    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    pub fn placeholders(&self) -> impl Iterator<Item = &Placeholder> {
        self.parts.iter().filter_map(|part| match part {
            Part::Placeholder(placeholder) => Some(placeholder),
            Part::Literal(_) => None,
        })
    }
}

/// The placeholder that begins at this brace, if one does.
fn placeholder_at(raw: &str, brace: usize) -> Result<Option<Placeholder>, Refusal> {
    let foreign_before = raw[..brace].ends_with(['{', '$']);
    let inner = &raw[brace + 1..];
    if foreign_before || inner.starts_with('{') {
        return Ok(None);
    }
    let root_length = inner.find(|character: char| !is_root_character(character)).unwrap_or(inner.len());
    let (root, rest) = inner.split_at(root_length);
    if !root.starts_with(|first: char| first.is_ascii_lowercase()) {
        return Ok(None);
    }
    if rest.starts_with('}') {
        if rest.starts_with("}}") {
            return Ok(None);
        }
        return word(root, brace);
    }
    let Some(path) = rest.strip_prefix('.') else { return Ok(None) };
    let path_length = path.find(|character: char| !is_path_character(character)).unwrap_or(path.len());
    let (path, after) = path.split_at(path_length);
    let at = brace..brace + 1 + root.len() + 1 + path.len() + 1;
    if after.starts_with("}}") {
        return Ok(None);
    }
    if path.is_empty() || path.ends_with('.') || !after.starts_with('}') {
        if !ROOTS.contains(&root) {
            return Ok(None);
        }
        let label = "`{NEED.output}` is a placeholder; write `\\{` for a brace that is none";
        let message = format!("`{{{root}.{path}` starts a placeholder that is never completed");
        let at = Some(brace..at.end - 1);
        return Err(Refusal { rule: "bad-placeholder", message, label: label.to_owned(), at });
    }
    Ok(Some(Placeholder { root: root.to_owned(), path: path.to_owned(), at }))
}

fn word(root: &str, brace: usize) -> Result<Option<Placeholder>, Refusal> {
    if WORDS.contains(&root) {
        let at = brace..brace + root.len() + 2;
        return Ok(Some(Placeholder { root: root.to_owned(), path: String::new(), at }));
    }
    match nearest(root, WORDS).filter(|near| strsim::damerau_levenshtein(near, root) == 1) {
        Some(near) => Err(Refusal {
            rule: "bad-placeholder",
            message: format!("`{{{root}}}` is no placeholder"),
            label: format!("did you mean `{{{near}}}`? write `\\{{` for a brace that is none"),
            at: Some(brace..brace + root.len() + 2),
        }),
        None => Ok(None),
    }
}

fn is_root_character(character: char) -> bool {
    character.is_ascii_lowercase() || character.is_ascii_digit() || character == '-'
}

fn is_path_character(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '_' | '.' | '/' | '-')
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::scalar::string_form(deserializer, "a string", Self::parse)
    }
}

/// Text that may also be written as a number or a boolean: values of variables and labels.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scalar(pub Text);

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Form;
        impl Visitor<'_> for Form {
            type Value = Scalar;
            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a string, a number or a boolean")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Scalar, E> {
                Text::parse(text).map(Scalar).map_err(E::custom)
            }
            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Scalar, E> {
                Ok(Scalar(Text::literal(number.to_string())))
            }
            fn visit_f64<E: de::Error>(self, number: f64) -> Result<Scalar, E> {
                Ok(Scalar(Text::literal(format!("{number:?}"))))
            }
            fn visit_bool<E: de::Error>(self, boolean: bool) -> Result<Scalar, E> {
                Ok(Scalar(Text::literal(boolean.to_string())))
            }
        }
        deserializer.deserialize_any(Form)
    }
}

/// A secret written down, which only `local` and `test` allow. It prints and serialises as nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretLiteral(String);

impl SecretLiteral {
    /// The value itself, for a Secret of a tier that allows it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SecretLiteral {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SecretLiteral")
    }
}

impl<'de> Deserialize<'de> for SecretLiteral {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self)
    }
}
