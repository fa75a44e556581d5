//! What Secrets and ConfigMaps hold, whoever makes them: an object, an operator, or somebody by hand.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use crate::check::Objects;
use crate::check::object::{Item, get};

/// Namespace and name.
pub type Name = (Option<String>, String);

/// The keys of a Secret or of a ConfigMap.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    names: BTreeSet<String>,
    /// Something else may add others.
    open: bool,
}

impl Keys {
    pub fn of(names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { names: names.into_iter().map(Into::into).collect(), open: false }
    }

    /// Whatever keys there will be.
    pub fn any() -> Self {
        Self { open: true, ..Self::default() }
    }

    pub fn has(&self, key: &str) -> bool {
        self.open || self.names.contains(key)
    }

    pub fn is_open(&self) -> bool {
        self.open
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    fn add(&mut self, other: Self) {
        self.names.extend(other.names);
        self.open |= other.open;
    }
}

pub type Contents = BTreeMap<Name, Keys>;

/// All Secrets that there will be, but for those made by hand.
pub fn secrets(objects: &Objects<'_>) -> Contents {
    let mut contents = Contents::new();
    for item in objects.iter() {
        for (name, keys) in made(item) {
            let name = (item.namespace().map(str::to_owned), name);
            contents.entry(name).or_default().add(keys);
        }
    }
    contents
}

/// All ConfigMaps.
pub fn config_maps(objects: &Objects<'_>) -> Contents {
    let core = objects.of_kind("ConfigMap").filter(|item| item.group().is_empty());
    core.map(|item| {
        let name = (item.namespace().map(str::to_owned), item.name().to_owned());
        (name, Keys::of(["data", "binaryData"].into_iter().flat_map(|list| keys_of(item.get(&[list])))))
    })
    .collect()
}

fn keys_of(json: &Json) -> impl Iterator<Item = String> {
    json.as_object().into_iter().flatten().map(|(key, _)| key.clone())
}

/// The Secrets that come of an object.
fn made(item: &Item<'_>) -> Vec<(String, Keys)> {
    let text = |keys: &[&str]| item.get(keys).as_str().map(str::to_owned);
    let own = || item.name().to_owned();
    match (item.group(), item.kind()) {
        ("", "Secret") if text(&["type"]).as_deref() == Some("kubernetes.io/service-account-token") => {
            vec![(own(), Keys::any())]
        }
        ("", "Secret") => {
            vec![(own(), Keys::of(["data", "stringData"].into_iter().flat_map(|list| keys_of(item.get(&[list])))))]
        }
        ("external-secrets.io", "ExternalSecret") => {
            vec![(text(&["spec", "target", "name"]).unwrap_or_else(own), external(item))]
        }
        ("bitnami.com", "SealedSecret") => {
            let name = text(&["spec", "template", "metadata", "name"]).unwrap_or_else(own);
            vec![(name, Keys::of(keys_of(item.get(&["spec", "encryptedData"]))))]
        }
        ("cert-manager.io", "Certificate") => {
            let more = ["keystores", "additionalOutputFormats"];
            let open = more.iter().any(|list| !item.get(&["spec", list]).is_null());
            let keys = Keys { open, ..certificate() };
            text(&["spec", "secretName"]).map(|name| (name, keys)).into_iter().collect()
        }
        ("networking.k8s.io", "Ingress") if is_certified(item) => {
            let entries = item.get(&["spec", "tls"]).as_array().into_iter().flatten();
            let names = entries.filter_map(|entry| get(entry, &["secretName"]).as_str());
            names.map(|name| (name.to_owned(), certificate())).collect()
        }
        ("secrets.hashicorp.com", _) => {
            text(&["spec", "destination", "name"]).map(|name| (name, Keys::any())).into_iter().collect()
        }
        ("kafka.strimzi.io", "KafkaUser") => vec![(own(), Keys::any())],
        ("rabbitmq.com", "RabbitmqCluster") => vec![(format!("{}-default-user", item.name()), Keys::any())],
        ("postgresql.cnpg.io", "Cluster") => {
            ["app", "superuser", "ca", "server"].map(|part| (format!("{}-{part}", item.name()), Keys::any())).into()
        }
        _ => Vec::new(),
    }
}

fn certificate() -> Keys {
    Keys::of(["tls.crt", "tls.key", "ca.crt"])
}

/// Whether cert-manager makes the Secrets that an Ingress names.
fn is_certified(item: &Item<'_>) -> bool {
    let annotations = item.get(&["metadata", "annotations"]).as_object();
    let makers = ["cert-manager.io/cluster-issuer", "cert-manager.io/issuer", "kubernetes.io/tls-acme"];
    annotations.is_some_and(|annotations| makers.iter().any(|maker| annotations.contains_key(*maker)))
}

fn external(item: &Item<'_>) -> Keys {
    let list = |keys: &[&str]| item.get(keys).as_array().map(Vec::as_slice).unwrap_or_default();
    let fetched = list(&["spec", "data"]).iter().filter_map(|entry| get(entry, &["secretKey"]).as_str());
    let fetched = Keys { open: !list(&["spec", "dataFrom"]).is_empty(), ..Keys::of(fetched) };
    let template = item.get(&["spec", "target", "template"]);
    let mut written = Keys::of(keys_of(get(template, &["data"])));
    written.open = !list(&["spec", "target", "template", "templateFrom"]).is_empty();
    if written.open || written.names.is_empty() || get(template, &["mergePolicy"]).as_str() == Some("Merge") {
        written.add(fetched);
    }
    written
}
