//! The small types of the language. Each refuses nonsense at the place where it stands.

use std::borrow::Borrow;
use std::fmt;

use serde::de::{self, Deserialize, Deserializer, Visitor};

use crate::load::Refusal;

/// Reads a type that is written as a string, with the wanted form in the error for anything else.
pub(super) fn string_form<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    wanted: &'static str,
    parse: fn(&str) -> Result<T, Refusal>,
) -> Result<T, D::Error> {
    struct Form<T>(&'static str, fn(&str) -> Result<T, Refusal>);
    impl<T> Visitor<'_> for Form<T> {
        type Value = T;
        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str(self.0)
        }
        fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
            (self.1)(text).map_err(E::custom)
        }
    }
    deserializer.deserialize_str(Form(wanted, parse))
}

fn refusal(rule: &'static str, message: impl Into<String>, label: impl Into<String>) -> Refusal {
    Refusal { rule, message: message.into(), label: label.into(), at: None }
}

/// A whole number without a sign or zeros in front, which Rust would read, and the patterns of the schema do not.
fn number(text: &str) -> Option<u32> {
    text.parse::<u32>().ok().filter(|number| number.to_string() == text)
}

/// A DNS-1123 label: the name of an object or of a key that becomes one.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(String);

impl Name {
    pub const LONGEST: usize = 63;

    pub fn parse(text: &str) -> Result<Self, Refusal> {
        if text.is_empty() {
            return Err(refusal("bad-name", "an empty string is no name", "1 to 63 letters, digits and `-`"));
        }
        if text.len() > Self::LONGEST {
            let message = format!("`{text}` has {} characters", text.len());
            return Err(refusal("bad-name", message, format!("a name has at most {}", Self::LONGEST)));
        }
        let legal = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let edge = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric());
        let bytes = text.as_bytes();
        if !bytes.iter().copied().all(legal) || !edge(bytes.first()) || !edge(bytes.last()) {
            let label = "lower-case letters, digits and `-`, a letter or digit at both ends";
            return Err(refusal("bad-name", format!("`{text}` is no DNS label"), label));
        }
        Ok(Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Name {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        string_form(deserializer, "a name", Self::parse)
    }
}

/// The name of an environment variable, as the oldest cluster accepts it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Variable(String);

impl Variable {
    /// A name that the code itself knows to be one.
    pub fn known(name: &str) -> Self {
        Self(name.to_owned())
    }

    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let legal = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        if text.is_empty() || text.as_bytes()[0].is_ascii_digit() || !text.bytes().all(legal) {
            let label = "letters, digits, `_`, `-` and `.`, no digit first";
            return Err(refusal("bad-variable", format!("`{text}` is no name of a variable"), label));
        }
        Ok(Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Variable {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Variable {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        string_form(deserializer, "the name of a variable", Self::parse)
    }
}

/// A length of time, kept as written and in milliseconds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Duration {
    text: String,
    milliseconds: u64,
}

impl Duration {
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let wrong = || {
            refusal("bad-duration", format!("`{text}` is no duration"), "such as `500ms`, `60s`, `5m`, `1h30m`, `30d`")
        };
        let mut milliseconds: u64 = 0;
        let mut rest = text;
        while !rest.is_empty() {
            let digits = rest.find(|character: char| !character.is_ascii_digit()).ok_or_else(wrong)?;
            let (number, after) = rest.split_at(digits);
            let unit_end = after.find(|character: char| character.is_ascii_digit()).unwrap_or(after.len());
            let (unit, further) = after.split_at(unit_end);
            let factor: u64 = match unit {
                "ms" => 1,
                "s" => 1_000,
                "m" => 60_000,
                "h" => 3_600_000,
                "d" => 86_400_000,
                "w" => 604_800_000,
                "y" => 31_536_000_000,
                _ => return Err(wrong()),
            };
            let part = number.parse::<u64>().ok().and_then(|number| number.checked_mul(factor)).ok_or_else(wrong)?;
            milliseconds = milliseconds.checked_add(part).ok_or_else(wrong)?;
            rest = further;
        }
        if text.is_empty() {
            return Err(wrong());
        }
        Ok(Self { text: text.to_owned(), milliseconds })
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whole seconds, rounded up: Kubernetes knows nothing finer in its timings.
    pub fn seconds(&self) -> u64 {
        self.milliseconds.div_ceil(1_000)
    }
}

impl<'de> Deserialize<'de> for Duration {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        string_form(deserializer, "a duration such as `\"30s\"`", Self::parse)
    }
}

/// An amount of a resource, kept as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quantity(String);

impl Quantity {
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let suffixes = ["m", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei", ""];
        let digits = text.find(|character: char| !character.is_ascii_digit() && character != '.').unwrap_or(text.len());
        let (number, suffix) = text.split_at(digits);
        let readable = number.starts_with(|first: char| first.is_ascii_digit())
            && number.ends_with(|last: char| last.is_ascii_digit())
            && number.parse::<f64>().is_ok();
        if !readable || !suffixes.contains(&suffix) {
            return Err(refusal(
                "bad-quantity",
                format!("`{text}` is no quantity"),
                "such as `250m`, `0.5`, `512Mi`, `1Gi`",
            ));
        }
        Ok(Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The amount itself: cores, bytes.
    pub fn value(&self) -> f64 {
        let digits =
            self.0.find(|character: char| !character.is_ascii_digit() && character != '.').unwrap_or(self.0.len());
        let (number, suffix) = self.0.split_at(digits);
        let exponent = |prefix: &str| {
            "kMGTPE".find(prefix.to_ascii_uppercase().replace('K', "k").as_str()).map_or(0, |at| at as i32 + 1)
        };
        let factor = match suffix.strip_suffix('i') {
            Some(prefix) => 1024_f64.powi(exponent(prefix)),
            None if suffix == "m" => 0.001,
            None if suffix.is_empty() => 1.0,
            None => 1000_f64.powi(exponent(suffix)),
        };
        number.parse::<f64>().unwrap_or_default() * factor
    }
}

impl<'de> Deserialize<'de> for Quantity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        string_form(deserializer, "a quantity such as `\"512Mi\"`", Self::parse)
    }
}

/// The mode of a file, such as `0644`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mode(pub u32);

impl Mode {
    fn parse(text: &str) -> Result<Self, Refusal> {
        let is_octal = text.len() >= 3 && text.bytes().all(|byte| byte.is_ascii_digit());
        match u32::from_str_radix(text, 8) {
            Ok(bits) if is_octal && bits <= 0o777 => Ok(Self(bits)),
            Ok(_) | Err(_) => Err(refusal(
                "bad-mode",
                format!("`{text}` is no mode of a file"),
                "octal digits such as `\"0644\"` belong here",
            )),
        }
    }
}

impl<'de> Deserialize<'de> for Mode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        string_form(deserializer, "a mode such as `\"0644\"`", Self::parse)
    }
}

/// A version of Kubernetes, such as `1.28`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct KubernetesVersion {
    pub major: u32,
    pub minor: u32,
}

impl KubernetesVersion {
    pub const fn new(major: u32, minor: u32) -> Self {
        Self { major, minor }
    }

    fn parse(text: &str) -> Result<Self, Refusal> {
        let numbers = text.split_once('.').and_then(|(major, minor)| Some((number(major)?, number(minor)?)));
        match numbers {
            Some((1, minor)) if (25..=37).contains(&minor) => Ok(Self { major: 1, minor }),
            Some(_) => Err(refusal("bad-version", format!("Kubernetes `{text}` is not covered"), "1.25 to 1.37 are")),
            None => Err(refusal("bad-version", format!("`{text}` is no version of Kubernetes"), "such as `\"1.28\"`")),
        }
    }
}

impl<'de> Deserialize<'de> for KubernetesVersion {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        string_form(deserializer, "a version such as `\"1.28\"`", Self::parse)
    }
}

/// A whole number within bounds.
struct Whole {
    wanted: &'static str,
    least: i64,
    most: i64,
}

impl Visitor<'_> for Whole {
    type Value = i64;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.wanted)
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<i64, E> {
        if (self.least..=self.most).contains(&number) {
            return Ok(number);
        }
        let label = format!("{}, from {} to {}, belongs here", self.wanted, self.least, self.most);
        Err(E::custom(refusal("out-of-range", format!("`{number}` is out of range"), label)))
    }
}

/// A port number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Port(pub u16);

impl<'de> Deserialize<'de> for Port {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = deserializer.deserialize_i64(Whole { wanted: "a port", least: 1, most: 65_535 })?;
        Ok(Self(u16::try_from(number).expect("the bounds are those of a port")))
    }
}

/// A whole number from 0 to 100.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Percent(pub u8);

impl<'de> Deserialize<'de> for Percent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = deserializer.deserialize_i64(Whole { wanted: "a percentage", least: 0, most: 100 })?;
        Ok(Self(u8::try_from(number).expect("the bounds are those of a percentage")))
    }
}

/// How many: replicas, retries, revisions. Kubernetes counts in 32 bits with a sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Count(pub i32);

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let bounds = Whole { wanted: "a whole number", least: 0, most: i64::from(i32::MAX) };
        let number = deserializer.deserialize_i64(bounds)?;
        Ok(Self(i32::try_from(number).expect("the bounds are those of i32")))
    }
}

/// So many, or a share of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amount {
    Count(i32),
    Percent(u8),
}

impl Amount {
    pub fn is_none(self) -> bool {
        matches!(self, Amount::Count(0) | Amount::Percent(0))
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Form;
        impl Visitor<'_> for Form {
            type Value = Amount;
            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a whole number or a share such as `\"25%\"`")
            }
            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Amount, E> {
                i32::try_from(number).ok().filter(|count| *count >= 0).map(Amount::Count).ok_or_else(|| {
                    E::custom(refusal(
                        "out-of-range",
                        format!("`{number}` is out of range"),
                        "a whole number from 0 belongs here",
                    ))
                })
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Amount, E> {
                let share = text.strip_suffix('%').and_then(number).filter(|share| *share <= 100);
                share.and_then(|share| u8::try_from(share).ok()).map(Amount::Percent).ok_or_else(|| {
                    E::custom(refusal(
                        "bad-amount",
                        format!("`{text}` is no amount"),
                        "a whole number or a share such as `\"25%\"` belongs here",
                    ))
                })
            }
        }
        deserializer.deserialize_any(Form)
    }
}
