//! The SecretStore or ClusterSecretStore that ExternalSecrets read from.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::emit::kubernetes::object::custom;
use crate::emit::{Form, Object};
use crate::plan::Plan;
use crate::plan::object::{Meta, SecretOrigin, SecretStore, StoreProvider};

#[derive(Serialize)]
struct Spec<'a> {
    provider: Provider<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
enum Provider<'a> {
    Vault(Vault<'a>),
    Aws(Aws<'a>),
}

#[derive(Serialize)]
struct Vault<'a> {
    server: &'a str,
    path: &'a str,
    version: &'static str,
    auth: VaultAuth<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
enum VaultAuth<'a> {
    TokenSecretRef(SecretKey<'a>),
    #[serde(rename_all = "camelCase")]
    Kubernetes {
        mount_path: &'static str,
        role: &'a str,
    },
}

#[derive(Serialize)]
struct Aws<'a> {
    service: &'static str,
    region: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    auth: Option<AwsAuth<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AwsAuth<'a> {
    secret_ref: AwsKeys<'a>,
}

#[derive(Serialize)]
struct AwsKeys<'a> {
    #[serde(rename = "accessKeyIDSecretRef")]
    id: SecretKey<'a>,
    #[serde(rename = "secretAccessKeySecretRef")]
    secret: SecretKey<'a>,
}

#[derive(Serialize)]
struct SecretKey<'a> {
    name: &'a str,
    key: &'static str,
}

pub fn secret_stores(plan: &Plan<'_>, form: Form) -> Vec<Object> {
    let stores =
        plan.secret_store.iter().flat_map(|store| places(plan, store).into_iter().map(move |meta| (store, meta)));
    stores
        .map(|(store, meta)| {
            let spec = Spec { provider: provider(&store.provider) };
            custom(&meta, form, store.api_version.clone().into(), store.kind, spec)
        })
        .collect()
}

/// A SecretStore is asked from its own namespace only: there is one in each that asks.
fn places(plan: &Plan<'_>, store: &SecretStore) -> Vec<Meta> {
    let asking = plan.secrets.iter().filter(|secret| matches!(secret.source, SecretOrigin::External { .. }));
    let own = &store.meta.namespace;
    let namespaces: BTreeSet<_> = match own {
        Some(_) => asking.map(|secret| &secret.meta.namespace).chain([own]).collect(),
        None => BTreeSet::from([own]),
    };
    namespaces.into_iter().map(|namespace| Meta { namespace: namespace.clone(), ..store.meta.clone() }).collect()
}

fn provider(provider: &StoreProvider) -> Provider<'_> {
    match provider {
        StoreProvider::Vault { server, path, role, token_secret } => {
            Provider::Vault(Vault { server, path, version: "v2", auth: vault_auth(role, token_secret.as_deref()) })
        }
        StoreProvider::Aws { region, role, token_secret } => Provider::Aws(Aws {
            service: "SecretsManager",
            region,
            role: role.as_deref(),
            auth: token_secret.as_deref().map(aws_auth),
        }),
    }
}

/// With a token if there is one, else as the operator's own account of the cluster.
fn vault_auth<'a>(role: &'a str, token_secret: Option<&'a str>) -> VaultAuth<'a> {
    match token_secret {
        Some(name) => VaultAuth::TokenSecretRef(SecretKey { name, key: "token" }),
        None => VaultAuth::Kubernetes { mount_path: "kubernetes", role },
    }
}

fn aws_auth(name: &str) -> AwsAuth<'_> {
    let id = SecretKey { name, key: "access-key" };
    let secret = SecretKey { name, key: "secret-access-key" };
    AwsAuth { secret_ref: AwsKeys { id, secret } }
}
