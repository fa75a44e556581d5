//! What differs, for programs; `docs/diff.md` describes the shape.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use crate::diff::{Class, Document, Path, Step};

use super::cause::{Cause, CauseLine};
use super::value::{hidden, told as value, without_secrets};
use super::{Difference, Drifted, Fate, Presence, Told, ToldField};

pub fn json(differences: &[Difference<'_>]) -> String {
    let environments: Vec<Json> = differences.iter().map(environment).collect();
    let differs = differences.iter().any(|difference| !difference.is_none());
    format!("{:#}\n", json!({ "differs": differs, "environments": environments }))
}

fn environment(difference: &Difference<'_>) -> Json {
    let count = |fate: Fate| difference.told.iter().filter(|told| told.change.fate() == fate).count();
    let change = match difference.presence {
        Presence::Both if difference.is_none() => "same",
        Presence::Both => "changed",
        Presence::Added => "added",
        Presence::Removed => "removed",
    };
    json!({
        "environment": difference.name,
        "change": change,
        "classes": classes(&difference.classes()),
        "counts": {
            "added": count(Fate::Added),
            "removed": count(Fate::Removed),
            "changed": count(Fate::Changed),
            "renamed": count(Fate::Renamed),
        },
        "objects": difference.told.iter().map(object).collect::<Vec<_>>(),
        "files": difference.files.iter().map(file).collect::<Vec<_>>(),
    })
}

fn object(told: &Told<'_>) -> Json {
    let change = told.change;
    let document = change.document();
    let mut object = identity(document);
    object["change"] = change.fate().as_str().into();
    object["owner"] = json!(document.owner.as_ref().or(change.before.and_then(|before| before.owner.as_ref())));
    if change.fate() == Fate::Renamed {
        object["was"] = change.before.map_or(Json::Null, identity);
    }
    object["classes"] = classes(&told.classes);
    object["causes"] = causes(&told.causes, false);
    object["fields"] = told.fields.iter().map(field).collect();
    match change.fate() {
        Fate::Added => object["after"] = whole(document),
        Fate::Removed => object["before"] = whole(document),
        Fate::Changed | Fate::Renamed => {}
    }
    object
}

fn identity(document: &Document) -> Json {
    let id = &document.id;
    let version = document.json.get("apiVersion").and_then(Json::as_str);
    json!({
        "group": id.group,
        "version": version.map(|version| version.rsplit('/').next()),
        "kind": id.kind,
        "namespace": id.namespace,
        "name": id.name,
    })
}

fn whole(document: &Document) -> Json {
    if document.is_secret() { without_secrets(&document.json) } else { document.json.clone() }
}

fn field(told: &ToldField<'_>) -> Json {
    let field = told.field;
    json!({
        "path": steps(&field.path),
        "display": field.path.to_string(),
        "before": value(field.before, told.is_secret),
        "after": value(field.after, told.is_secret),
        "echo": told.is_echo,
        "classes": classes(&told.classes),
        "causes": causes(&told.causes, told.is_secret),
    })
}

/// Keys as strings, elements of lists as `{"element": NAME}`, or as a number where they have no name.
fn steps(path: &Path) -> Vec<Json> {
    let step = |step: &Step| match step {
        Step::Key(key) => json!(key),
        Step::Element(name) => json!({ "element": name }),
        Step::Index(index) => json!(index),
    };
    path.0.iter().map(step).collect()
}

fn classes(classes: &BTreeSet<Class>) -> Json {
    classes.iter().map(|class| class.as_str()).collect()
}

fn causes(causes: &[Cause], is_secret: bool) -> Json {
    let line = |line: &Option<CauseLine>| {
        line.as_ref().map(|line| json!({ "address": line.address, "text": hidden(&line.text, is_secret) }))
    };
    let cause = |cause: &Cause| json!({ "path": cause.path.to_string(), "before": line(&cause.before), "after": line(&cause.after) });
    causes.iter().map(cause).collect()
}

fn file(file: &Drifted) -> Json {
    json!({ "path": file.path, "state": file.state.as_str() })
}
