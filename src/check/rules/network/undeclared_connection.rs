//! Connections that policies let through and nobody states.

use std::collections::BTreeMap;

use crate::check::reach::{Door, Endpoint, connections};
use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::words::{door, listed};

pub const RULE: Rule = Rule {
    name: "undeclared-connection",
    finds: "workloads that the rendered policies let connect to another, though no need states it",
    why: "Policies follow from what is stated, so that the model tells who talks to whom. A policy that was patched, or
one in `manifests/`, opens ways that nobody sees there: neither who reads the layers, nor `platgen graph`.",
    instead: "State it, with `needs` or in `[network.allow]`, and take the patch or the policy out. Or make that narrower.",
    levels: Levels::staged(Level::Warn, Level::Deny),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    if !checked.environment.network.policies {
        return;
    }
    let proof = checked.proof();
    let network = &proof.network;
    let mut undeclared: BTreeMap<(usize, Door), Vec<usize>> = BTreeMap::new();
    for connection in connections(network) {
        let (from, to) = (&network.pods[connection.from], &network.pods[connection.to]);
        let (one, other) = (proof.who(from), proof.who(to));
        // Those of `manifests/` state what they need in policies of their own.
        let (Some(source), Some(target)) = (one.id, other.id) else { continue };
        let is_stated = proof.statement.lets_out(source, other, connection.door)
            && proof.statement.lets_in(target, one, connection.door);
        if !is_stated && !from.foreign && !to.foreign {
            undeclared.entry((connection.to, connection.door)).or_default().push(connection.from);
        }
    }
    let items: Vec<_> = checked.objects.iter().collect();
    for ((to, at), sources) in undeclared {
        let target = &network.pods[to];
        let names: Vec<String> =
            sources.iter().filter_map(|from| proof.id(&network.pods[*from]).map(str::to_owned)).collect();
        let source = Endpoint::Pod(&network.pods[sources[0]]);
        let policy = network.admitting(target, source, at);
        let way = policy.map_or("no policy is about it".to_owned(), |policy| format!("`{}` lets it in", policy.name));
        let Some(id) = proof.id(target) else { continue };
        let message = format!("{} can connect to `{id}` on {}, and nothing states it: {way}", listed(&names), door(at));
        let object = policy.map(|policy| policy.object).or(target.object);
        let Some(item) = object.and_then(|object| items.get(object)) else { continue };
        found.push(At::object(item, &["spec", "ingress"]), message, "state it, or make the policy narrower");
    }
}
