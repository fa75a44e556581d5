//! Keys of which a table takes one at most: the same groups that merging knows.

use serde_json::{Value, json};

use crate::model::rules::RULES;

use super::walk::tables;

/// The schema, with the groups said at the tables that they are about.
pub(super) fn add(mut schema: Value) -> Value {
    let mut groups: Vec<(String, &[&str])> = Vec::new();
    tables(&schema, &|_| true, &mut |path, pointer, keys| {
        for group in (RULES.alternatives)(path) {
            let holds_all = group.iter().all(|member| keys.contains_key(*member));
            if holds_all && !groups.iter().any(|(known, other)| known == pointer && other == group) {
                groups.push((pointer.to_owned(), group));
            }
        }
    });
    for (pointer, group) in groups {
        let table = schema.pointer_mut(&pointer).expect("the walk stood there");
        let (keyword, rule) = at_most_one(group);
        assert!(table.get(keyword).is_none(), "{pointer} has one group of alternatives");
        table[keyword] = rule;
    }
    schema
}

fn at_most_one(group: &[&str]) -> (&'static str, Value) {
    if group.len() == 2 {
        return ("not", json!({ "required": group }));
    }
    let each: Vec<Value> = group.iter().map(|member| json!({ "required": [member] })).collect();
    let none = json!({ "not": { "anyOf": each } });
    ("oneOf", each.iter().cloned().chain([none]).collect())
}
