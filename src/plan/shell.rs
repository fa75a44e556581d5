//! Variables of the shell that runs Compose, within texts. A text of the plan is a plain `String`; such a variable stands
//! in it between two control characters, which no string of a layer may hold. Compose's emitter alone reads them back.

const START: char = '\u{2}';
const END: char = '\u{3}';

/// A stretch of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'t> {
    Text(&'t str),
    /// The name of a variable of the shell.
    Variable(&'t str),
}

/// A text that is this variable. Other characters than those of a shell's names become `_`: Compose would read
/// `${db-password}` as `${db}` with a default.
pub fn variable(name: &str) -> String {
    let name = name.replace(|character: char| !character.is_ascii_alphanumeric() && character != '_', "_");
    format!("{START}{name}{END}")
}

pub fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, name, after)) = first(rest) {
        parts.extend([Part::Text(before), Part::Variable(name)]);
        rest = after;
    }
    parts.push(Part::Text(rest));
    parts
}

fn first(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once(START)?;
    let (name, after) = rest.split_once(END)?;
    Some((before, name, after))
}

pub fn has_variable(text: &str) -> bool {
    first(text).is_some()
}

/// The text with something else in the place of its variables: for grammars, and for readers that are not Compose.
pub fn shown(text: &str, shown: impl Fn(&str) -> String) -> String {
    parts(text)
        .into_iter()
        .map(|part| match part {
            Part::Text(text) => text.to_owned(),
            Part::Variable(name) => shown(name),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Part, has_variable, parts, shown, variable};

    #[test]
    fn a_variable_is_found_again_wherever_it_stands() {
        let text = format!("{}/a{}", variable("HOME"), variable("db-password"));
        let found =
            [Part::Text(""), Part::Variable("HOME"), Part::Text("/a"), Part::Variable("db_password"), Part::Text("")];
        assert_eq!(parts(&text), found);
        assert_eq!(shown(&text, |name| format!("${{{name}}}")), "${HOME}/a${db_password}");
        assert!(has_variable(&text) && !has_variable("${HOME}"));
        assert_eq!(parts("plain"), [Part::Text("plain")]);
    }
}
