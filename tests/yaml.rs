//! The YAML writer: the exact shape of its text, and that a reader reads back what was written.

use std::collections::BTreeMap;

use platgen::emit::yaml::{self, to_string};
use proptest::prelude::*;
use serde::{Serialize, Serializer};
use serde_json::{Value, json};

const NASTY: &str = include_str!("yaml_corpus/nasty.json");

#[derive(Serialize, Default)]
#[serde(rename_all = "camelCase")]
struct Container {
    #[serde(skip_serializing_if = "Option::is_none")]
    args: Option<Vec<String>>,
    env: Vec<Variable>,
    image: &'static str,
    name: Option<&'static str>,
    security_context: Option<BTreeMap<String, bool>>,
    volumes: Vec<Volume>,
}

#[derive(Serialize)]
struct Variable {
    value: &'static str,
    name: &'static str,
}

#[derive(Serialize)]
struct Volume {
    #[serde(rename = "emptyDir")]
    empty_dir: BTreeMap<String, String>,
    name: Name,
}

#[derive(Serialize)]
struct Name(&'static str);

#[derive(Serialize)]
enum Port {
    Any,
    Number(u16),
    Range(u16, u16),
    Named { protocol: &'static str, name: &'static str },
    Wrapped(Option<u16>),
}

fn text_of<T: Serialize + ?Sized>(value: &T) -> String {
    to_string(value).expect("the value has a YAML form")
}

fn read(text: &str) -> Value {
    serde_yaml::from_str(text).unwrap_or_else(|error| panic!("{error} in\n{text}"))
}

/// The value that is written for `value`: nothing stands for an entry without a value.
fn without_absent_entries(value: Value) -> Value {
    match value {
        Value::Object(entries) => entries
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(key, value)| (key, without_absent_entries(value)))
            .collect(),
        Value::Array(items) => items.into_iter().map(without_absent_entries).collect(),
        scalar @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => scalar,
    }
}

/// `text` wherever a string can stand, with a neighbour to show where it ended.
fn value_around(text: &str) -> Value {
    json!({
        "value": text,
        "next": {"value": text},
        "items": [text, [text, "after"], {"value": text, "z": [text]}],
        "keys": [{text: "value"}, {text: [1, [2]]}, {text: {"in": text}, "z": {text: [{text: {}}]}}],
    })
}

#[test]
fn a_struct_in_a_sequence_begins_with_its_name() {
    let web = Container {
        args: Some(vec!["--port".into(), "8080".into()]),
        env: vec![Variable { value: "on", name: "DEBUG" }],
        image: "web:v1",
        name: Some("web"),
        volumes: vec![Volume { empty_dir: BTreeMap::new(), name: Name("tmp") }],
        ..Container::default()
    };
    let expected = r#"containers:
- name: web
  args:
  - --port
  - "8080"
  env:
  - name: DEBUG
    value: "on"
  image: web:v1
  volumes:
  - name: tmp
    emptyDir: {}
- env: []
  image: ""
  volumes: []
"#;
    let containers = BTreeMap::from([("containers", [web, Container::default()])]);
    assert_eq!(text_of(&containers), expected);
}

#[test]
fn structs_are_reordered_and_maps_are_not() {
    let variable = Variable { value: "v", name: "x" };
    assert_eq!(text_of(&variable), "name: x\nvalue: v\n");
    assert_eq!(text_of(&BTreeMap::from([("a", &variable)])), "a:\n  name: x\n  value: v\n");
    assert_eq!(text_of(&json!([{"a": 1, "name": 2}])), "- a: 1\n  name: 2\n");
    assert_eq!(text_of(&[Some((variable, [[0]]))]), "- - name: x\n    value: v\n  - - - 0\n");
}

#[test]
fn the_metadata_of_a_document_follows_its_kind() {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Object {
        api_version: &'static str,
        kind: &'static str,
        data: BTreeMap<&'static str, &'static str>,
        metadata: Variable,
    }
    let object = Object {
        api_version: "v1",
        kind: "ConfigMap",
        data: BTreeMap::from([("a", "1\n2\n")]),
        metadata: Variable { value: "v", name: "x" },
    };
    let expected = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\n  value: v\ndata:\n  a: |\n    1\n    2\n";
    assert_eq!(text_of(&object), expected);
}

#[test]
fn a_mapping_holds_no_null_but_a_sequence_does() {
    assert_eq!(text_of(&json!({"a": null, "b": {"c": null}, "d": [null]})), "b: {}\nd:\n- null\n");
    assert_eq!(text_of(&json!([{"a": null, "b": 1, "c": null}])), "- b: 1\n");
    assert_eq!(text_of(&json!({"a": {"b": null, "c": [], "d": 1}})), "a:\n  c: []\n  d: 1\n");
    assert_eq!(text_of(&None::<u8>), "null\n");
    assert_eq!(text_of(&json!({})), "{}\n");
}

#[test]
fn variants_are_tagged_by_their_name() {
    let ports = [Port::Any, Port::Number(80), Port::Range(1, 2), Port::Named { protocol: "TCP", name: "http" }];
    let expected = "\
- Any
- Number: 80
- Range:
  - 1
  - 2
- Named:
    protocol: TCP
    name: http
";
    assert_eq!(text_of(&ports), expected);
    assert_eq!(text_of(&BTreeMap::from([("port", Port::Number(80))])), "port:\n  Number: 80\n");
}

#[test]
fn numbers_read_as_the_same_number() {
    assert_eq!(text_of(&99.0), "99.0\n");
    assert_eq!(text_of(&0.1_f32), "0.1\n");
    assert_eq!(text_of(&1e21), "1000000000000000000000.0\n");
    assert_eq!(text_of(&i128::MIN), format!("{}\n", i128::MIN));
    assert_eq!(text_of(&BTreeMap::from([(8080, true)])), "\"8080\": true\n");
    assert_eq!(text_of(&BTreeMap::from([(true, 'y')])), "\"true\": \"y\"\n");
}

#[test]
fn lines_are_written_as_a_literal_block() {
    let scripts = json!({
        "clip": "a\n b",
        "keep": ["a\n\n", "b\n"],
        "lead": {"in": " a\n\nb\n"},
        "quoted": "\ta\nb\n",
        "x\ny": "\r\n",
    });
    let expected = r#"clip: |-
  a
   b
keep:
- |+
  a

- |
  b
lead:
  in: |2
     a

    b
quoted: "\ta\nb\n"
"x\ny": "\r\n"
"#;
    assert_eq!(text_of(&scripts), expected);
    assert_eq!(text_of("a\nb"), "\"a\\nb\"\n");
}

#[test]
fn a_string_is_quoted_only_where_a_reader_may_mistake_it() {
    let plain = [
        "http://payment-service:8085",
        "postgres:15",
        "250m",
        "1Gi",
        "30s",
        "a,b",
        "a#b",
        "ReadWriteOnce",
        "mambogo/order-service:v1.0.0",
        "/actuator/health",
        "-XX:+UseG1GC -XX:X=75.0",
        "--flag=value",
        "0 3 * * *",
        "10.0.0.0/16",
        "$(POD_IP)",
        "~/x",
        "key=value",
        "日本語 🚀",
        "example",
        "no way",
    ];
    for text in plain {
        assert_eq!(text_of(text), format!("{text}\n"));
    }
    let quoted = ["", "on", "N", "~", "0755", "0x1F", "1e3", "e3", "0:0", "8080:8080", "1.2.3", "a: b", "- a", "*a"];
    for text in quoted {
        assert_eq!(text_of(text), format!("\"{text}\"\n"));
    }
    assert_eq!(text_of("\u{85}\u{FEFF}\0é\"\\"), "\"\\u0085\\uFEFF\\u0000é\\\"\\\\\"\n");
}

#[test]
fn long_text_is_never_folded_and_a_long_key_is_explicit() {
    let words = "word ".repeat(200) + "end";
    assert_eq!(text_of(&words), format!("{words}\n"));
    let key = "k".repeat(1025);
    assert_eq!(text_of(&BTreeMap::from([(&key, [1])])), format!("? {key}\n:\n- 1\n"));
}

#[test]
fn what_has_no_form_is_an_error_and_leaves_no_text() {
    struct Bytes;
    impl Serialize for Bytes {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_bytes(b"bytes")
        }
    }
    let mut out = "before\n".to_owned();
    assert!(yaml::write(&[Bytes], &mut out).is_err());
    assert!(yaml::write(&[f64::NAN], &mut out).is_err());
    assert!(yaml::write(&f32::INFINITY, &mut out).is_err());
    assert!(yaml::write(&BTreeMap::from([([1], 2)]), &mut out).is_err());
    assert!(yaml::write(&BTreeMap::from([(None::<u8>, 2)]), &mut out).is_err());
    assert!(yaml::write(&Port::Wrapped(None), &mut out).is_err());
    assert_eq!(out, "before\n");
}

#[test]
fn nasty_strings_survive() {
    let nasty: Vec<String> = serde_json::from_str(NASTY).expect("the table is a list of strings");
    let long_keys = (990..1040).map(|length| "k".repeat(length));
    for text in nasty.into_iter().chain(long_keys) {
        let value = value_around(&text);
        assert_eq!(read(&text_of(&value)), value);
        assert_eq!(read(&text_of(&text)), json!(text));
    }
}

fn strings() -> impl Strategy<Value = String> {
    let telling: Vec<char> = "ab01eE.+-_:#  \n\n\t\r\"'\\|>~!&*%@?,[]{}\u{85}\u{2028}\u{feff}".chars().collect();
    let characters = prop_oneof![3 => proptest::sample::select(telling), 1 => any::<char>()];
    proptest::collection::vec(characters, 0..12).prop_map(String::from_iter)
}

fn values() -> impl Strategy<Value = Value> {
    let scalars = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        strings().prop_map(Value::from),
    ];
    scalars.prop_recursive(5, 40, 5, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            proptest::collection::btree_map(strings(), inner, 0..5)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn any_string_survives(text in strings()) {
        let value = value_around(&text);
        prop_assert_eq!(read(&text_of(&value)), value);
    }

    #[test]
    fn any_value_survives(value in values()) {
        let text = text_of(&value);
        prop_assert_eq!(read(&text), without_absent_entries(value), "{}", text);
    }
}
