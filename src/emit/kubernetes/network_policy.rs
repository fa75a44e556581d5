//! NetworkPolicies: who may talk to whom.

use k8s_openapi::api::networking::v1::{
    IPBlock, NetworkPolicy, NetworkPolicyEgressRule, NetworkPolicyIngressRule, NetworkPolicyPeer, NetworkPolicyPort,
    NetworkPolicySpec,
};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use crate::emit::{Form, Object};
use crate::plan::Plan;
use crate::plan::object::{Peer, Policy, PolicyPort, PolicyRule, Protocol};

use super::object::core;
use super::value::{given, selector};

pub fn network_policies(plan: &Plan<'_>, form: Form) -> Vec<Object> {
    plan.policies
        .iter()
        .map(|policy| {
            let spec = Some(spec(policy));
            core(&policy.meta, form, |metadata| NetworkPolicy { metadata, spec })
        })
        .collect()
}

/// A direction that the policy rules is named even if nobody is admitted in it; then it has no rules. An empty list would
/// say the same, but an API server stores none, so that every apply would count as a change.
fn spec(policy: &Policy) -> NetworkPolicySpec {
    let (ingress, egress) = (policy.ingress.as_ref(), policy.egress.as_ref());
    let types = ingress.map(|_| "Ingress").into_iter().chain(egress.map(|_| "Egress"));
    NetworkPolicySpec {
        policy_types: Some(types.map(str::to_owned).collect()),
        egress: egress.and_then(|rules| given(rules.iter().map(egress_rule).collect())),
        ingress: ingress.and_then(|rules| given(rules.iter().map(ingress_rule).collect())),
        pod_selector: Some(selector(&policy.selector)),
    }
}

fn ingress_rule(rule: &PolicyRule) -> NetworkPolicyIngressRule {
    NetworkPolicyIngressRule { from: peers(rule), ports: ports(rule) }
}

fn egress_rule(rule: &PolicyRule) -> NetworkPolicyEgressRule {
    NetworkPolicyEgressRule { ports: ports(rule), to: peers(rule) }
}

fn peers(rule: &PolicyRule) -> Option<Vec<NetworkPolicyPeer>> {
    given(rule.peers.iter().map(peer).collect())
}

fn ports(rule: &PolicyRule) -> Option<Vec<NetworkPolicyPort>> {
    given(rule.ports.iter().map(port).collect())
}

fn peer(peer: &Peer) -> NetworkPolicyPeer {
    match peer {
        Peer::Pods { selector: pods, namespace } => NetworkPolicyPeer {
            namespace_selector: namespace.as_ref().map(selector),
            pod_selector: Some(selector(pods)),
            ip_block: None,
        },
        Peer::Namespace(labels) => {
            NetworkPolicyPeer { namespace_selector: Some(selector(labels)), ..NetworkPolicyPeer::default() }
        }
        Peer::Cidr { cidr, except } => NetworkPolicyPeer {
            ip_block: Some(IPBlock { cidr: cidr.clone(), except: given(except.clone()) }),
            ..NetworkPolicyPeer::default()
        },
    }
}

fn port(port: &PolicyPort) -> NetworkPolicyPort {
    NetworkPolicyPort {
        end_port: None,
        port: Some(IntOrString::Int(i32::from(port.port))),
        protocol: Some(protocol(port.protocol).to_owned()),
    }
}

fn protocol(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::Tcp => "TCP",
        Protocol::Udp => "UDP",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emit::yaml;

    fn written(ingress: Option<Vec<PolicyRule>>, egress: Option<Vec<PolicyRule>>) -> String {
        let policy = Policy { meta: Default::default(), selector: Default::default(), ingress, egress };
        yaml::to_string(&spec(&policy)).unwrap()
    }

    #[test]
    fn a_direction_without_rules_admits_nobody() {
        let expected = "podSelector: {}\npolicyTypes:\n- Ingress\n- Egress\n";
        assert_eq!(written(Some(vec![]), Some(vec![])), expected);
    }

    #[test]
    fn an_empty_rule_admits_everybody_and_the_other_direction_stays_unsaid() {
        let rule = PolicyRule { peers: vec![], ports: vec![] };
        assert_eq!(written(Some(vec![rule]), None), "ingress:\n- {}\npodSelector: {}\npolicyTypes:\n- Ingress\n");
    }
}
