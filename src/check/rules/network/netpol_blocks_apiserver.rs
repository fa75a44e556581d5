//! Pods that are there to ask the API server, and are not let out to it.

use std::collections::BTreeSet;

use crate::check::object::get;
use crate::check::reach::{Block, Door, Endpoint, Protocol};
use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

pub const RULE: Rule = Rule {
    name: "netpol-blocks-apiserver",
    finds: "a pod with a token and a role, whose policies do not let it out to the API server",
    why: "What asks the API server (operators, peer discovery, leader election) fails at its first request, with a
timeout that names an address nobody knows.",
    instead: "Let TCP 443 and 6443 out to the addresses in `network.api-server-cidrs`; `permissions` of a workload bring that.
A pod that asks nothing needs no token: `token = false`.",
    levels: Levels::always(Level::Deny),
    find,
};

const PORTS: [u16; 2] = [443, 6443];

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    let proof = checked.proof();
    let bound = bound(checked);
    let addresses: Vec<Block> =
        checked.environment.network.api_server_cidrs.iter().filter_map(|cidr| Block::parse(cidr)).collect();
    let items: Vec<_> = checked.objects.iter().collect();
    for pod in proof.network.pods.iter().filter(|pod| !pod.foreign) {
        let Some(item) = pod.object.and_then(|object| items.get(object)) else { continue };
        let Some(made) = crate::check::pod::of(item) else { continue };
        let account = made.spec(&["serviceAccountName"]).as_str().unwrap_or("default");
        let own = checked.objects.find("ServiceAccount", item.namespace(), account);
        let of_account = own.and_then(|account| account.get(&["automountServiceAccountToken"]).as_bool());
        let mounted = made.spec(&["automountServiceAccountToken"]).as_bool().or(of_account).unwrap_or(true);
        if !mounted || !bound.contains(&(pod.namespace.as_str(), account)) {
            continue;
        }
        let lets_out = |number: u16| {
            let door = Door { number, protocol: Protocol::Tcp };
            addresses.iter().any(|block| proof.network.lets_out(pod, Endpoint::Addresses(*block), door))
        };
        if !PORTS.into_iter().any(lets_out) {
            let message = format!(
                "`{}` runs as `{account}`, which has a role, but no policy of it lets it out to the API server",
                item.words
            );
            found.push(At::object(item, &[]).from(&["permissions"]), message, "let TCP 443 and 6443 out");
        }
    }
}

/// Namespaces and names of the accounts that have a role.
fn bound<'c>(checked: &'c Checked<'_>) -> BTreeSet<(&'c str, &'c str)> {
    let bindings = ["RoleBinding", "ClusterRoleBinding"].into_iter().flat_map(|kind| checked.objects.of_kind(kind));
    let subjects = bindings.flat_map(|binding| {
        let subjects = binding.get(&["subjects"]).as_array().into_iter().flatten();
        subjects.map(move |subject| (binding.namespace().unwrap_or_default(), subject))
    });
    let accounts = subjects.filter(|(_, subject)| get(subject, &["kind"]) == "ServiceAccount");
    let named = accounts.filter_map(|(namespace, subject)| {
        let name = get(subject, &["name"]).as_str()?;
        Some((get(subject, &["namespace"]).as_str().unwrap_or(namespace), name))
    });
    named.collect()
}
