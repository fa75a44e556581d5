//! One object: a typed value with the plan's `Meta`, written down.

use std::borrow::Cow;

use k8s_openapi::Resource;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde::Serialize;

use crate::emit::{Form, Object, yaml};
use crate::plan::object::Meta;

use super::value::labels;

/// An object of a kind that Kubernetes itself knows.
pub fn core<T: Resource + Serialize>(meta: &Meta, form: Form, object: impl FnOnce(ObjectMeta) -> T) -> Object {
    let text = text(&object(object_meta(meta)), form);
    described(meta, T::API_VERSION.into(), T::KIND.into(), text)
}

/// An object of a kind that an operator brings along.
pub fn custom<S: Serialize>(
    meta: &Meta,
    form: Form,
    api_version: Cow<'static, str>,
    kind: &'static str,
    spec: S,
) -> Object {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Custom<'a, S> {
        api_version: &'a str,
        kind: &'static str,
        metadata: ObjectMeta,
        spec: S,
    }
    let text = text(&Custom { api_version: &api_version, kind, metadata: object_meta(meta), spec }, form);
    described(meta, api_version, kind.into(), text)
}

fn object_meta(meta: &Meta) -> ObjectMeta {
    ObjectMeta {
        annotations: labels(&meta.annotations),
        labels: labels(&meta.labels),
        name: Some(meta.name.clone()),
        namespace: meta.namespace.clone(),
        ..ObjectMeta::default()
    }
}

pub(super) fn text(value: &impl Serialize, form: Form) -> String {
    match form {
        Form::Yaml => yaml::to_string(value).expect("an object holds nothing that YAML cannot say"),
        Form::Json => json_text(value),
    }
}

fn json_text(value: &impl Serialize) -> String {
    // As long as most objects are: `serde_json::to_string` starts small and grows many times.
    let mut text = Vec::with_capacity(4096);
    serde_json::to_writer(&mut text, value).expect("an object holds nothing that JSON cannot say");
    text.shrink_to_fit();
    String::from_utf8(text).expect("JSON is UTF-8")
}

fn described(meta: &Meta, api_version: Cow<'static, str>, kind: Cow<'static, str>, text: String) -> Object {
    Object {
        api_version,
        kind,
        name: meta.name.clone(),
        namespace: meta.namespace.clone(),
        owner: meta.owner.clone(),
        manual: false,
        text,
    }
}
