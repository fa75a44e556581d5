//! How much two values have in common: the share of their leaves that are the same.

use std::hash::{BuildHasher, Hash, Hasher};

use foldhash::fast::FixedState;
use serde_json::Value as Json;

/// The leaves of a value, each as a number that stands for where it is and what it says.
pub struct Leaves(Vec<u64>);

impl Leaves {
    pub fn of(value: &Json) -> Self {
        Self::but_for(value, &[])
    }

    /// As if these words stood in no text: names, which a rename changes everywhere.
    pub fn but_for(value: &Json, words: &[&str]) -> Self {
        let mut leaves = Vec::new();
        add(value, 0, words, &mut leaves);
        leaves.sort_unstable();
        Self(leaves)
    }

    pub fn join(&mut self, other: &Self) {
        self.0.extend(&other.0);
        self.0.sort_unstable();
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// From 0, nothing in common, to 1.
    pub fn likeness(&self, other: &Self) -> f64 {
        let (mut left, mut right) = (self.0.iter().peekable(), other.0.iter().peekable());
        let mut common = 0_u32;
        while let (Some(one), Some(two)) = (left.peek(), right.peek()) {
            match one.cmp(two) {
                std::cmp::Ordering::Less => drop(left.next()),
                std::cmp::Ordering::Greater => drop(right.next()),
                std::cmp::Ordering::Equal => {
                    common += 1;
                    left.next();
                    right.next();
                }
            }
        }
        let all = u32::try_from(self.len() + other.len()).unwrap_or(u32::MAX);
        if all == 0 { 1.0 } else { f64::from(2 * common) / f64::from(all) }
    }
}

/// Elements of a list count wherever they stand in it.
fn add(value: &Json, place: u64, words: &[&str], leaves: &mut Vec<u64>) {
    match value {
        Json::Object(fields) if !fields.is_empty() => {
            for (key, value) in fields {
                add(value, sum(place, key), words, leaves);
            }
        }
        Json::Array(items) if !items.is_empty() => {
            for item in items {
                add(item, sum(place, "[]"), words, leaves);
            }
        }
        Json::String(text) => {
            let mut bare = std::borrow::Cow::Borrowed(text.as_str());
            for word in words.iter().filter(|word| !word.is_empty()) {
                if bare.contains(word) {
                    bare = bare.replace(word, "\0").into();
                }
            }
            leaves.push(sum(place, &bare));
        }
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::Array(_) | Json::Object(_) => {
            leaves.push(sum(place, &value.to_string()));
        }
    }
}

fn sum(place: u64, word: &str) -> u64 {
    let mut hasher = FixedState::default().build_hasher();
    place.hash(&mut hasher);
    word.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn it_is_the_share_of_what_is_the_same() {
        let like = |one: &Json, other: &Json| Leaves::of(one).likeness(&Leaves::of(other));
        let one = json!({ "a": 1, "b": [1, 2], "c": {} });
        assert!((like(&one, &one) - 1.0).abs() < f64::EPSILON);
        assert!((like(&one, &json!({ "b": [2, 1], "c": {}, "a": 1 })) - 1.0).abs() < f64::EPSILON);
        assert!((like(&one, &json!({ "a": 1, "b": [1, 3], "c": [] })) - 0.5).abs() < f64::EPSILON);
        assert!(like(&one, &json!("a")) < f64::EPSILON);
        assert!((like(&json!([]), &json!([])) - 1.0).abs() < f64::EPSILON);
        let leaves = |name: &str| Leaves::but_for(&json!({ "image": format!("r/{name}:1") }), &[name]);
        assert!((leaves("web").likeness(&leaves("shop")) - 1.0).abs() < f64::EPSILON);
    }
}
