//! Secrets: those that variables refer to, and those declared; where their values come from is decided here.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::FieldPath;
use crate::model::secrets::{SecretSource, StoreProvider as ModelProvider};

use super::labels::{platform_meta, platform_name};
use super::object::{RemoteKey, Secret, SecretOrigin, SecretStore, StoreProvider, StoreReference};
use super::text::Scope;
use super::workload::{EnvFrom, Pod, Value};

/// The Secrets in use: (namespace ID, name) → key → literal, if one may be known.
#[derive(Default)]
pub struct Used(BTreeMap<(String, String), BTreeMap<String, Option<String>>>);

impl Used {
    /// What one pod reads.
    pub fn add(&mut self, namespace: &str, pod: &Pod) {
        for variable in pod.containers().flat_map(|container| &container.env) {
            if let Value::Secret { secret, key, literal } = &variable.value {
                let keys = self.0.entry((namespace.to_owned(), secret.clone())).or_default();
                keys.insert(key.clone(), literal.clone());
            }
        }
        let whole = pod.containers().flat_map(|container| &container.env_from).filter_map(|from| match from {
            EnvFrom::Secret(secret) => Some(secret),
            EnvFrom::Config(_) => None,
        });
        let mounted = pod.volumes.iter().flat_map(|volume| volume.source.secrets());
        for secret in whole.chain(mounted) {
            self.0.entry((namespace.to_owned(), secret.clone())).or_default();
        }
    }
}

/// All Secrets of the environment, complete.
pub fn secrets(scope: &mut Scope<'_, '_, '_>, mut used: Used) -> Vec<Secret> {
    let environment = scope.catalog.environment;
    let mut declared_names = BTreeMap::new();
    for (id, secret) in &environment.secrets {
        let path = FieldPath::new(["secrets", id]);
        let name = match &secret.name {
            Some(name) => scope.name(name, &path.then("name")),
            None => id.clone(),
        };
        if secret.create && !secret.keys.is_empty() {
            used.0.entry(("main".to_owned(), name.clone())).or_default();
        }
        declared_names.insert(name, id.as_str());
    }
    let mut secrets = Vec::new();
    for ((namespace, name), mut keys) in used.0 {
        let declared = declared_names.get(&name).map(|id| (*id, &environment.secrets[*id]));
        if declared.is_some_and(|(_, secret)| !secret.create) {
            continue;
        }
        if let Some((id, secret)) = declared {
            for (key, value) in &secret.keys {
                let literal = value.value.as_ref().map(|value| value.reveal().to_owned());
                let stand_in = || environment.tier.stand_in(id);
                keys.entry(key.clone()).or_insert_with(|| literal.or_else(stand_in));
            }
        }
        let source = origin(scope, &name, declared, keys);
        let kind = declared.and_then(|(_, secret)| secret.kind.clone()).unwrap_or_else(|| "Opaque".to_owned());
        secrets.push(Secret { meta: platform_meta(scope, &name, Some(&namespace)), kind, source });
    }
    secrets
}

/// The source of an environment's secrets: named, or by tier.
pub fn source(scope: &Scope<'_, '_, '_>) -> SecretSource {
    let environment = scope.catalog.environment;
    let by_tier = if environment.tier.is_disposable() { SecretSource::Literal } else { SecretSource::Manual };
    environment.secret_store.source.unwrap_or(by_tier)
}

type Declared<'d> = Option<(&'d str, &'d crate::model::secrets::Secret)>;

fn origin(
    scope: &mut Scope<'_, '_, '_>,
    name: &str,
    declared: Declared<'_>,
    keys: BTreeMap<String, Option<String>>,
) -> SecretOrigin {
    match source(scope) {
        SecretSource::Literal => {
            SecretOrigin::Literal(keys.into_iter().map(|(key, literal)| (key, literal.unwrap_or_default())).collect())
        }
        SecretSource::Manual => SecretOrigin::Manual(keys.into_keys().collect()),
        SecretSource::External => external(scope, name, declared, keys.into_keys().collect()),
    }
}

fn external(scope: &mut Scope<'_, '_, '_>, name: &str, declared: Declared<'_>, keys: BTreeSet<String>) -> SecretOrigin {
    let environment = scope.catalog.environment;
    let store = &environment.secret_store;
    let path = FieldPath::new(["secret-store"]);
    let prefix = match &store.prefix {
        Some(prefix) => scope.plain(prefix, &path.then("prefix")),
        None => format!("{}/{}", platform_name(scope.catalog), environment.name),
    };
    let entry = match declared.and_then(|(id, secret)| Some((id, secret.remote.as_ref()?))) {
        Some((id, remote)) => scope.plain(remote, &FieldPath::new(["secrets", id, "remote"])),
        None => format!("{prefix}/{name}"),
    };
    let mut remote_keys = BTreeMap::new();
    for key in keys {
        let own = declared.and_then(|(id, secret)| Some((id, secret.keys.get(&key)?)));
        let entry = match own.and_then(|(id, own)| Some((id, own.remote.as_ref()?))) {
            Some((id, remote)) => scope.plain(remote, &FieldPath::new(["secrets", id, "keys", &key, "remote"])),
            None => entry.clone(),
        };
        let property = own.and_then(|(_, own)| own.property.clone()).unwrap_or_else(|| key.replace('-', "_"));
        remote_keys.insert(key, RemoteKey { entry, property });
    }
    let store_name = store.name.as_ref().map(|name| scope.plain(name, &path.then("name"))).unwrap_or_default();
    SecretOrigin::External {
        store: StoreReference { name: store_name, kind: store.kind.as_str() },
        refresh: store.refresh.as_str().to_owned(),
        api_version: store.api_version.clone(),
        keys: remote_keys,
    }
}

/// The SecretStore, if it is ours to make.
pub fn secret_store(scope: &mut Scope<'_, '_, '_>) -> Option<SecretStore> {
    let store = &scope.catalog.environment.secret_store;
    if source(scope) != SecretSource::External || store.provider == ModelProvider::None {
        return None;
    }
    let path = FieldPath::new(["secret-store"]);
    let mut text = |key: &str, text: &Option<crate::model::text::Text>| {
        text.as_ref().map(|text| scope.plain(text, &path.then(key)))
    };
    let name = text("name", &store.name).unwrap_or_default();
    let token_secret = text("auth-secret", &store.auth_secret);
    let role = text("role", &store.role);
    let provider = match store.provider {
        ModelProvider::Vault => StoreProvider::Vault {
            server: text("server", &store.server).unwrap_or_default(),
            path: text("path", &store.path).unwrap_or_else(|| "secret".to_owned()),
            role: role.unwrap_or_default(),
            token_secret,
        },
        ModelProvider::Aws => {
            StoreProvider::Aws { region: text("region", &store.region).unwrap_or_default(), role, token_secret }
        }
        ModelProvider::None => return None,
    };
    let namespace = (store.kind == crate::model::secrets::StoreKind::SecretStore).then_some("main");
    Some(SecretStore {
        meta: platform_meta(scope, &name, namespace),
        kind: store.kind.as_str(),
        api_version: store.api_version.clone(),
        provider,
    })
}
