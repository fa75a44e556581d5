//! ExternalSecrets: an operator fetches the values from a store and makes the Secret.

use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde::Serialize;

use crate::emit::kubernetes::object::custom;
use crate::emit::kubernetes::value::labels;
use crate::emit::{Form, Object};
use crate::plan::Plan;
use crate::plan::object::{RemoteKey, Secret, SecretOrigin, StoreReference};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Spec<'a> {
    refresh_interval: &'a str,
    secret_store_ref: Store<'a>,
    target: Target<'a>,
    data: Vec<Key<'a>>,
}

#[derive(Serialize)]
struct Store<'a> {
    name: &'a str,
    kind: &'static str,
}

#[derive(Serialize)]
struct Target<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    template: Option<Template<'a>>,
}

#[derive(Serialize)]
struct Template<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    metadata: ObjectMeta,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Key<'a> {
    secret_key: &'a str,
    remote_ref: Remote<'a>,
}

#[derive(Serialize)]
struct Remote<'a> {
    key: &'a str,
    property: &'a str,
}

pub fn external_secrets(plan: &Plan<'_>, form: Form) -> Vec<Object> {
    plan.secrets
        .iter()
        .filter_map(|secret| {
            let SecretOrigin::External { store, refresh, api_version, keys } = &secret.source else { return None };
            let spec = spec(secret, store, refresh, keys);
            Some(custom(&secret.meta, form, api_version.clone().into(), "ExternalSecret", spec))
        })
        .collect()
}

fn spec<'a>(
    secret: &'a Secret,
    store: &'a StoreReference,
    refresh: &'a str,
    keys: &'a BTreeMap<String, RemoteKey>,
) -> Spec<'a> {
    Spec {
        refresh_interval: refresh,
        secret_store_ref: Store { name: &store.name, kind: store.kind },
        target: Target { name: &secret.meta.name, template: template(secret) },
        data: keys.iter().map(|(name, remote)| key(name, remote)).collect(),
    }
}

/// Only for a type of its own: with a template the operator takes the labels from there, not from the ExternalSecret.
fn template(secret: &Secret) -> Option<Template<'_>> {
    let metadata = || ObjectMeta {
        annotations: labels(&secret.meta.annotations),
        labels: labels(&secret.meta.labels),
        ..ObjectMeta::default()
    };
    (secret.kind != "Opaque").then(|| Template { kind: &secret.kind, metadata: metadata() })
}

fn key<'a>(name: &'a str, remote: &'a RemoteKey) -> Key<'a> {
    Key { secret_key: name, remote_ref: Remote { key: &remote.entry, property: &remote.property } }
}
