//! What differs between two objects that were emitted as JSON, known without reading what they have in common.

use serde_json::Value as Json;

use super::compare::paths_below;
use super::path::Path;

/// The paths of the fields in which two objects of one kind differ.
pub fn differing(kind: &str, before: &str, after: &str) -> Vec<Path> {
    if before == after {
        return Vec::new();
    }
    let (keys, old, new) = innermost(before, after).unwrap_or_else(|| (Vec::new(), read(before).0, read(after).0));
    paths_below(kind, keys.iter().map(String::as_str), &old, &new)
}

/// What stands at these keys of an object, as it is written.
pub fn written<'t>(text: &'t str, keys: &[&str]) -> Option<&'t str> {
    let mut at = 0;
    for key in keys {
        let mut scan = Scan::default();
        at += scan.entry(&text[at..], key)?;
    }
    let mut scan = Scan::default();
    Some(&text[at..at + scan.end(&text[at..])])
}

/// The innermost value that is in no list and holds all that differs: its keys, and what it is in both.
fn innermost(before: &str, after: &str) -> Option<(Vec<String>, Json, Json)> {
    let (old, new) = (before.as_bytes(), after.as_bytes());
    let start = same(old.chunks_exact(CHUNK), new.chunks_exact(CHUNK)) * CHUNK;
    let start = start + same(&old[start..], &new[start..]);
    let (old, new) = (&old[start..], &new[start..]);
    let end = same(old.rchunks_exact(CHUNK), new.rchunks_exact(CHUNK)) * CHUNK;
    let end = end + same(old[..old.len() - end].iter().rev(), new[..new.len() - end].iter().rev());
    let mut scan = Scan::default();
    scan.over(before, 0, start);
    let closed = |text: &str| {
        let mut scan = scan.clone();
        scan.over(text, start, text.len() - end);
        scan.least
    };
    let outermost = closed(before).min(closed(after));
    let in_no_list = scan.open.iter().take_while(|open| open.is_object).count() + 1;
    let open = &scan.open[..outermost.min(in_no_list)];
    let at = open.last()?.start;
    let ((old, old_end), (new, new_end)) = (read(&before[at..]), read(&after[at..]));
    let keys = open[1..].iter().map(|open| serde_json::from_str(&before[open.key.0..open.key.1]).ok());
    let is_all = before[at + old_end..] == after[at + new_end..];
    Some((keys.collect::<Option<_>>()?, old, new)).filter(|_| is_all)
}

/// So many bytes are compared at once.
const CHUNK: usize = 64;

/// How many are the same, from the start.
fn same<T: PartialEq>(one: impl IntoIterator<Item = T>, other: impl IntoIterator<Item = T>) -> usize {
    one.into_iter().zip(other).take_while(|(one, other)| one == other).count()
}

/// The value at the start of a text, and its length.
fn read(text: &str) -> (Json, usize) {
    let mut values = serde_json::Deserializer::from_str(text).into_iter();
    let value = values.next().and_then(Result::ok).expect("it was emitted as JSON");
    (value, values.byte_offset())
}

/// An object or a list that is not closed yet.
#[derive(Clone, Copy)]
struct Open {
    start: usize,
    is_object: bool,
    /// Where its key stands, quotes and all, if it has one.
    key: (usize, usize),
}

/// What is open at some byte of a JSON text.
#[derive(Clone, Default)]
struct Scan {
    open: Vec<Open>,
    /// How few have been open since the last start.
    least: usize,
    in_text: bool,
    is_escaped: bool,
    /// The last text.
    text: (usize, usize),
}

impl Scan {
    /// Where the value of a key of the object begins that a text begins with.
    fn entry(&mut self, json: &str, key: &str) -> Option<usize> {
        let bytes = json.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            at = self.step(bytes, at);
            match (self.open.len(), bytes.get(at)) {
                (0, _) => return None,
                (1, Some(b':')) if !self.in_text && is_key(&json[self.text.0..self.text.1], key) => {
                    return Some(at + 1);
                }
                _ => {}
            }
        }
        None
    }

    /// Where the value ends that a text begins with.
    fn end(&mut self, json: &str) -> usize {
        let bytes = json.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            if self.open.is_empty() && !self.in_text && matches!(bytes[at], b',' | b'}' | b']') {
                return at;
            }
            at = self.step(bytes, at);
        }
        at
    }

    fn over(&mut self, json: &str, start: usize, end: usize) {
        self.least = self.open.len();
        let bytes = &json.as_bytes()[..end];
        let mut at = start;
        while at < end {
            at = self.step(bytes, at);
        }
    }

    /// Over one byte, or the rest of a text.
    fn step(&mut self, bytes: &[u8], at: usize) -> usize {
        if self.in_text {
            return self.over_text(bytes, at);
        }
        let byte = bytes[at];
        match byte {
            b'"' => {
                self.in_text = true;
                self.text.0 = at;
            }
            b'{' | b'[' => self.open.push(Open { start: at, is_object: byte == b'{', key: self.text }),
            b'}' | b']' => {
                self.open.pop();
                self.least = self.least.min(self.open.len());
            }
            _ => {}
        }
        at + 1
    }

    /// From within a text on, to what follows it.
    fn over_text(&mut self, bytes: &[u8], start: usize) -> usize {
        if std::mem::take(&mut self.is_escaped) {
            return start + 1;
        }
        let Some(length) = bytes[start..].iter().position(|byte| matches!(byte, b'"' | b'\\')) else {
            return bytes.len();
        };
        let at = start + length + 1;
        match bytes[at - 1] {
            b'"' => {
                self.in_text = false;
                self.text.1 = at;
            }
            _ => self.is_escaped = true,
        }
        at
    }
}

/// Whether a text is this key, in quotes.
fn is_key(written: &str, key: &str) -> bool {
    written.len() == key.len() + 2 && &written[1..=key.len()] == key
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::compare::fields;
    use super::*;

    /// The paths, known in both ways, and the key of the value that was read.
    fn told(before: &Json, after: &Json) -> (Vec<String>, Vec<String>) {
        let (one, other) = (before.to_string(), after.to_string());
        let found = differing("ConfigMap", &one, &other);
        assert_eq!(found, fields(before, after).into_iter().map(|field| field.path).collect::<Vec<Path>>());
        let read = innermost(&one, &other).map(|(keys, ..)| keys).unwrap_or_default();
        (found.iter().map(Path::to_string).collect(), read)
    }

    fn config(data: &Json, labels: &Json) -> Json {
        json!({ "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "labels": labels, "name": "a" }, "data": data })
    }

    #[test]
    fn only_what_holds_all_that_differs_is_read() {
        let one = config(&json!({ "a": "1", "b": { "c": "é" } }), &json!({ "x": "1" }));
        let two = config(&json!({ "a": "1", "b": { "c": "è" } }), &json!({ "x": "1" }));
        assert_eq!(told(&one, &two), (vec!["data.b.c".to_owned()], vec!["data".to_owned(), "b".to_owned()]));
        let three = config(&json!({ "a": "2", "b": { "c": "è" } }), &json!({ "x": "1" }));
        assert_eq!(told(&one, &three).1, ["data"]);
        let four = config(&json!({ "a": "2", "b": { "c": "è" } }), &json!({}));
        assert_eq!(told(&one, &four), (vec!["metadata.labels.x".into(), "data.a".into(), "data.b.c".into()], vec![]));
        assert_eq!(told(&one, &one).0, [""; 0]);
    }

    #[test]
    fn what_stands_at_keys_is_found_unread() {
        let text = config(&json!({ "a": "{\"b\":1}", "b": { "c": [1, { "d": 2 }], "d": 12 } }), &json!({ "b": "" }))
            .to_string();
        for (keys, expected) in [
            (&["data", "b", "d"][..], Some("12")),
            (&["data", "b", "c"], Some("[1,{\"d\":2}]")),
            (&["data", "a"], Some("\"{\\\"b\\\":1}\"")),
            (&["metadata", "name"], Some("\"a\"")),
            (&["data", "c"], None),
            (&["data", "a", "b"], None),
            (&["d"], None),
            (&[], Some(text.as_str())),
        ] {
            assert_eq!(written(&text, keys), expected, "{keys:?}");
        }
    }

    #[test]
    fn a_list_is_read_as_a_whole() {
        let pod = |image: &str| json!({ "apiVersion": "v1", "kind": "Pod", "spec": { "containers": [{ "name": "a", "image": image }] } });
        let keys = vec!["spec".to_owned(), "containers".to_owned()];
        assert_eq!(told(&pod("a:1"), &pod("a:2")), (vec!["spec.containers[a].image".to_owned()], keys));
    }

    #[test]
    fn what_looks_like_json_in_a_text_is_a_text() {
        let texts = ["{", "}", "\"", "\\", "\\\"", "\"}", "\",\"b\":\"2", "[{]}", "é", "", "1}}"];
        for one in texts {
            for other in texts {
                for rest in texts {
                    let before = config(&json!({ "a": one, rest: rest }), &json!({ one: rest }));
                    told(&before, &config(&json!({ "a": other, rest: rest }), &json!({ one: rest })));
                    told(&before, &config(&json!({ "a": other }), &json!({ other: rest })));
                }
            }
        }
    }
}
