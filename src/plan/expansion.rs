//! What Kubernetes makes of `$` in a variable's value, a command line and a probe's command: `$(X)` is the variable X
//! if there is one, and two `$` are one. Hooks, files and ConfigMaps are left alone.

/// A stretch of such a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'t> {
    Text(&'t str),
    /// So many `$` that begin nothing. The process is meant to see all of them.
    Dollars(usize),
    /// So many pairs of `$` before a `(`, each of which the author wrote for one.
    Escapes(usize),
    /// `$(X)`.
    Reference(&'t str),
}

pub fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        let count = rest[at..].bytes().take_while(|byte| *byte == b'$').count();
        let after = &rest[at + count..];
        parts.push(Part::Text(&rest[..at]));
        rest = after;
        if !after.starts_with('(') {
            parts.push(Part::Dollars(count));
            continue;
        }
        parts.push(Part::Escapes(count / 2));
        if count % 2 == 1 {
            match after.find(')') {
                Some(end) => {
                    parts.push(Part::Reference(&after[1..end]));
                    rest = &after[end + 1..];
                }
                None => parts.push(Part::Dollars(1)),
            }
        }
    }
    parts.push(Part::Text(rest));
    parts
}

/// The variables that a text names.
pub fn references(text: &str) -> impl Iterator<Item = &str> {
    parts(text).into_iter().filter_map(|part| match part {
        Part::Reference(name) => Some(name),
        Part::Text(_) | Part::Dollars(_) | Part::Escapes(_) => None,
    })
}

/// What the process sees, for a target that does none of this itself.
pub fn expanded<'v>(text: &str, value: impl Fn(&str) -> Option<&'v str>) -> String {
    parts(text)
        .into_iter()
        .map(|part| match part {
            Part::Text(text) => text.to_owned(),
            Part::Dollars(count) | Part::Escapes(count) => "$".repeat(count),
            Part::Reference(name) => value(name).map_or_else(|| format!("$({name})"), str::to_owned),
        })
        .collect()
}

/// A text that comes out of `expanded` as it is.
pub fn literally(text: &str) -> String {
    let mut literal = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        let after = rest[at..].trim_start_matches('$');
        let dollars = &rest[at..rest.len() - after.len()];
        literal.push_str(&rest[..at]);
        literal.push_str(&dollars.repeat(if after.starts_with('(') { 2 } else { 1 }));
        rest = after;
    }
    literal + rest
}

/// The text from which Kubernetes makes what is meant.
pub fn for_kubernetes(text: &str) -> String {
    parts(text)
        .into_iter()
        .map(|part| match part {
            Part::Text(text) => text.to_owned(),
            Part::Dollars(1) => "$".to_owned(),
            Part::Dollars(count) | Part::Escapes(count) => "$$".repeat(count),
            Part::Reference(name) => format!("$({name})"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{expanded, for_kubernetes, literally};

    /// As `Expand` of Kubernetes' third_party/forked/golang/expansion does it.
    fn by_kubernetes(text: &str, value: impl Fn(&str) -> Option<&'static str>) -> String {
        let mut seen = String::new();
        let mut rest = text;
        while let Some(at) = rest.find('$') {
            seen.push_str(&rest[..at]);
            let after = &rest[at + 1..];
            match (after.chars().next(), after.find(')')) {
                (Some('$'), _) => {
                    seen.push('$');
                    rest = &after[1..];
                }
                (Some('('), Some(end)) => {
                    let name = &after[1..end];
                    seen.push_str(&value(name).map_or_else(|| format!("$({name})"), str::to_owned));
                    rest = &after[end + 1..];
                }
                _ => {
                    seen.push('$');
                    rest = after;
                }
            }
        }
        seen + rest
    }

    #[test]
    fn both_targets_show_the_process_the_same() {
        let value = |name: &str| (name == "X").then_some("value");
        for (written, seen) in [
            ("plain", "plain"),
            ("$", "$"),
            ("5$ or $5", "5$ or $5"),
            ("$$", "$$"),
            ("/tmp/x.$$", "/tmp/x.$$"),
            ("a$$b$$$c", "a$$b$$$c"),
            ("$(X)", "value"),
            ("$$(X)", "$(X)"),
            ("$$$(X)", "$value"),
            ("$$$$(X)", "$$(X)"),
            ("$(OTHER) $(X)", "$(OTHER) value"),
            ("$(echo $$) $$", "$(echo $$) $$"),
            ("$(echo $(X))", "$(echo $(X))"),
            ("$(X", "$(X"),
            ("$(X $$", "$(X $$"),
            ("${X} $X", "${X} $X"),
            ("é$$(X)é$$", "é$(X)é$$"),
        ] {
            assert_eq!(expanded(written, value), seen, "{written}");
            assert_eq!(by_kubernetes(&for_kubernetes(written), value), seen, "{written}");
            assert_eq!(expanded(&literally(written), value), written);
        }
    }
}
