//! The strings of a Compose file. Compose takes a `$` for the start of a variable, so this type alone writes one.

use serde::Serialize;

/// A string in the form from which Compose reads back what was meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Text(String);

impl Text {
    pub fn of(meant: &str) -> Self {
        Self(meant.replace('$', "$$"))
    }

    /// A variable of the shell that runs Compose. Other characters than those of a shell's names become `_`:
    /// Compose would read `${db-password}` as `${db}` with a default.
    pub fn variable(name: &str) -> Self {
        let name = name.replace(|character: char| !character.is_ascii_alphanumeric() && character != '_', "_");
        Self(format!("${{{name}}}"))
    }

    /// The name of such a variable, where Compose asks for the name alone.
    pub fn name(name: &str) -> Self {
        Self(name.to_owned())
    }

    pub fn list(meant: &[String]) -> Vec<Self> {
        meant.iter().map(|text| Self::of(text)).collect()
    }

    pub fn seconds(count: impl Into<i128>) -> Self {
        Self(format!("{}s", count.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::Text;

    #[test]
    fn a_dollar_is_doubled_once_and_only_a_variable_keeps_its_own() {
        assert_eq!(Text::of("pa$$w$rd ${HOME}").0, "pa$$$$w$$rd $${HOME}");
        assert_eq!(Text::of("plain").0, "plain");
        assert_eq!(Text::variable("DB_PASSWORD").0, "${DB_PASSWORD}");
        assert_eq!(Text::variable("spring.db-password").0, "${spring_db_password}");
    }
}
