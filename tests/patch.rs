//! Patches: RFC 6902's public test suite, RFC 7396's examples, and a table of strategic merges that Kubernetes' own code
//! confirms (`tools/strategic-merge`).

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use platgen::patch::{Fault, json_patch, merge_patch, strategic};
use serde::Deserialize;
use serde_json::{Value, json};

/// A record of the public suite. Those that only comment have no patch.
#[derive(Deserialize)]
struct Record {
    comment: Option<String>,
    #[serde(default)]
    doc: Value,
    patch: Option<Value>,
    #[serde(default, deserialize_with = "present")]
    expected: Option<Value>,
    error: Option<String>,
    #[serde(default)]
    disabled: bool,
}

/// A `null` that is written is a value.
fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    kind: String,
    original: Value,
    patch: Value,
    expected: Option<Value>,
    refused: Option<String>,
    differs: Option<String>,
    machinery: Option<Value>,
}

fn text(path: impl AsRef<Path>) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("the fixture is there")
}

fn cases() -> Vec<Case> {
    let read = |name: &str| -> Vec<Case> {
        serde_yaml::from_str(&text(format!("tests/fixtures/strategic-merge/{name}.yaml"))).expect("the cases read")
    };
    ["pods", "directives", "kinds"].into_iter().flat_map(read).collect()
}

fn told(fault: &Fault) -> String {
    format!("{}: {fault}", fault.keys.join("."))
}

#[test]
fn rfc_6902_suite() {
    let mut held = 0;
    for name in ["tests", "spec_tests"] {
        let records: Vec<Record> =
            serde_json::from_str(&text(format!("tests/fixtures/json-patch/{name}.json"))).expect("the suite reads");
        for (index, record) in records.into_iter().enumerate().filter(|(_, record)| !record.disabled) {
            let what = format!("{name}.json, record {index}, {}", record.comment.unwrap_or_default());
            let Some(patch) = record.patch else { continue };
            let mut document = record.doc.clone();
            let result = json_patch::apply(&mut document, &patch);
            if let Some(error) = record.error {
                assert!(result.is_err(), "{what}: should fail, for {error}");
                assert_eq!(document, record.doc, "{what}: fails as a whole");
            } else {
                let changed = result.unwrap_or_else(|fault| panic!("{what}: {fault}"));
                assert_eq!(changed, document != record.doc, "{what}");
                assert_eq!(document, record.expected.unwrap_or(record.doc), "{what}");
            }
            held += 1;
        }
    }
    println!("{held} cases of the JSON patch suite hold");
    assert_eq!(held, 108);
}

#[test]
fn a_json_patch_that_is_wrong_says_where() {
    #[derive(Deserialize)]
    struct Wrong {
        patch: Value,
        told: String,
    }
    let document = json!({ "spec": { "replicas": 1, "containers": [{ "name": "a", "image": "b" }], "args": [] } });
    let wrong: Vec<Wrong> =
        serde_json::from_str(&text("tests/fixtures/json-patch/wrong.json")).expect("the cases read");
    for Wrong { patch, told: wanted } in wrong {
        let mut patched = document.clone();
        let fault = json_patch::apply(&mut patched, &patch).expect_err(&wanted);
        assert_eq!(told(&fault), wanted);
        assert_eq!(patched, document, "{wanted}");
    }
}

#[test]
fn rfc_7396_examples() {
    for (original, patch, expected) in [
        (json!({ "a": "b" }), json!({ "a": "c" }), json!({ "a": "c" })),
        (json!({ "a": "b" }), json!({ "b": "c" }), json!({ "a": "b", "b": "c" })),
        (json!({ "a": "b" }), json!({ "a": null }), json!({})),
        (json!({ "a": "b", "b": "c" }), json!({ "a": null }), json!({ "b": "c" })),
        (json!({ "a": ["b"] }), json!({ "a": "c" }), json!({ "a": "c" })),
        (json!({ "a": "c" }), json!({ "a": ["b"] }), json!({ "a": ["b"] })),
        (json!({ "a": { "b": "c" } }), json!({ "a": { "b": "d", "c": null } }), json!({ "a": { "b": "d" } })),
        (json!({ "a": [{ "b": "c" }] }), json!({ "a": [1] }), json!({ "a": [1] })),
        (json!(["a", "b"]), json!(["c", "d"]), json!(["c", "d"])),
        (json!({ "a": "b" }), json!(["c"]), json!(["c"])),
        (json!({ "a": "foo" }), json!(null), json!(null)),
        (json!({ "a": "foo" }), json!("bar"), json!("bar")),
        (json!({ "e": null }), json!({ "a": 1 }), json!({ "e": null, "a": 1 })),
        (json!([1, 2]), json!({ "a": "b", "c": null }), json!({ "a": "b" })),
        (json!({}), json!({ "a": { "bb": { "ccc": null } } }), json!({ "a": { "bb": {} } })),
    ] {
        let mut patched = original.clone();
        assert_eq!(merge_patch::apply(&mut patched, &patch), original != expected, "{patch} over {original}");
        assert_eq!(patched, expected, "{patch} over {original}");
    }
}

#[test]
fn strategic_merges() {
    let cases = cases();
    for case in &cases {
        let (version, kind) = case.kind.split_once(' ').expect("a kind is a version and a name");
        let object = |value: &Value| {
            let mut object = value.clone();
            object["apiVersion"] = version.into();
            object["kind"] = kind.into();
            object
        };
        let mut patched = object(&case.original);
        let result = strategic::apply(&mut patched, &case.patch);
        if let Some(wanted) = &case.refused {
            assert_eq!(&told(&result.expect_err(wanted)), wanted, "{}", case.name);
            assert_eq!(patched, object(&case.original), "{}: fails as a whole", case.name);
        } else {
            let changed = result.unwrap_or_else(|fault| panic!("{}: {}", case.name, told(&fault)));
            let expected = case.expected.as_ref().expect("a case expects something or is refused");
            // A patch that replaces the object replaces its kind as well.
            let expected = if case.patch.get("$patch").is_some() { expected.clone() } else { object(expected) };
            assert_eq!(patched, expected, "{}", case.name);
            assert_eq!(changed, patched != object(&case.original), "{}", case.name);
        }
        assert_eq!(case.differs.is_some(), case.machinery.is_some(), "{}: one without the other", case.name);
    }
    let names: BTreeSet<&str> = cases.iter().map(|case| case.name.as_str()).collect();
    assert_eq!(names.len(), cases.len(), "two cases have one name");
    println!("{} strategic merges hold", cases.len());
    assert!(cases.len() >= 100, "the table got shorter");
}

#[test]
fn what_is_no_object_of_kubernetes_has_no_merge_keys() {
    let mut document =
        json!({ "environment": { "A": "1" }, "containers": [{ "name": "a" }], "metadata": { "finalizers": ["a"] } });
    let patch = json!({ "environment": { "A": { "$patch": "delete" } }, "containers": [{ "name": "b" }], "metadata": { "finalizers": ["b"] } });
    assert_eq!(strategic::apply(&mut document, &patch), Ok(true));
    assert_eq!(
        document,
        json!({ "environment": {}, "containers": [{ "name": "b" }], "metadata": { "finalizers": ["b"] } })
    );
}

#[test]
fn strategic_patches_that_kubernetes_would_take_for_fields() {
    let object = json!({ "apiVersion": "v1", "kind": "Pod", "metadata": { "name": "a" }, "spec": { "containers": [{ "name": "a" }], "tolerations": [] } });
    for (patch, wanted) in [
        (json!([]), ": a list cannot be merged into a table: write a table with the fields to change"),
        (json!({ "$patch": "delete" }), "$patch: the patch deletes the whole object: turn off what it is made from"),
        (
            json!({ "spec": { "$retainKey": [] } }),
            "spec.$retainKey: there is no directive `$retainKey`: there are `$patch`, `$retainKeys`, `$deleteFromPrimitiveList/<list>` and `$setElementOrder/<list>`",
        ),
        (
            json!({ "spec": { "$setElementOrder/tolerations": [{}] } }),
            "spec.$setElementOrder/tolerations: this list is replaced as a whole: write it in the order it should have",
        ),
        (
            json!({ "spec": { "$deleteFromPrimitiveList/containers": ["a"] } }),
            "spec.$deleteFromPrimitiveList/containers: this is no list of plain values: delete elements with `$patch = \"delete\"`",
        ),
        (
            json!({ "metadata": { "$deleteFromPrimitiveList/finalizers": "a" } }),
            "metadata.$deleteFromPrimitiveList/finalizers: this is a string: list the values to delete",
        ),
    ] {
        let mut patched = object.clone();
        let fault = strategic::apply(&mut patched, &patch).expect_err(wanted);
        assert_eq!(told(&fault), wanted);
        assert_eq!(patched, object, "{wanted}");
    }
}
