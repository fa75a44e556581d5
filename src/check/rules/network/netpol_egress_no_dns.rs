//! Pods that may connect, and not look up to where.

use crate::check::flows::End;
use crate::check::reach::{Block, Door, Endpoint, LabelSet, Protocol};
use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;
use crate::plan::object::Labels;

use super::words::{end, listed, patched};

pub const RULE: Rule = Rule {
    name: "netpol-egress-no-dns",
    finds: "a pod whose policies let it connect to others, and not ask for their addresses",
    why: "Names are looked up over the network, at port 53 of the cluster's DNS pods. Where that is not let out, every
connection by name fails with a timeout, also those that the policies admit.",
    instead: "Let UDP and TCP 53 out to the pods that `[network.dns]` names. The policies of workloads do.",
    levels: Levels::always(Level::Deny),
    find,
};

const DNS: Door = Door { number: 53, protocol: Protocol::Udp };

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    let proof = checked.proof();
    let dns = &checked.environment.network.dns;
    let labels: Labels = dns.labels.iter().map(|(key, value)| (key.clone(), value.clone())).collect();
    let set = LabelSet { labels: labels.clone(), complete: false };
    let asked = proof.network.stranger(&dns.namespace, set);
    // A resolver of the node has an address.
    let anywhere = Block::parse("0.0.0.0/0").map(Endpoint::Addresses);
    let items: Vec<_> = checked.objects.iter().collect();
    for pod in proof.network.pods.iter().filter(|pod| !pod.foreign) {
        // What is let out nowhere was meant to be.
        let is_let_out = proof.network.egress_rules(pod).is_some_and(|mut rules| rules.next().is_some());
        let may_ask = [Some(Endpoint::Pod(&asked)), anywhere].into_iter().flatten();
        if !is_let_out || may_ask.into_iter().any(|end| proof.network.lets_out(pod, end, DNS)) {
            continue;
        }
        let Some(item) = pod.object.and_then(|object| items.get(object)) else { continue };
        let names: Vec<String> = proof.network.about(pod).iter().map(|policy| policy.name.clone()).collect();
        let whom = end(&End::Pods { namespace: dns.namespace.clone(), labels: labels.clone() });
        let message = format!("`{}` may ask no name: {} do not let it out to {whom}", item.words, listed(&names));
        let at = patched(checked, proof, pod).map(|policy| At::object(policy, &["spec", "egress"]));
        found.push(at.unwrap_or_else(|| At::object(item, &[])), message, "let UDP and TCP 53 out");
    }
}
