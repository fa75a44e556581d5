//! Containers that a quota does not admit.

use crate::check::{At, Checked, Found, Group, Levels, Rule};
use crate::model::lint::Level;

use super::granted::Ranges;
use super::used::{COMPUTE, quotas};

pub const RULE: Rule = Rule {
    name: "missing-under-quota",
    finds: "a container that does not name what the ResourceQuota of its namespace counts",
    why:
        "A sum is only one where everybody names his part: under a quota of `limits.cpu` the API refuses each pod with a
container without that limit. A Deployment is accepted all the same, and stays without pods.",
    instead: "Give it a `size`, or the namespace a `limit-range` with a `default`, which is put in where nothing is said.",
    levels: Levels::always(Level::Deny),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    let ranges = Ranges::of(checked);
    let quotas: Vec<_> = quotas(checked).collect();
    for pod in checked.objects.pods() {
        let counting = quotas.iter().filter(|(quota, _)| quota.namespace() == pod.namespace());
        for (quota, hard) in counting {
            for container in pod.containers().into_iter().filter(|container| container.group != Group::Ephemeral) {
                let counted = COMPUTE.iter().filter(|(name, _, resource)| {
                    // What files take is counted, and need not be named.
                    hard.contains_key(name) && *resource != "ephemeral-storage"
                });
                let lacks = |kind: &str, resource: &str| match kind {
                    "limits" => ranges.limit(&container, resource).is_none(),
                    _ => ranges.request(&container, resource).is_none(),
                };
                let lacking = counted.filter(|(_, kind, resource)| lacks(kind, resource));
                let lacking: Vec<String> = lacking.map(|(name, _, _)| format!("`{name}`")).collect();
                if !lacking.is_empty() {
                    let (name, words, lacking) = (container.name, &pod.item.words, lacking.join(", "));
                    let message = format!("`{name}` in `{words}` has no {lacking}, which `{}` counts", quota.words);
                    let at = At::container(&container, &["resources"]).from(&["resources"]).from(&["size"]);
                    found.push(at, message, "name it, or give the namespace a default");
                }
            }
        }
    }
}
