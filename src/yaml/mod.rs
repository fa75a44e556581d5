//! Writes any `Serialize` value as block-style YAML text that YAML 1.1 and 1.2 readers read alike.
//!
//! The text goes straight into a `String`: no value tree is built and no scalar is copied first.
//! A map entry or struct field without a value is left out, so a mapping never holds a `null`.

mod collection;
mod scalar;
mod serializer;

use std::fmt;

use serde::{Serialize, ser};

use serializer::{Place, Serializer, Written};

/// Why a value has no YAML form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error(Box<str>);

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Error {}

impl ser::Error for Error {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(message.to_string().into())
    }
}

/// Appends `value` to `out` as one YAML document, without a `---` and ending with a line feed.
///
/// # Errors
///
/// Fails, and leaves `out` as it was, for bytes, for a float that is not finite, for a map key that
/// is no scalar, and for whatever the value's own `Serialize` reports.
pub fn write<T: Serialize + ?Sized>(value: &T, out: &mut String) -> Result<(), Error> {
    let start = out.len();
    match value.serialize(Serializer::new(out, Place::Document, 0)) {
        Ok(Written::Value) => Ok(()),
        Ok(Written::Nothing) => {
            out.push_str("null\n");
            Ok(())
        }
        Err(error) => {
            out.truncate(start);
            Err(error)
        }
    }
}

/// `value` as one YAML document; see [`write()`].
///
/// # Errors
///
/// Fails where [`write()`] does.
pub fn to_string<T: Serialize + ?Sized>(value: &T) -> Result<String, Error> {
    let mut out = String::new();
    write(value, &mut out)?;
    Ok(out)
}
