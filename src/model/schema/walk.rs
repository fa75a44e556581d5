//! Every table of a schema, at every path that leads to it.

use serde_json::Value;

use super::Properties;

/// Calls `visit` with the path, the JSON pointer and the keys of each table. What `enters` refuses is not entered.
/// In a path `*` is any key, `*[kind]` the same of one kind, and `[]` an item of a list.
pub(super) fn tables<'s>(
    root: &'s Value,
    enters: &dyn Fn(&[&str]) -> bool,
    visit: &mut dyn FnMut(&[&str], &str, &'s Properties),
) {
    Walk { root, enters, visit, within: Vec::new() }.step("", &mut Vec::new());
}

struct Walk<'s, 'w> {
    root: &'s Value,
    enters: &'w dyn Fn(&[&str]) -> bool,
    visit: &'w mut dyn FnMut(&[&str], &str, &'s Properties),
    /// Where it stands in, outermost first: no table is entered from within itself.
    within: Vec<String>,
}

impl<'s> Walk<'s, '_> {
    fn step<'p>(&mut self, pointer: &str, path: &mut Vec<&'p str>)
    where
        's: 'p,
    {
        if self.within.iter().any(|outer| outer == pointer) {
            return;
        }
        self.within.push(pointer.to_owned());
        let schema = self.root.pointer(pointer).expect("a schema refers to what it defines");
        if let Some(reference) = schema["$ref"].as_str() {
            self.step(reference.trim_start_matches('#'), path);
        }
        for (at, part) in schema["allOf"].as_array().into_iter().flatten().enumerate() {
            let part_pointer = format!("{pointer}/allOf/{at}");
            match part["if"]["properties"]["kind"]["const"].as_str() {
                Some(kind) => self.kind(kind, &format!("{part_pointer}/then"), path),
                None => self.step(&part_pointer, path),
            }
        }
        if let Some(keys) = schema["properties"].as_object() {
            (self.visit)(path, pointer, keys);
            for key in keys.keys() {
                self.enter(key, &format!("{pointer}/properties/{}", escaped(key)), path);
            }
        }
        for pattern in schema["patternProperties"].as_object().into_iter().flat_map(Properties::keys) {
            self.enter("*", &format!("{pointer}/patternProperties/{}", escaped(pattern)), path);
        }
        for (keyword, segment) in [("additionalProperties", "*"), ("items", "[]")] {
            if schema[keyword].is_object() {
                self.enter(segment, &format!("{pointer}/{keyword}"), path);
            }
        }
        self.within.pop();
    }

    fn enter<'p>(&mut self, segment: &'p str, pointer: &str, path: &mut Vec<&'p str>)
    where
        's: 'p,
    {
        path.push(segment);
        if (self.enters)(path) {
            self.step(pointer, path);
        }
        path.pop();
    }

    /// What holds where the table is of this kind.
    fn kind(&mut self, kind: &str, pointer: &str, path: &[&str]) {
        let Some((last, parents)) = path.split_last() else { return };
        let last = format!("{last}[{kind}]");
        let mut path = parents.to_vec();
        self.enter(&last, pointer, &mut path);
    }
}

/// A key as a part of a JSON pointer.
fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}
