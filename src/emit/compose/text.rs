//! The strings of a Compose file. Compose takes a `$` for the start of a variable, so this type alone writes one.

use serde::Serialize;

use crate::plan::shell;

/// A string in the form from which Compose reads back what was meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Text(String);

impl Text {
    /// Every `$` means itself; variables of the shell, which a text of the plan may hold, are left to Compose.
    pub fn of(meant: &str) -> Self {
        let parts = shell::parts(meant).into_iter().map(|part| match part {
            shell::Part::Text(text) => text.replace('$', "$$"),
            shell::Part::Variable(name) => format!("${{{name}}}"),
        });
        Self(parts.collect())
    }

    /// The name of a variable of the shell, where Compose asks for the name alone.
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
    use super::{Text, shell};

    #[test]
    fn a_dollar_is_doubled_once_and_only_a_variable_keeps_its_own() {
        assert_eq!(Text::of("pa$$w$rd ${HOME}").0, "pa$$$$w$$rd $${HOME}");
        assert_eq!(Text::of("plain").0, "plain");
        assert_eq!(Text::of(&format!("5$/{}", shell::variable("DB"))).0, "5$$/${DB}");
    }
}
