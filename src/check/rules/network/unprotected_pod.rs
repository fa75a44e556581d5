//! Pods that no policy is about, among others that have some.

use std::collections::BTreeSet;

use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

pub const RULE: Rule = Rule {
    name: "unprotected-pod",
    finds: "a pod that no policy keeps others out of, in an environment that has policies",
    why: "A pod that no policy selects is open to every pod of the cluster. In an environment with policies nobody
expects that, least of all who relies on them.",
    instead: "Leave `network.default-deny` on, or write a policy whose `podSelector` means the pod.",
    levels: Levels::staged(Level::Warn, Level::Deny),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    let network = &checked.proof().network;
    let guarded: BTreeSet<&str> = network.policies.iter().map(|policy| policy.namespace.as_str()).collect();
    let items: Vec<_> = checked.objects.iter().collect();
    for pod in network.pods.iter().filter(|pod| !pod.on_node && !pod.foreign) {
        let is_among = checked.environment.network.policies || guarded.contains(pod.namespace.as_str());
        let (keeps_out, _) = pod.is_closed();
        if let Some(item) = pod.object.and_then(|object| items.get(object)).filter(|_| is_among && !keeps_out) {
            let message = format!("`{}` is open to every pod of the cluster: no policy selects it", item.words);
            found.push(At::object(item, &[]), message, "write a policy that selects it");
        }
    }
}
