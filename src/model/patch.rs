//! `[patches.N]`: what is laid over a finished object. Its fragments keep the target's own spelling, without placeholders.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};
use serde_json::Value as Json;

use crate::load::Refusal;

use super::scalar::string_form;
use super::workload::Target;

/// A raw part of an object, in its target's own words.
pub type Fragment = serde_json::Map<String, Json>;

/// Of `merge`, `json` and `from` exactly one is set.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Patch {
    /// `Kind/name` or `compose/NAME`; required.
    pub target: Option<PatchTarget>,
    /// Laid over the object: tables are merged, lists by the merge key of their kind.
    pub merge: Option<Fragment>,
    /// A JSON patch.
    pub json: Option<Vec<Operation>>,
    /// A file of the platform that holds a JSON patch, or a table to merge.
    pub from: Option<String>,
    /// Whether it is fine that nothing is called so.
    pub optional: bool,
    /// Why it is needed, for whoever reads the layer.
    pub reason: Option<String>,
    /// ID of `[namespaces]`, where several hold such an object.
    pub namespace: Option<String>,
}

/// One step of a JSON patch. What it needs beside `op` depends on that, and is checked when it is applied.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Operation {
    /// `add`, `remove`, `replace`, `move`, `copy` or `test`.
    pub op: Option<String>,
    /// A JSON pointer.
    pub path: Option<String>,
    /// What is added, put in place, or expected.
    pub value: Option<Json>,
    /// A JSON pointer, for `move` and `copy`.
    pub from: Option<String>,
}

impl Operation {
    /// As RFC 6902 writes it.
    pub fn json(&self) -> Json {
        let text = |text: &Option<String>| text.clone().map(Json::String);
        let keys = [
            ("op", text(&self.op)),
            ("path", text(&self.path)),
            ("value", self.value.clone()),
            ("from", text(&self.from)),
        ];
        Json::Object(keys.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))).collect())
    }
}

/// What a patch is for: a kind and a name, in which `*` stands for any letters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatchTarget {
    /// None: a service of the Compose file.
    pub kind: Option<String>,
    pub name: String,
}

const COMPOSE: &str = "compose";

impl PatchTarget {
    pub(super) fn parse(text: &str) -> Result<Self, Refusal> {
        let refusal =
            |message: String, label: &str| Refusal { rule: "bad-target", message, label: label.into(), at: None };
        let Some((kind, name)) = text.split_once('/') else {
            let label = "write `\"Kind/name\"`, or `\"compose/NAME\"` for a service of the Compose file";
            return Err(refusal(format!("`{text}` names no object"), label));
        };
        let letters = kind.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if kind != COMPOSE && !(letters && kind.starts_with(|letter: char| letter.is_ascii_uppercase())) {
            let label = "a kind as the API spells it, such as `Deployment`, or `compose`";
            return Err(refusal(format!("`{kind}` is no kind of object"), label));
        }
        let legal = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b':' | b'_' | b'*');
        if name.is_empty() || !name.bytes().all(legal) {
            let label = "the name of an object: letters, digits, `-`, `.`, `:`, and `*` for any of them";
            return Err(refusal(format!("`{name}` is no name"), label));
        }
        Ok(Self { kind: (kind != COMPOSE).then(|| kind.to_owned()), name: name.to_owned() })
    }

    /// The target whose output it changes.
    pub fn of(&self) -> Target {
        if self.kind.is_some() { Target::Kubernetes } else { Target::Compose }
    }

    pub fn names(&self, name: &str) -> bool {
        matches(&self.name, name)
    }
}

fn matches(pattern: &str, name: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else { return pattern == name };
    let Some(mut name) = name.strip_prefix(first) else { return false };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let last = parts.pop().unwrap_or_default();
    for part in parts {
        let Some(at) = name.find(part) else { return false };
        name = &name[at + part.len()..];
    }
    name.ends_with(last)
}

impl<'de> Deserialize<'de> for PatchTarget {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        string_form(deserializer, "a string such as `\"Deployment/web\"`", Self::parse)
    }
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_stands_for_any_letters() {
        let fits =
            [("web", "web"), ("*", "web"), ("web-*", "web-"), ("*-db", "a-b-db"), ("a*b*c", "a-b-b-c"), ("a*a", "aa")];
        let not = [("web", "web-a"), ("web-*", "web"), ("a*a", "a"), ("a*b*c", "a-c-b"), ("*-db", "db")];
        assert!(fits.iter().all(|(pattern, name)| matches(pattern, name)));
        assert!(!not.iter().any(|(pattern, name)| matches(pattern, name)));
    }
}
