//! What is there though no object of the environment makes it: the model says so.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};

use crate::check::Objects;
use crate::plan::Plan;
use crate::plan::object::{Peer, Policy, SecretOrigin, StoreProvider};
use crate::plan::workload::{Controller, Value, VolumeSource};

use super::contents::{Contents, Keys, Name};
use super::selector::{Labelled, Selector};

/// The label that every namespace has.
pub const NAMESPACE_NAME: &str = "kubernetes.io/metadata.name";

#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Secrets that somebody makes by hand.
    pub(super) secrets: Contents,
    /// Secrets that the model says are made by somebody else, in whatever namespace.
    pub(super) elsewhere: BTreeMap<String, Keys>,
    /// Claims that somebody else makes.
    pub(super) claims: BTreeSet<Name>,
    /// Namespaces of others.
    pub(super) namespaces: BTreeSet<String>,
    /// Secret stores that are there.
    pub(super) stores: BTreeSet<String>,
    /// Labels of pods that others run, as policies of ours name them, and their namespaces.
    pub(super) pods: Vec<(Option<String>, Json)>,
}

impl Known {
    /// What a plan takes for granted. What its objects hold themselves is not asked here.
    pub fn of(objects: &Objects<'_>, plan: &Plan<'_>) -> Self {
        let mut known = Self::default();
        for secret in &plan.secrets {
            let name = (secret.meta.namespace.clone(), secret.meta.name.clone());
            match &secret.source {
                SecretOrigin::Manual(keys) => drop(known.secrets.insert(name, Keys::of(keys))),
                SecretOrigin::External { store, .. } if plan.secret_store.is_none() => {
                    known.stores.insert(store.name.clone());
                }
                SecretOrigin::External { .. } | SecretOrigin::Literal(_) => {}
            }
        }
        for (id, secret) in plan.environment.secrets.iter().filter(|(_, secret)| !secret.create) {
            let name = secret.name.as_ref().map_or(id.as_str(), |name| name.raw());
            let keys = if secret.keys.is_empty() { Keys::any() } else { Keys::of(secret.keys.keys()) };
            known.elsewhere.insert(name.to_owned(), keys);
        }
        known.add_store(plan);
        known.add_workloads(plan);
        known.add_pods(plan);
        known.namespaces.extend(plan.policies.iter().flat_map(|policy| namespaces(policy)));
        known.namespaces.extend(
            plan.environment.namespaces.iter().map(|(id, namespace)| {
                namespace.name.as_ref().map_or_else(|| id.clone(), |name| name.raw().to_owned())
            }),
        );
        // Whatever is ours stands where the model put it.
        let ours = objects.iter().filter(|item| item.manifest.is_none());
        known.namespaces.extend(ours.filter_map(|item| item.namespace().map(str::to_owned)));
        // Those that are made here are there if their objects are.
        for namespace in &plan.namespaces {
            known.namespaces.remove(&namespace.meta.name);
        }
        known
    }

    /// What a store of ours gets in with is there before everything else.
    fn add_store(&mut self, plan: &Plan<'_>) {
        let Some(store) = &plan.secret_store else { return };
        let secret = match &store.provider {
            StoreProvider::Vault { token_secret, .. } | StoreProvider::Aws { token_secret, .. } => token_secret,
        };
        let asking = plan.secrets.iter().filter(|secret| matches!(secret.source, SecretOrigin::External { .. }));
        let places = asking.map(|asking| &asking.meta.namespace).chain([&store.meta.namespace]);
        for (place, secret) in places.flat_map(|place| secret.iter().map(move |secret| (place, secret))) {
            self.secrets.insert((place.clone(), secret.clone()), Keys::any());
        }
    }

    /// What the plan's policies are for and admit, and is no workload of the plan, is run by others.
    fn add_pods(&mut self, plan: &Plan<'_>) {
        let labels = plan.workloads.iter();
        let labels: Vec<_> =
            labels.map(|workload| (workload.meta.namespace.as_deref(), json!(workload.pod_labels))).collect();
        let ours = Labelled::of(labels.iter().map(|(namespace, labels)| (*namespace, labels, ())));
        for policy in &plan.policies {
            let namespace = policy.meta.namespace.clone();
            let rules = policy.ingress.iter().chain(&policy.egress).flatten();
            let peers = rules.flat_map(|rule| &rule.peers).filter_map(|peer| match peer {
                Peer::Pods { selector, namespace: None } => Some((namespace.clone(), selector)),
                Peer::Pods { selector, namespace: Some(labels) } => {
                    Some((Some(labels.get(NAMESPACE_NAME)?.clone()), selector))
                }
                Peer::Namespace(_) | Peer::Cidr { .. } => None,
            });
            for (namespace, selector) in peers.chain([(namespace.clone(), &policy.selector)]) {
                let labels = json!(selector);
                if ours.select(namespace.as_deref(), &Selector::plain(&labels)).is_empty() {
                    self.pods.push((namespace, labels));
                }
            }
        }
    }

    fn add_workloads(&mut self, plan: &Plan<'_>) {
        let made: BTreeSet<Name> = plan
            .workloads
            .iter()
            .filter(|workload| !matches!(workload.controller, Controller::StatefulSet { .. }))
            .flat_map(|workload| &workload.claims)
            .map(|claim| (claim.meta.namespace.clone(), claim.meta.name.clone()))
            .collect();
        let planned: BTreeSet<Name> =
            plan.secrets.iter().map(|secret| (secret.meta.namespace.clone(), secret.meta.name.clone())).collect();
        for workload in &plan.workloads {
            let named = |name: &String| (workload.meta.namespace.clone(), name.clone());
            // The plan makes each Secret that a variable names, unless it is somebody else's.
            let variables = workload.pod.containers().flat_map(|container| &container.env);
            let secrets = variables.filter_map(|variable| match &variable.value {
                Value::Secret { secret, .. } => Some(secret),
                Value::Plain(_) | Value::Config { .. } | Value::Field(_) | Value::Resource(_) => None,
            });
            for secret in secrets.chain(&workload.pod.pull_secrets).filter(|secret| !planned.contains(&named(secret))) {
                if !self.elsewhere.contains_key(secret) {
                    self.secrets.entry(named(secret)).or_insert_with(Keys::any);
                }
            }
            for volume in &workload.pod.volumes {
                if let VolumeSource::Claim { claim, .. } = &volume.source
                    && !made.contains(&named(claim))
                {
                    self.claims.insert(named(claim));
                }
            }
        }
    }
}

/// The namespaces that the rules of a policy name.
fn namespaces(policy: &Policy) -> Vec<String> {
    let rules = policy.ingress.iter().chain(&policy.egress).flatten();
    let peers = rules.flat_map(|rule| &rule.peers);
    let labels = peers.filter_map(|peer| match peer {
        Peer::Pods { namespace, .. } => namespace.as_ref(),
        Peer::Namespace(labels) => Some(labels),
        Peer::Cidr { .. } => None,
    });
    labels.filter_map(|labels| labels.get(NAMESPACE_NAME).cloned()).collect()
}
