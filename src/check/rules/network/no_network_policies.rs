//! Environments in which everybody reaches everybody.

use crate::check::{At, Checked, Found, Levels, Rule};
use crate::diagnostic::FieldPath;
use crate::model::lint::Level;

pub const RULE: Rule = Rule {
    name: "no-network-policies",
    finds: "an environment for Kubernetes without any network policy",
    why: "Without policies every pod of the cluster can connect to every other: one that is taken over reaches each
database there is. kube-linter, kube-score and the CIS benchmark (5.3.2) ask for policies in every namespace.",
    instead:
        "Leave `network.policies` at `true`: the policies follow from `needs`. `network.egress = \"unmanaged\"` and then
`\"open\"` are steps on the way.",
    levels: Levels::staged(Level::Allow, Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    let network = &checked.proof().network;
    let is_by_others = network.pods.iter().any(|pod| pod.foreign);
    if network.policies.is_empty() && !network.pods.is_empty() && !is_by_others {
        let message = format!("nothing keeps the {} workloads here from connecting to each other", network.pods.len());
        found.push(At::model(FieldPath::new(["network", "policies"])), message, "set `policies = true`");
    }
}
