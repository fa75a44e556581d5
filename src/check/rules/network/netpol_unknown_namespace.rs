//! Policies that name a namespace nearly as one of ours is called.

use std::collections::BTreeSet;

use crate::check::flows::End;
use crate::check::reach::{Operator, Peer, Selector};
use crate::check::{At, Checked, Found, Levels, Rule};
use crate::diagnostic::nearest;
use crate::model::lint::Level;

pub const RULE: Rule = Rule {
    name: "netpol-unknown-namespace",
    finds: "a policy that admits a namespace which is not there, while one of the environment is called nearly so",
    why: "A policy that admits `shop` admits nobody where the environments live in `shop-staging` and `shop-prod`. Nothing
says so: the policy is valid, and the connection times out.",
    instead: "Name the workload in `needs` or the namespace's ID in `[network.allow]`: the name follows from the environment.",
    levels: Levels::always(Level::Warn),
    find,
};

const NAME: &str = "kubernetes.io/metadata.name";

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    let proof = checked.proof();
    let rendered = checked.objects.of_kind("Namespace").map(|namespace| namespace.name());
    let ours: BTreeSet<&str> = checked.plan.namespace_names.values().map(String::as_str).chain(rendered).collect();
    let stated = proof.statement.all.iter().flat_map(|line| [&line.from, &line.to]).filter_map(|end| match end {
        End::Pods { namespace, .. } | End::Elsewhere { namespace: Some(namespace), .. } => Some(namespace.as_str()),
        End::Workload(_)
        | End::Workloads
        | End::Service { .. }
        | End::Elsewhere { namespace: None, .. }
        | End::Addresses(_)
        | End::ApiServer(_)
        | End::Anyone
        | End::Host(_) => None,
    });
    let allowed = checked.environment.network.allow.keys();
    let by_allow = allowed.flat_map(|name| {
        let allow = &checked.environment.network.allow[name];
        allow.from.iter().chain(&allow.to).filter_map(|word| word.strip_prefix("namespace:"))
    });
    let by_allow: BTreeSet<&str> = by_allow.collect();
    let stated: BTreeSet<&str> = stated.filter(|name| !by_allow.contains(name)).collect();
    let items: Vec<_> = checked.objects.iter().collect();
    for policy in &proof.network.policies {
        let Some(item) = items.get(policy.object) else { continue };
        let rules = policy.ingress.iter().chain(&policy.egress).flatten();
        let peers = rules.filter_map(|rule| rule.peers.as_ref()).flatten();
        let names: BTreeSet<&str> = peers.flat_map(named).collect();
        for name in names.into_iter().filter(|name| !ours.contains(name) && !stated.contains(name)) {
            let longer = |own: &&&str| {
                let starts = |one: &str, other: &str| one.strip_prefix(other).is_some_and(|rest| rest.starts_with('-'));
                starts(own, name) || starts(name, own)
            };
            let near = ours.iter().find(longer).copied().or_else(|| nearest(name, ours.iter().copied()));
            if let Some(near) = near {
                let message =
                    format!("`{}` names the namespace `{name}`, and the environment's is `{near}`", item.words);
                found.push(At::object(item, &["spec"]), message, format!("is `{near}` meant?"));
            }
        }
    }
}

/// The namespaces that a peer names.
fn named(peer: &Peer) -> Vec<&str> {
    let Peer::Pods { namespaces: Some(Selector { labels, expressions }), .. } = peer else { return Vec::new() };
    let listed = expressions.iter().filter(|expression| expression.key == NAME);
    let listed = listed.filter_map(|expression| match &expression.operator {
        Operator::In(names) => Some(names),
        Operator::NotIn(_) | Operator::Exists | Operator::DoesNotExist | Operator::Unknown => None,
    });
    labels.get(NAME).into_iter().chain(listed.flatten()).map(String::as_str).collect()
}
