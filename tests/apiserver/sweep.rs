//! Every value of every object of one environment, changed and left out, alone: the server calls it immutable exactly
//! when its class is `refused`. Nothing of it stays, as all of it is a dry run.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io;
use std::path::Path;

use fs_err as fs;
use platgen::diff::{Class, Context, Document, Id, classes, compare};
use serde_json::Value;
use walkdir::WalkDir;

use crate::cluster::{Cluster, expect};
use crate::stream::{Object, objects};

/// The words of the server for a field that stays as it is; other refusals are of values that no object may have.
const IMMUTABLE: [&str; 7] = [
    "immutable",
    "may not change once set",
    "may not be changed",
    "may not change fields other than",
    "pod updates may not",
    "updates to statefulset spec",
    "can not be less than",
];

#[derive(Default)]
pub struct Tally {
    objects: usize,
    pub refused: usize,
    taken: usize,
    /// Said nothing of: the value is none that any object may have.
    invalid: usize,
    pub faults: Vec<String>,
}

impl fmt::Display for Tally {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        let Self { objects, refused, taken, invalid, faults } = self;
        let faults = faults.len();
        write!(
            formatter,
            "{objects} objects, {refused} changes of a value refused as expected, {taken} taken as expected, \
             {invalid} of values that none may have, {faults} not as expected"
        )
    }
}

pub fn sweep(cluster: &mut Cluster) -> io::Result<Tally> {
    let mut tally = Tally::default();
    let wanted = environment(&Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/prod/kubernetes"))?;
    let provided = cluster.provide(&wanted)?;
    for object in &wanted {
        expect(&cluster.send(object, "fieldManager=platgen")?, &object.label())?;
    }
    // One of a kind and a set of keys says as much as many.
    let mut seen = BTreeSet::new();
    for object in &wanted {
        tally.objects += 1;
        for (path, changed) in changes(object.value(), "", object.kind == "ConfigMap") {
            if seen.insert((object.kind.clone(), path.clone())) {
                one(cluster, object, &path, &changed, &mut tally)?;
            }
        }
    }
    cluster.clear(&wanted, &provided)?;
    Ok(tally)
}

fn environment(folder: &Path) -> io::Result<Vec<Object>> {
    let mut found = BTreeMap::new();
    for entry in WalkDir::new(folder).sort_by_file_name() {
        let entry = entry?;
        let text = if entry.file_type().is_file() && entry.path().extension().is_some_and(|end| end == "yaml") {
            fs::read_to_string(entry.path())?
        } else {
            continue;
        };
        let is_stream = text.starts_with("apiVersion:") || text.contains("\napiVersion:");
        for object in if is_stream { objects(&text)? } else { Vec::new() } {
            found.insert(object.label(), object);
        }
    }
    let mut objects: Vec<Object> = found.into_values().filter(|object| object.kind != "Kustomization").collect();
    objects.sort_by_key(|object| object.kind != "Namespace");
    Ok(objects)
}

fn one(cluster: &mut Cluster, object: &Object, path: &str, changed: &Value, tally: &mut Tally) -> io::Result<()> {
    let document = |json: &Value| -> Option<Document> {
        Some(Document { id: Id::of(json)?, json: json.clone(), owner: Some("one".to_owned()) })
    };
    let (Some(before), Some(after)) = (document(object.value()), document(changed)) else { return Ok(()) };
    if before.id != after.id {
        return Ok(()); // another object
    }
    let (before, after) = ([before], [after]);
    let context = Context::new(&before, &after);
    let found: BTreeSet<Class> =
        compare(&before, &after).iter().flat_map(|change| classes(change, &context).whole).collect();
    let says = found.contains(&Class::Refused);
    let answer = cluster.send(&object.with(changed.clone()), "fieldManager=platgen&force=true&dryRun=All")?;
    let message = answer.message();
    let is_immutable = IMMUTABLE.iter().any(|words| message.contains(words));
    let count = match (says, answer.is_success()) {
        (true, false) => &mut tally.refused,
        (false, true) => &mut tally.taken,
        (false, false) if !is_immutable => &mut tally.invalid,
        _ => {
            tally.faults.push(format!("{} {path}: {found:?}, but the server: {message}", object.label()));
            return Ok(());
        }
    };
    *count += 1;
    Ok(())
}

/// The document with one value changed or left out, for each value in it, and the keys that lead there.
fn changes(value: &Value, path: &str, is_text: bool) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    match value {
        Value::Object(object) => {
            for (key, inner) in object {
                if path.is_empty() && matches!(key.as_str(), "apiVersion" | "kind") || is_text && path == " data" {
                    continue;
                }
                let path = format!("{path} {key}");
                let mut without = object.clone();
                without.shift_remove(key);
                found.push((format!("{path} left out"), Value::Object(without)));
                for (path, inner) in changes(inner, &path, is_text) {
                    let mut object = object.clone();
                    object.insert(key.clone(), inner);
                    found.push((path, Value::Object(object)));
                }
            }
        }
        Value::Array(list) => {
            for (index, inner) in list.iter().enumerate() {
                for (path, inner) in changes(inner, &format!("{path} []"), is_text) {
                    let mut list = list.clone();
                    list[index] = inner;
                    found.push((path, Value::Array(list)));
                }
            }
        }
        Value::Null => {}
        Value::Bool(yes) => found.push((path.to_owned(), Value::Bool(!yes))),
        Value::Number(number) => found.extend(number.as_i64().map(|number| (path.to_owned(), Value::from(number + 1)))),
        Value::String(text) => {
            // A quantity, a word of its own, or any other text: one of them is mostly valid.
            for other in [format!("1{text}"), format!("{text}x"), format!("x-{text}")] {
                found.push((path.to_owned() + " as " + &other[..1], Value::String(other)));
            }
        }
    }
    found
}
