//! What makes typing fail: found somewhere inside serde, told in the words of the language.

use std::fmt;
use std::ops::Range;

use serde::de;

use crate::diagnostic::{Diagnostic, FieldPath, Place, suggestion};

/// A refusal by a type of the model: which rule, what is wrong, what to do.
/// It travels through serde's `custom` as text and is taken apart again here.
pub struct Refusal {
    pub rule: &'static str,
    pub message: String,
    pub label: String,
    /// The bytes of the string that are at fault, where it is not all of it.
    pub at: Option<Range<usize>>,
}

const SEPARATOR: char = '\u{1f}';

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}{SEPARATOR}{}{SEPARATOR}{}", self.rule, self.message, self.label)?;
        match &self.at {
            Some(at) => write!(formatter, "{SEPARATOR}{}{SEPARATOR}{}", at.start, at.end),
            None => Ok(()),
        }
    }
}

/// What made typing fail, growing outwards: keys are pushed as the error leaves each table.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) what: What,
    pub(super) place: Option<Place>,
    pub(super) keys: Vec<String>,
    /// Whether the innermost of the keys counts into a list.
    pub(super) in_list: bool,
    /// Whether a key is at fault, and not its value.
    pub(super) at_key: bool,
}

#[derive(Debug)]
pub(super) enum What {
    Refused(String),
    WrongType { found: &'static str, wanted: String },
    UnknownKey { key: String, known: &'static [&'static str] },
    UnknownWord { word: String, known: &'static [&'static str] },
}

impl Fault {
    pub(super) fn new(what: What) -> Self {
        Self { what, place: None, keys: Vec::new(), in_list: false, at_key: false }
    }

    pub(super) fn at(mut self, place: Place) -> Self {
        self.place.get_or_insert(place);
        self
    }

    /// Of a string: where escapes move no bytes, the part of it that was refused.
    pub(super) fn within(self, text: &str, place: Place) -> Self {
        let part = match &self.what {
            What::Refused(refused) => {
                refused_part(refused).filter(|_| (place.end - place.start) as usize == text.len() + 2)
            }
            What::WrongType { .. } | What::UnknownKey { .. } | What::UnknownWord { .. } => None,
        };
        let byte = |at: usize| place.start + 1 + u32::try_from(at).expect("a layer is smaller than 4 GiB");
        let part = part.map_or(place, |part| Place { start: byte(part.start), end: byte(part.end), ..place });
        self.at(part)
    }

    pub(super) fn diagnostic(&self, field: &FieldPath, place: Place) -> Diagnostic {
        let (field, item) = match field.keys().split_last() {
            Some((_, list)) if self.in_list => (&FieldPath::new(list.iter().cloned()), "an item of "),
            Some((_, table)) if self.at_key && matches!(self.what, What::Refused(_)) => {
                (&FieldPath::new(table.iter().cloned()), "")
            }
            _ => (field, ""),
        };
        match &self.what {
            What::Refused(text) => {
                let mut parts = text.split(SEPARATOR);
                let (rule, message, label) = (parts.next(), parts.next(), parts.next());
                match (message, label) {
                    (Some(message), Some(label)) => {
                        let rule = RULES
                            .iter()
                            .find(|known| Some(**known) == rule)
                            .expect("every refusal names a listed rule");
                        Diagnostic::error(rule, place, format!("`{field}`: {message}")).label(label)
                    }
                    _ => {
                        Diagnostic::error("invalid-value", place, format!("`{field}`: {text}")).label("not valid here")
                    }
                }
            }
            What::WrongType { found, wanted } => {
                Diagnostic::error("wrong-type", place, format!("{item}`{field}` must be {wanted}, not {found}"))
                    .label(format!("{wanted} belongs here"))
            }
            What::UnknownKey { key, known } => {
                Diagnostic::error("unknown-key", place, format!("`{field}` is no key that platgen knows"))
                    .label(suggestion(key, known.iter().copied()))
            }
            What::UnknownWord { word, known } => {
                Diagnostic::error("unknown-word", place, format!("{item}`{field}` cannot be `{word}`"))
                    .label(suggestion(word, known.iter().copied()))
            }
        }
    }
}

/// The bytes that a refusal in its form as text names.
fn refused_part(refused: &str) -> Option<Range<usize>> {
    let mut numbers = refused.split(SEPARATOR).skip(3).map(|number| number.parse().ok());
    Some(numbers.next()??..numbers.next()??)
}

/// The rules that types of the model refuse by.
const RULES: &[&str] = &[
    "bad-amount",
    "bad-cron",
    "bad-duration",
    "bad-image",
    "bad-mode",
    "bad-name",
    "bad-path",
    "bad-placeholder",
    "bad-port",
    "bad-quantity",
    "bad-target",
    "bad-version",
    "bad-variable",
    "out-of-range",
    "wrong-type",
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

    #[expect(clippy::wildcard_enum_match_arm, reason = "serde's enum: TOML yields no more than these")]
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

    #[expect(clippy::wildcard_enum_match_arm, reason = "serde's enum: only numbers want another form")]
    fn invalid_value(found: de::Unexpected<'_>, wanted: &dyn de::Expected) -> Self {
        let wanted = in_our_words(&wanted.to_string());
        let number = match found {
            de::Unexpected::Signed(number) => number.to_string(),
            de::Unexpected::Unsigned(number) => number.to_string(),
            other => other.to_string(),
        };
        Self::custom(Refusal {
            rule: "out-of-range",
            message: format!("`{number}` is out of range"),
            label: format!("{wanted} belongs here"),
            at: None,
        })
    }

    fn unknown_field(key: &str, known: &'static [&'static str]) -> Self {
        Self::new(What::UnknownKey { key: key.to_owned(), known })
    }

    fn unknown_variant(word: &str, known: &'static [&'static str]) -> Self {
        Self::new(What::UnknownWord { word: word.to_owned(), known })
    }
}

/// serde names Rust types where a user expects TOML's words.
pub fn in_our_words(wanted: &str) -> String {
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
