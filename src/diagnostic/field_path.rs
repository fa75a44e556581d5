//! The path from the root of an environment to a field: a list of keys, for keys may hold dots.

use std::fmt;

#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FieldPath(Vec<String>);

impl FieldPath {
    pub fn new<I: IntoIterator<Item = S>, S: Into<String>>(keys: I) -> Self {
        Self(keys.into_iter().map(Into::into).collect())
    }

    pub fn keys(&self) -> &[String] {
        &self.0
    }

    #[must_use]
    pub fn then(&self, key: impl Into<String>) -> Self {
        let mut keys = Vec::with_capacity(self.0.len() + 1);
        keys.extend_from_slice(&self.0);
        keys.push(key.into());
        Self(keys)
    }

    #[must_use]
    pub fn join(&self, further: &[&str]) -> Self {
        Self(self.0.iter().cloned().chain(further.iter().map(|key| (*key).to_owned())).collect())
    }

    pub fn starts_with(&self, prefix: &Self) -> bool {
        self.0.starts_with(&prefix.0)
    }

    /// Reads `a.b."c.d"`. The error is the byte at which it cannot be read, and why.
    pub fn parse(text: &str) -> Result<Self, (usize, &'static str)> {
        let mut keys = Vec::new();
        let mut rest = text;
        loop {
            let at = text.len() - rest.len();
            let (key, after) = match rest.chars().next() {
                Some(quote @ ('"' | '\'')) => {
                    let end = rest[1..].find(quote).ok_or((at, "this quote is never closed"))?;
                    (&rest[1..=end], &rest[end + 2..])
                }
                _ => rest.split_at(rest.find('.').unwrap_or(rest.len())),
            };
            if key.is_empty() {
                return Err((at, "a key is missing here"));
            }
            keys.push(key.to_owned());
            match after.strip_prefix('.') {
                Some(further) => rest = further,
                None if after.is_empty() => return Ok(Self(keys)),
                None => return Err((text.len() - after.len(), "a dot belongs here")),
            }
        }
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, key) in self.0.iter().enumerate() {
            if index > 0 {
                formatter.write_str(".")?;
            }
            if key.is_empty() || key.contains(['.', ' ', '"']) {
                write!(formatter, "\"{key}\"")?;
            } else {
                formatter.write_str(key)?;
            }
        }
        Ok(())
    }
}
