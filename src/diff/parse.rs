//! A path as people write it, read with the document at hand: `spec.containers[web].env[DB_URL].value`.

use serde_json::Value as Json;

use super::list::name;
use super::path::{Path, Step};

impl Path {
    /// Reads a path. A position in a list becomes the name of what stands there, if it has one. The error is the byte
    /// at which it cannot be read, and why.
    pub fn parse(text: &str, document: &Json) -> Result<Self, (usize, &'static str)> {
        let mut steps = Vec::new();
        let mut at = Some(document);
        let mut list = String::new();
        let mut rest = text.strip_prefix('.').unwrap_or(text);
        while !rest.is_empty() {
            let here = text.len() - rest.len();
            let (step, after) = match rest.strip_prefix('[') {
                Some(inside) => {
                    let end = inside.find(']').ok_or((here, "this bracket is never closed"))?;
                    let word = &inside[..end];
                    if word.is_empty() {
                        return Err((here, "the name or position of an element belongs here"));
                    }
                    (element(word.trim_matches(['"', '\'']), &list, at), &inside[end + 1..])
                }
                None => {
                    let (key, after) = key(rest).map_err(|why| (here, why))?;
                    (position(key, &list, at).unwrap_or_else(|| Step::Key(key.to_owned())), after)
                }
            };
            at = at.and_then(|at| match &step {
                Step::Key(key) => at.get(key),
                Step::Index(index) => at.get(index),
                Step::Element(wanted) => {
                    at.as_array()?.iter().find(|element| name(&list, element).as_deref() == Some(wanted))
                }
            });
            if let Step::Key(key) = &step {
                list.clone_from(key);
            }
            steps.push(step);
            rest = match after.strip_prefix('.') {
                Some("") => return Err((text.len(), "a key is missing here")),
                Some(further) => further,
                None if after.is_empty() || after.starts_with('[') => after,
                None => return Err((text.len() - after.len(), "a dot belongs here")),
            };
        }
        Ok(Self(steps))
    }
}

/// The key that a text begins with, in quotes or not.
fn key(text: &str) -> Result<(&str, &str), &'static str> {
    let (key, after) = match text.chars().next() {
        Some(quote @ ('"' | '\'')) => {
            let end = text[1..].find(quote).ok_or("this quote is never closed")?;
            (&text[1..=end], &text[end + 2..])
        }
        _ => text.split_at(text.find(['.', '[']).unwrap_or(text.len())),
    };
    if key.is_empty() { Err("a key is missing here") } else { Ok((key, after)) }
}

/// An element by its name, or by its position.
fn element(word: &str, list: &str, at: Option<&Json>) -> Step {
    let items = at.and_then(Json::as_array).map(Vec::as_slice).unwrap_or_default();
    if items.iter().any(|item| name(list, item).as_deref() == Some(word)) {
        return Step::Element(word.to_owned());
    }
    position(word, list, at).unwrap_or_else(|| Step::Element(word.to_owned()))
}

/// What a number in the place of a list's element means.
fn position(word: &str, list: &str, at: Option<&Json>) -> Option<Step> {
    let items = at?.as_array()?;
    let index = word.parse::<usize>().ok()?;
    Some(match items.get(index).and_then(|item| name(list, item)) {
        Some(name) => Step::Element(name.into_owned()),
        None => Step::Index(index),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_path_is_read_as_it_is_written() {
        let document = json!({
            "metadata": { "labels": { "a.b/c": "1" } },
            "spec": { "containers": [{ "name": "web", "args": ["x"], "env": [{ "name": "A", "value": "1" }] }] },
        });
        let read = |text: &str| Path::parse(text, &document).map(|path| path.to_string());
        for (text, same) in [
            ("spec.containers[web].env[A].value", "spec.containers[web].env[A].value"),
            (".spec.containers[0].env.0.value", "spec.containers[web].env[A].value"),
            ("spec.containers.0.args[0]", "spec.containers[web].args[0]"),
            ("metadata.labels.\"a.b/c\"", "metadata.labels.\"a.b/c\""),
            ("spec.containers[other].image", "spec.containers[other].image"),
        ] {
            assert_eq!(read(text).as_deref(), Ok(same), "{text}");
        }
        for (text, at) in [("spec..x", 5), ("spec.x[a", 6), ("spec.x[a]b", 9), ("a.", 2), ("x.\"y", 2), ("x[]", 1)] {
            assert_eq!(Path::parse(text, &document).map_err(|(at, _)| at), Err(at), "{text}");
        }
    }
}
