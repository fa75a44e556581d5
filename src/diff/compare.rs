//! What differs between two lists of documents, and between two documents: field by field.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::document::Document;
use super::echo::mark_echoes;
use super::likeness::Leaves;
use super::list::{is_sequence, is_unordered, name};
use super::pair::pairs;
use super::path::{Path, Step};
use super::quantity::{is_quantity, same_amount};

/// A document that is not the same on both sides.
#[derive(Clone, Debug)]
pub struct Change<'d> {
    /// None: it was added.
    pub before: Option<&'d Document>,
    /// None: it was removed.
    pub after: Option<&'d Document>,
    /// What differs, where it stands on both sides.
    pub fields: Vec<Field<'d>>,
}

/// A field that differs. What was added or removed as a whole is one field.
#[derive(Clone, Debug, PartialEq)]
pub struct Field<'d> {
    pub path: Path,
    pub before: Option<&'d Json>,
    pub after: Option<&'d Json>,
    /// It follows from another change of the same comparison: a checksum, a hash in a name, the name of a namespace.
    pub echo: bool,
}

/// Elements of a list that are compared each with each other, at most: beyond, in their order.
const MOST_PAIRS: usize = 4096;
/// The share of leaves that two nameless elements have in common if one is the other, changed.
const ALIKE: f64 = 0.3;

/// The documents that differ: those of `after` in its order, then what was removed, in the order of `before`.
pub fn compare<'d>(
    before: impl IntoIterator<Item = &'d Document>,
    after: impl IntoIterator<Item = &'d Document>,
) -> Vec<Change<'d>> {
    let (before, after): (Vec<_>, Vec<_>) = (before.into_iter().collect(), after.into_iter().collect());
    let pair = |(before, after): (Option<&'d Document>, Option<&'d Document>)| {
        let fields = match (before, after) {
            (Some(before), Some(after)) => fields(&before.json, &after.json),
            _ => Vec::new(),
        };
        let differs = !fields.is_empty() || before.is_none() || after.is_none();
        differs.then_some(Change { before, after, fields })
    };
    let mut changes: Vec<Change<'d>> = pairs(&before, &after).into_iter().filter_map(pair).collect();
    mark_echoes(&mut changes);
    changes
}

/// The fields in which two documents differ.
pub fn fields<'d>(before: &'d Json, after: &'d Json) -> Vec<Field<'d>> {
    if before == after {
        return Vec::new();
    }
    let kind = after.get("apiVersion").and_then(|_| after.get("kind")).and_then(Json::as_str);
    let mut walk = Walk { kind, at: Vec::new(), found: Vec::new() };
    walk.value(before, after);
    walk.found
}

/// Where two values differ that stand at these keys of an object.
pub fn paths_below<'d>(
    kind: &'d str,
    keys: impl Iterator<Item = &'d str>,
    before: &'d Json,
    after: &'d Json,
) -> Vec<Path> {
    let mut walk = Walk { kind: Some(kind), at: keys.map(At::Key).collect(), found: Vec::new() };
    walk.value(before, after);
    walk.found.into_iter().map(|field| field.path).collect()
}

/// A step on the way down. It becomes one of a path only where something differs.
enum At<'d> {
    Key(&'d str),
    Element(Cow<'d, str>),
    Index(usize),
}

struct Walk<'d> {
    /// Of an object; a Compose file has no quantities.
    kind: Option<&'d str>,
    at: Vec<At<'d>>,
    found: Vec<Field<'d>>,
}

impl<'d> Walk<'d> {
    fn value(&mut self, before: &'d Json, after: &'d Json) {
        match (before, after) {
            _ if before == after => {}
            (Json::Object(old), Json::Object(new)) => {
                for (key, value) in old {
                    self.step(At::Key(key), Some(value), new.get(key));
                }
                for (key, value) in new.iter().filter(|(key, _)| !old.contains_key(*key)) {
                    self.step(At::Key(key), None, Some(value));
                }
            }
            (Json::Array(old), Json::Array(new)) => {
                self.list(old, new);
                if is_sequence(self.key()) && !in_same_order(self.key(), old, new) {
                    self.find(Some(before), Some(after));
                }
            }
            (Json::Number(old), Json::Number(new)) if old.as_f64() == new.as_f64() => {}
            _ if self.is_same_amount(before, after) => {}
            _ => self.find(Some(before), Some(after)),
        }
    }

    fn step(&mut self, at: At<'d>, before: Option<&'d Json>, after: Option<&'d Json>) {
        self.at.push(at);
        match (before, after) {
            (Some(before), Some(after)) => self.value(before, after),
            (before, after) => self.find(before, after),
        }
        self.at.pop();
    }

    fn find(&mut self, before: Option<&'d Json>, after: Option<&'d Json>) {
        let step = |at: &At<'d>| match at {
            At::Key(key) => Step::Key((*key).to_owned()),
            At::Element(name) => Step::Element(name.to_string()),
            At::Index(index) => Step::Index(*index),
        };
        let path = Path(self.at.iter().map(step).collect());
        self.found.push(Field { path, before, after, echo: false });
    }

    fn is_same_amount(&self, before: &Json, after: &Json) -> bool {
        let Some(kind) = self.kind else { return false };
        let key = |at: &At<'d>| if let At::Key(key) = at { *key } else { "[]" };
        is_quantity(kind, &self.at.iter().map(key).collect::<Vec<_>>()) && same_amount(before, after)
    }

    /// The key under which a list stands, or the list that it stands in.
    fn key(&self) -> &'d str {
        self.at.iter().rev().find_map(|at| if let At::Key(key) = at { Some(*key) } else { None }).unwrap_or_default()
    }

    fn list(&mut self, before: &'d [Json], after: &'d [Json]) {
        let key = self.key();
        match (by_name(key, before), by_name(key, after)) {
            (Some(old), Some(new)) => {
                for element in before {
                    let Some(name) = name(key, element) else { continue };
                    let other = new.get(&name).copied();
                    self.step(At::Element(name), Some(element), other);
                }
                for element in after {
                    let Some(name) = name(key, element).filter(|name| !old.contains_key(name)) else { continue };
                    self.step(At::Element(name), None, Some(element));
                }
            }
            _ if is_unordered(key) => self.unordered(before, after),
            _ => self.ordered(before, after),
        }
    }

    /// Elements whose position says nothing: what both sides have is the same, the rest is what is most like it.
    fn unordered(&mut self, before: &'d [Json], after: &'d [Json]) {
        let mut old: Vec<(usize, &Json)> = before.iter().enumerate().collect();
        let mut new: Vec<(usize, &Json)> = Vec::new();
        for (index, element) in after.iter().enumerate() {
            match old.iter().position(|(_, other)| *other == element) {
                Some(same) => drop(old.remove(same)),
                None => new.push((index, element)),
            }
        }
        let mut counterpart: Vec<Option<usize>> = vec![None; old.len()];
        let mut taken = vec![false; new.len()];
        for (one, other) in alike(&old, &new) {
            (counterpart[one], taken[other]) = (Some(other), true);
        }
        for ((index, element), other) in old.iter().zip(&counterpart) {
            match other.map(|other| new[other]) {
                Some((index, other)) => self.step(At::Index(index), Some(element), Some(other)),
                None => self.step(At::Index(*index), Some(element), None),
            }
        }
        for ((index, element), _) in new.iter().zip(taken).filter(|(_, taken)| !taken) {
            self.step(At::Index(*index), None, Some(element));
        }
    }

    /// Elements whose position matters: what is the same at both ends is none of it, what is between goes in order.
    fn ordered(&mut self, before: &'d [Json], after: &'d [Json]) {
        let start = before.iter().zip(after).take_while(|(old, new)| old == new).count();
        let (old, new) = (&before[start..], &after[start..]);
        let end = old.iter().rev().zip(new.iter().rev()).take_while(|(old, new)| old == new).count();
        let (old, new) = (&old[..old.len() - end], &new[..new.len() - end]);
        for index in 0..old.len().max(new.len()) {
            self.step(At::Index(start + index), old.get(index), new.get(index));
        }
    }
}

type Named<'j> = BTreeMap<Cow<'j, str>, &'j Json>;

/// The elements by what they are called; none where one has no name, or two have the same.
fn by_name<'j>(key: &str, list: &'j [Json]) -> Option<Named<'j>> {
    let mut named = BTreeMap::new();
    for element in list {
        if named.insert(name(key, element)?, element).is_some() {
            return None;
        }
    }
    Some(named)
}

/// Whether the elements that both lists have come one after the other in the same way.
fn in_same_order(key: &str, before: &[Json], after: &[Json]) -> bool {
    let names = |list| by_name(key, list).unwrap_or_default();
    let (old, new) = (names(before), names(after));
    let common = |list: &[Json], other: &Named<'_>| -> Vec<String> {
        let named = list.iter().filter_map(|element| name(key, element));
        named.filter(|name| other.contains_key(name)).map(Cow::into_owned).collect()
    };
    common(before, &new) == common(after, &old)
}

/// Which element is which changed, the most alike first: positions in both lists.
pub fn alike(old: &[(usize, &Json)], new: &[(usize, &Json)]) -> Vec<(usize, usize)> {
    if old.len() * new.len() > MOST_PAIRS || old.len() == 1 && new.len() == 1 {
        return (0..old.len().min(new.len())).map(|at| (at, at)).collect();
    }
    let leaves = |list: &[(usize, &Json)]| -> Vec<Leaves> { list.iter().map(|(_, json)| Leaves::of(json)).collect() };
    let (one, other) = (leaves(old), leaves(new));
    let mut candidates = Vec::new();
    for (at, leaves) in one.iter().enumerate() {
        candidates.extend(other.iter().enumerate().map(|(to, other)| (leaves.likeness(other), at, to)));
    }
    candidates.retain(|(likeness, ..)| *likeness >= ALIKE);
    candidates.sort_by(|one, two| two.0.total_cmp(&one.0).then((one.1, one.2).cmp(&(two.1, two.2))));
    let (mut from, mut to) = (vec![false; old.len()], vec![false; new.len()]);
    let mut found = Vec::new();
    for (_, at, other) in candidates {
        if !from[at] && !to[other] {
            (from[at], to[other]) = (true, true);
            found.push((at, other));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn lines(before: &Json, after: &Json) -> Vec<String> {
        let side = |value: Option<&Json>| value.map_or_else(|| "-".to_owned(), Json::to_string);
        let line = |field: &Field<'_>| format!("{} {} {}", field.path, side(field.before), side(field.after));
        let found = fields(before, after);
        if let Some(kind) = after.get("kind").and_then(Json::as_str) {
            let paths = super::super::differing(kind, &before.to_string(), &after.to_string());
            assert_eq!(paths, found.iter().map(|field| field.path.clone()).collect::<Vec<Path>>());
        }
        found.iter().map(line).collect()
    }

    fn policy(rules: &Json) -> Json {
        json!({ "apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "spec": { "ingress": rules } })
    }

    #[test]
    fn amounts_and_order_of_names_say_nothing() {
        let pod = |limits: &Json, env: &Json| {
            json!({ "apiVersion": "v1", "kind": "Pod",
                "spec": { "containers": [{ "name": "a", "env": env, "resources": { "limits": limits } }] } })
        };
        let one = pod(&json!({ "cpu": "1000m", "memory": "1Gi" }), &json!([{ "name": "A" }, { "name": "B" }]));
        let two = pod(&json!({ "memory": "1024Mi", "cpu": 1 }), &json!([{ "name": "B" }, { "name": "A" }]));
        assert_eq!(lines(&one, &two), [""; 0]);
        let three = pod(&json!({ "cpu": "1", "memory": "1G" }), &json!([{ "name": "A" }, { "name": "C" }]));
        let expected = [
            "spec.containers[a].env[B] {\"name\":\"B\"} -",
            "spec.containers[a].env[C] - {\"name\":\"C\"}",
            "spec.containers[a].resources.limits.memory \"1Gi\" \"1G\"",
        ];
        assert_eq!(lines(&one, &three), expected);
        let compose = |cpus: &str| json!({ "deploy": { "resources": { "limits": { "memory": cpus } } } });
        assert_eq!(lines(&compose("1000m"), &compose("1")).len(), 1);
    }

    #[test]
    fn rules_go_with_what_is_most_like_them() {
        let rule = |app: &str, port: u16| json!({ "from": [{ "podSelector": { "matchLabels": { "app": app } } }], "ports": [{ "port": port }] });
        let one = policy(&json!([rule("a", 1), rule("b", 2), rule("c", 3)]));
        assert_eq!(lines(&one, &policy(&json!([rule("c", 3), rule("a", 1), rule("b", 2)]))), [""; 0]);
        let two = policy(&json!([rule("c", 4), rule("b", 2), rule("a", 5)]));
        let expected = [
            "spec.ingress[2].ports[1] {\"port\":1} -",
            "spec.ingress[2].ports[5] - {\"port\":5}",
            "spec.ingress[0].ports[3] {\"port\":3} -",
            "spec.ingress[0].ports[4] - {\"port\":4}",
        ];
        assert_eq!(lines(&one, &two), expected);
        let three = policy(&json!([rule("a", 1), rule("c", 3)]));
        assert_eq!(lines(&one, &three), [format!("spec.ingress[1] {} -", rule("b", 2))]);
    }

    #[test]
    fn the_same_name_twice_is_no_name() {
        let env = |list: &Json| json!({ "env": list });
        let twice = env(&json!([{ "name": "A", "value": "1" }, { "name": "A", "value": "2" }]));
        let once = env(&json!([{ "name": "A", "value": "1" }]));
        assert_eq!(lines(&twice, &once), ["env[1] {\"name\":\"A\",\"value\":\"2\"} -"]);
        assert_eq!(lines(&json!({ "verbs": ["get", "get"] }), &json!({ "verbs": ["get"] })), ["verbs[1] \"get\" -"]);
        assert_eq!(lines(&json!({ "verbs": ["list", "get"] }), &json!({ "verbs": ["get", "list"] })), [""; 0]);
    }

    #[test]
    fn order_counts_where_it_has_a_meaning() {
        let args = |list: &Json| json!({ "args": list });
        assert_eq!(lines(&args(&json!(["a", "b", "c"])), &args(&json!(["a", "x", "b", "c"]))), ["args[1] - \"x\""]);
        assert_eq!(lines(&args(&json!(["a", "b"])), &args(&json!(["b", "a"]))).len(), 2);
        let steps = |list: &Json| json!({ "steps": list });
        let (weight, pause) = (json!({ "setWeight": 5 }), json!({ "pause": {} }));
        assert_ne!(lines(&steps(&json!([weight, pause])), &steps(&json!([pause, weight]))), [""; 0]);
        let init = |names: &[&str]| {
            let list: Vec<Json> = names.iter().map(|name| json!({ "name": name })).collect();
            json!({ "initContainers": list })
        };
        let (one, two) = (init(&["a", "b", "c"]), init(&["a", "c", "b"]));
        assert_eq!(lines(&one, &two), [format!("initContainers {} {}", one["initContainers"], two["initContainers"])]);
        assert_eq!(lines(&one, &init(&["a", "c"])), ["initContainers[b] {\"name\":\"b\"} -"]);
    }

    #[test]
    fn kinds_of_values_stay_apart() {
        assert_eq!(lines(&json!({ "a": 80 }), &json!({ "a": "80" })), ["a 80 \"80\""]);
        assert_eq!(lines(&json!({ "a": 1 }), &json!({ "a": 1.0 })), [""; 0]);
        assert_eq!(lines(&json!({ "a": [] }), &json!({ "a": {} })), ["a [] {}"]);
        assert_eq!(lines(&json!([[1], [2]]), &json!([[1], [3]])), ["[1][0] 2 3"]);
    }
}
