//! What this test does to a leaf: other things than the tracer does.

use platgen::diagnostic::FieldPath;
use platgen::load::{Entry, Node, Value};
use platgen::model;
use platgen::trace::Alteration;

use super::platforms::AT;

/// Trees in which the leaf at a path is no more, or has another value; the likeliest to be valid first.
pub fn ways<'s>(tree: &Node<'s>, path: &FieldPath, leaf: &Node<'_>) -> Vec<Node<'s>> {
    // To unset something else is to alter that.
    let is_unset = path.keys().iter().rev().nth(1).is_some_and(|list| list == "unset");
    let values = if is_unset { Vec::new() } else { values(tree, &leaf.value) };
    let values = values.into_iter().map(Alteration::Set);
    // What a kind brings along cannot be taken out.
    let gone = tree.find(path.keys()).map(|_| Alteration::Remove);
    gone.into_iter().chain(values).map(|way| applied(tree, path, &way)).collect()
}

pub fn applied<'s>(tree: &Node<'s>, path: &FieldPath, way: &Alteration) -> Node<'s> {
    let mut tree = tree.clone();
    match way {
        Alteration::Remove => assert!(tree.remove(path.keys()), "{path} is there"),
        Alteration::Set(value) => find(&mut tree, path.keys()).value = value.clone(),
    }
    tree
}

fn find<'n, 's>(tree: &'n mut Node<'s>, path: &[String]) -> &'n mut Node<'s> {
    let place = tree.place;
    path.iter().fold(tree, |node, key| match &mut node.value {
        Value::Table(table) => {
            let missing = || Entry { key: place, node: Node::empty_table(place) };
            &mut table.entries.entry(key.clone().into()).or_insert_with(missing).node
        }
        Value::List(items) => &mut items[key.parse::<usize>().expect("a position")],
        Value::String(_) | Value::Integer(_) | Value::Float(_) | Value::Boolean(_) | Value::Date => {
            panic!("{key} stands in a table or a list")
        }
    })
}

fn values(tree: &Node<'_>, value: &Value<'_>) -> Vec<Value<'static>> {
    match value {
        Value::Integer(number) => [number * 10 + 1, number / 3, number + 7].map(Value::Integer).into(),
        Value::Float(number) => [number / 2.0, number + 0.25, number * 3.0].map(Value::Float).into(),
        Value::Boolean(boolean) => vec![Value::Boolean(!boolean)],
        Value::String(text) => texts(tree, text).into_iter().map(|text| Value::String(text.into())).collect(),
        // Without its last item, and with its first one otherwise.
        Value::List(items) if !items.is_empty() => {
            let node = |value| Node::new(value, AT);
            let owned: Vec<Option<String>> = items.iter().map(|item| item.string().map(str::to_owned)).collect();
            let Some(owned) = owned.into_iter().collect::<Option<Vec<String>>>() else { return Vec::new() };
            let list =
                |texts: &[String]| Value::list(texts.iter().map(|text| node(Value::String(text.clone().into()))));
            let mut lists = vec![list(&owned[..owned.len() - 1])];
            for text in texts(tree, &owned[0]) {
                lists.push(list(&[&[text], &owned[1..]].concat()));
            }
            lists
        }
        Value::List(_) | Value::Table(_) | Value::Date => Vec::new(),
    }
}

fn texts(tree: &Node<'_>, text: &str) -> Vec<String> {
    // The farthest first.
    let mut texts: Vec<String> = model::other_words(text).iter().rev().map(|word| (*word).to_owned()).collect();
    texts.extend(names(tree, text));
    texts.extend(digit(text));
    texts.extend([format!("{text}-q"), format!("q{text}"), format!("{text}7")]);
    texts
}

/// Wherever a table has a key of this name: the key before it.
fn names(tree: &Node<'_>, text: &str) -> Vec<String> {
    let Some(table) = tree.table() else { return Vec::new() };
    let mut found = Vec::new();
    if let Some(at) = table.entries.get_index_of(text) {
        let before = table.entries.get_index((at + table.entries.len() - 1) % table.entries.len());
        found.extend(before.map(|(key, _)| key.to_string()).filter(|key| key != text));
    }
    found.extend(table.entries.values().flat_map(|entry| names(&entry.node, text)));
    found.truncate(2);
    found
}

/// The last digit, three further on.
fn digit(text: &str) -> Option<String> {
    let at = text.rfind(|letter: char| letter.is_ascii_digit())?;
    let digit = (text.as_bytes()[at] - b'0' + 3) % 10;
    Some(format!("{}{digit}{}", &text[..at], &text[at + 1..]))
}
