//! Pods and policies, and whether a policy lets a connection through: every policy of a pod adds what it allows, both
//! ends have to allow it, and a pod that no policy is about is open.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::block::Block;
use super::policy::{Door, Named, Peer, Policy, PolicyRule};
use super::reading::{self, Foreign};
use super::selector::{LabelSet, Selector};

/// What connects, or is connected to.
#[derive(Clone, Copy)]
pub enum Endpoint<'e> {
    Pod(&'e PodEnd),
    /// Addresses outside of the cluster. Pods are never meant by addresses: theirs are not known beforehand, and
    /// some networks do not take them for such.
    Addresses(Block),
}

/// All pods that one object makes, or somebody else's.
#[derive(Clone, Debug, Default)]
pub struct PodEnd {
    pub namespace: String,
    pub namespace_labels: LabelSet,
    pub labels: LabelSet,
    pub ports: Vec<PodPort>,
    /// It uses the node's own network. What policies do to such pods is not defined.
    pub on_node: bool,
    /// Policies of another engine may be about it.
    pub foreign: bool,
    /// Which of the objects read makes it; none: it is somebody else's.
    pub object: Option<usize>,
    /// The policies that are about it, by direction.
    pub(super) ingress: Vec<usize>,
    pub(super) egress: Vec<usize>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PodPort {
    pub name: Option<String>,
    pub door: Door,
}

/// Pods by namespace, label and value.
type LabelIndex = BTreeMap<String, BTreeMap<(String, String), Vec<usize>>>;

#[derive(Default)]
pub struct Network {
    pub pods: Vec<PodEnd>,
    pub policies: Vec<Policy>,
    pub namespaces: BTreeMap<String, LabelSet>,
    by_namespace: BTreeMap<String, Vec<usize>>,
    by_label: LabelIndex,
}

impl Network {
    /// Of whole objects. Places in `object` count them in this order.
    pub fn of<'j>(objects: impl Iterator<Item = &'j Json> + Clone) -> Self {
        let mut network = Self { namespaces: reading::namespaces(objects.clone()), ..Self::default() };
        let mut foreign = BTreeSet::new();
        let mut everywhere = false;
        for (index, json) in objects.enumerate() {
            network.policies.extend(Policy::read(json, index));
            network.pods.extend(reading::pod(json, index, &network.namespaces));
            match reading::foreign(json) {
                Some(Foreign::Everywhere) => everywhere = true,
                Some(Foreign::In(namespace)) => drop(foreign.insert(namespace)),
                None => {}
            }
        }
        for (index, pod) in network.pods.iter_mut().enumerate() {
            pod.foreign = everywhere || foreign.contains(&pod.namespace);
            network.by_namespace.entry(pod.namespace.clone()).or_default().push(index);
            let labels = network.by_label.entry(pod.namespace.clone()).or_default();
            for (key, value) in &pod.labels.labels {
                labels.entry((key.clone(), value.clone())).or_default().push(index);
            }
        }
        for policy in 0..network.policies.len() {
            let Policy { namespace, selector, ingress, egress, .. } = &network.policies[policy];
            let (ingress, egress) = (ingress.is_some(), egress.is_some());
            for pod in network.selected(namespace, selector) {
                let pod = &mut network.pods[pod];
                pod.ingress.extend(ingress.then_some(policy));
                pod.egress.extend(egress.then_some(policy));
            }
        }
        network
    }

    /// A pod that no object of ours makes, whatever policies say of it.
    pub fn stranger(&self, namespace: &str, labels: LabelSet) -> PodEnd {
        let known = self.namespaces.get(namespace).cloned();
        PodEnd {
            namespace: namespace.to_owned(),
            namespace_labels: known.unwrap_or_else(|| reading::unknown_namespace(namespace)),
            labels,
            ..PodEnd::default()
        }
    }

    /// A pod that no object of ours makes, with what policies of ours say of it.
    pub fn somebody(&self, namespace: &str, labels: LabelSet) -> PodEnd {
        let about = |(index, policy): (usize, &Policy)| {
            (policy.namespace == namespace && policy.selector.matches(&labels)).then_some(index)
        };
        let about: Vec<usize> = self.policies.iter().enumerate().filter_map(about).collect();
        let of = |direction: fn(&Policy) -> bool| {
            about.iter().copied().filter(|index| direction(&self.policies[*index])).collect()
        };
        PodEnd {
            ingress: of(|policy| policy.ingress.is_some()),
            egress: of(|policy| policy.egress.is_some()),
            ..self.stranger(namespace, labels)
        }
    }

    /// The pods of a namespace that a selector means.
    pub fn selected(&self, namespace: &str, selector: &Selector) -> Vec<usize> {
        let labels = self.by_label.get(namespace);
        let of = |label: (&String, &String)| -> &[usize] {
            let found = labels.and_then(|labels| labels.get(&(label.0.clone(), label.1.clone())));
            found.map_or(&[], Vec::as_slice)
        };
        let fewest = selector.labels.iter().map(of).min_by_key(|pods| pods.len());
        let all = || self.by_namespace.get(namespace).map_or(&[][..], Vec::as_slice);
        let candidates = fewest.unwrap_or_else(all).iter().copied();
        candidates.filter(|pod| selector.matches(&self.pods[*pod].labels)).collect()
    }

    /// The pods of ours that a peer means, in a policy of this namespace.
    pub fn pods_of(&self, peer: &Peer, namespace: &str) -> Vec<usize> {
        let Peer::Pods { pods, namespaces } = peer else { return Vec::new() };
        let Some(namespaces) = namespaces else { return self.selected(namespace, pods) };
        let named = namespaces.labels.get(reading::NAME);
        let meant = self.by_namespace.iter().filter(|(name, in_it)| {
            named.is_none_or(|named| named == *name)
                && in_it.first().is_some_and(|pod| namespaces.matches(&self.pods[*pod].namespace_labels))
        });
        meant.flat_map(|(name, _)| self.selected(name, pods)).collect()
    }

    /// Whether both ends let it through.
    pub fn connects(&self, from: Endpoint<'_>, to: Endpoint<'_>, door: Door) -> bool {
        let out = match from {
            Endpoint::Pod(pod) => self.lets_out(pod, to, door),
            Endpoint::Addresses(_) => true,
        };
        out && match to {
            Endpoint::Pod(pod) => self.lets_in(pod, from, door),
            Endpoint::Addresses(_) => true,
        }
    }

    /// The policy that lets a connection in.
    pub fn admitting<'n>(&'n self, to: &'n PodEnd, from: Endpoint<'_>, door: Door) -> Option<&'n Policy> {
        let mut rules = self.ingress_rules(to)?;
        rules.find(|(policy, rule)| self.meets(policy, rule, from, door, Endpoint::Pod(to))).map(|(policy, _)| policy)
    }

    /// The policies that are about a pod, of either direction.
    pub fn about(&self, pod: &PodEnd) -> Vec<&Policy> {
        let indices: BTreeSet<usize> = pod.ingress.iter().chain(&pod.egress).copied().collect();
        indices.into_iter().map(|index| &self.policies[index]).collect()
    }

    pub fn lets_in(&self, to: &PodEnd, from: Endpoint<'_>, door: Door) -> bool {
        self.ingress_rules(to)
            .is_none_or(|mut rules| rules.any(|(policy, rule)| self.meets(policy, rule, from, door, Endpoint::Pod(to))))
    }

    pub fn lets_out(&self, from: &PodEnd, to: Endpoint<'_>, door: Door) -> bool {
        self.egress_rules(from)
            .is_none_or(|mut rules| rules.any(|(policy, rule)| self.meets(policy, rule, to, door, to)))
    }

    /// What lets others in; none: nothing keeps them out.
    pub fn ingress_rules<'n>(&'n self, pod: &'n PodEnd) -> Option<impl Iterator<Item = (&'n Policy, &'n PolicyRule)>> {
        let about = (!pod.ingress.is_empty() && !pod.on_node)
            .then(|| pod.ingress.iter().map(|index| &self.policies[*index]))?;
        Some(about.flat_map(|policy| policy.ingress.iter().flatten().map(move |rule| (policy, rule))))
    }

    /// What lets it out; none: nothing keeps it in.
    pub fn egress_rules<'n>(&'n self, pod: &'n PodEnd) -> Option<impl Iterator<Item = (&'n Policy, &'n PolicyRule)>> {
        let about =
            (!pod.egress.is_empty() && !pod.on_node).then(|| pod.egress.iter().map(|index| &self.policies[*index]))?;
        Some(about.flat_map(|policy| policy.egress.iter().flatten().map(move |rule| (policy, rule))))
    }

    /// `arrival`: the end whose port it is.
    fn meets(&self, policy: &Policy, rule: &PolicyRule, peer: Endpoint<'_>, door: Door, arrival: Endpoint<'_>) -> bool {
        let is_meant = |wanted: &Peer| match (wanted, peer) {
            (Peer::Pods { .. }, Endpoint::Pod(pod)) if pod.on_node => true,
            (Peer::Pods { pods, namespaces }, Endpoint::Pod(pod)) => {
                let in_it = match namespaces {
                    None => policy.namespace == pod.namespace,
                    Some(selector) => selector.matches(&pod.namespace_labels),
                };
                in_it && pods.matches(&pod.labels)
            }
            (Peer::Addresses { .. }, Endpoint::Pod(pod)) => pod.on_node,
            (Peer::Addresses { block, except }, Endpoint::Addresses(addresses)) => {
                block.overlaps(&addresses) && !except.iter().any(|except| except.contains(&addresses))
            }
            (Peer::Pods { .. }, Endpoint::Addresses(_)) | (Peer::Nobody, _) => false,
        };
        let named = match arrival {
            Endpoint::Pod(pod) => pod.name_of(door),
            Endpoint::Addresses(_) => Named::Nothing,
        };
        rule.has_port(door, named) && rule.peers.as_ref().is_none_or(|peers| peers.iter().any(is_meant))
    }
}

impl PodEnd {
    /// Whether anything keeps others from connecting to it, or it from connecting to them.
    pub fn is_closed(&self) -> (bool, bool) {
        (!self.ingress.is_empty(), !self.egress.is_empty())
    }

    fn name_of(&self, door: Door) -> Named<'_> {
        if self.object.is_none() {
            return Named::Unknown;
        }
        let port = self.ports.iter().find(|port| port.door == door);
        port.and_then(|port| port.name.as_deref()).map_or(Named::Nothing, Named::As)
    }
}
