//! How ends, ports and policies are called in what these rules say.

use std::collections::BTreeSet;

use crate::check::flows::{Blocked, End, Proof, Stated};
use crate::check::reach::{Door, PodEnd};
use crate::check::{At, Checked, Found, Item};

/// So many are named; of more, the number.
const NAMED: usize = 3;

pub fn end(end: &End) -> String {
    match end {
        End::Workload(id) | End::Service { name: id, .. } | End::Elsewhere { id, .. } => format!("`{id}`"),
        End::Workloads => "every workload".to_owned(),
        End::Pods { namespace, labels } if labels.is_empty() => format!("the namespace `{namespace}`"),
        End::Pods { namespace, labels } => {
            let labels: Vec<String> = labels.iter().map(|(key, value)| format!("{key}={value}")).collect();
            format!("`{}` of the namespace `{namespace}`", labels.join(","))
        }
        End::Addresses(cidrs) => format!("`{}`", cidrs.join(", ")),
        End::ApiServer(_) => "the API server".to_owned(),
        End::Anyone => "anyone".to_owned(),
        End::Host(address) => format!("the host's `{address}`"),
    }
}

pub fn door(door: Door) -> String {
    format!("{} {}", door.protocol.as_str(), door.number)
}

/// `a`, `b` and 3 more.
pub fn listed(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().take(NAMED).map(|name| format!("`{name}`")).collect();
    match (names.len().saturating_sub(NAMED), quoted.split_last()) {
        (0, Some((last, []))) => last.clone(),
        (0, Some((last, rest))) => format!("{} and {last}", rest.join(", ")),
        (more, _) => format!("{} and {more} more", quoted.join(", ")),
    }
}

/// Says of a stated line that it is blocked, and by which policies.
pub fn push_blocked(
    checked: &Checked<'_>,
    found: &mut Found<'_, '_>,
    proof: &Proof,
    line: &Stated,
    blocked: &Blocked<'_>,
) {
    let names: Vec<String> = proof.network.about(blocked.at).iter().map(|policy| policy.name.clone()).collect();
    let (from, to) = (end(&line.from), end(&line.to));
    let whose = if blocked.going { &from } else { &to };
    let (way, key) = if blocked.going { ("out", "egress") } else { ("in", "ingress") };
    let message = format!(
        "{from} connects to {to} on {}, but no policy of {whose} lets that {way}: there is {}",
        door(blocked.door),
        listed(&names)
    );
    let at = patched(checked, proof, blocked.at).map(|policy| At::object(policy, &["spec", key]));
    let label = format!("let it {way}, in a policy that is about {whose}");
    found.push(at.unwrap_or_else(|| At::model(line.field.clone())), message, label);
}

/// The policy about a pod that somebody laid a patch over: what is missing in it was taken out there.
pub fn patched<'c>(checked: &'c Checked<'_>, proof: &Proof, pod: &PodEnd) -> Option<&'c Item<'c>> {
    let objects: BTreeSet<usize> = proof.network.about(pod).iter().map(|policy| policy.object).collect();
    let items = checked.objects.iter().enumerate().filter(|(index, _)| objects.contains(index));
    items.map(|(_, item)| item).find(|item| !item.fragments.is_empty())
}
