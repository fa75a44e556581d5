//! All connections between pods of ours, on the ports that their containers name. Peers of rules are followed to the
//! pods they mean, so that pods that nothing connects cost nothing.

use std::collections::BTreeSet;

use super::network::{Endpoint, Network};
use super::policy::{Door, Policy, PolicyRule};

/// Pods count as in `Network::pods`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Connection {
    pub from: usize,
    pub to: usize,
    pub door: Door,
}

/// A pod that is reached by, or reaches, more than so many takes part in the search from the other end only.
const FEW: usize = 256;

/// Those that a pod's rules may mean; none: too many, or everybody.
type Others = Option<BTreeSet<usize>>;

pub fn connections(network: &Network) -> BTreeSet<Connection> {
    let inward: Vec<Others> =
        network.pods.iter().map(|pod| network.ingress_rules(pod).and_then(|rules| others(network, rules))).collect();
    let outward: Vec<Others> =
        network.pods.iter().map(|pod| network.egress_rules(pod).and_then(|rules| others(network, rules))).collect();
    let mut found = BTreeSet::new();
    let mut look = |from: usize, to: usize| {
        let ends = (&network.pods[from], &network.pods[to]);
        // What policies do to these is not defined.
        if ends.0.on_node || ends.1.on_node {
            return;
        }
        for port in &ends.1.ports {
            if network.connects(Endpoint::Pod(ends.0), Endpoint::Pod(ends.1), port.door) {
                found.insert(Connection { from, to, door: port.door });
            }
        }
    };
    for (from, others) in outward.iter().enumerate() {
        others.iter().flatten().for_each(|to| look(from, *to));
    }
    let anywhere: Vec<usize> = (0..outward.len()).filter(|from| outward[*from].is_none()).collect();
    for (to, others) in inward.iter().enumerate() {
        match others {
            Some(others) => others.iter().filter(|from| outward[**from].is_none()).for_each(|from| look(*from, to)),
            None => anywhere.iter().for_each(|from| look(*from, to)),
        }
    }
    found
}

fn others<'n>(network: &Network, rules: impl Iterator<Item = (&'n Policy, &'n PolicyRule)>) -> Others {
    let mut meant = BTreeSet::new();
    for (policy, rule) in rules {
        for peer in rule.peers.as_ref()? {
            meant.extend(network.pods_of(peer, &policy.namespace));
            if meant.len() > FEW {
                return None;
            }
        }
    }
    Some(meant)
}
