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
    let all_open = scan.open.len();
    let closed = |text: &str| {
        let mut scan = scan.clone();
        scan.over(text, start, text.len() - end);
        scan.least
    };
    let outermost = closed(before).min(closed(after)).min(all_open);
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
    fn over(&mut self, json: &str, start: usize, end: usize) {
        self.least = self.open.len();
        let bytes = &json.as_bytes()[..end];
        let mut at = start;
        while at < end {
            if self.in_text {
                at = self.over_text(bytes, at);
                continue;
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
            at += 1;
        }
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
