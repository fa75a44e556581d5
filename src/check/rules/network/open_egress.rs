//! Ways out that lead anywhere.

use std::collections::BTreeMap;

use crate::check::flows::{End, Why};
use crate::check::reach::PolicyRule;
use crate::check::{At, Checked, Found, Levels, Rule};
use crate::diagnostic::FieldPath;
use crate::model::lint::Level;
use crate::model::network::Egress;

use super::words::{door, listed};

pub const RULE: Rule = Rule {
    name: "open-egress",
    finds: "workloads that may connect to any address outside of the cluster",
    why: "What is taken over sends what it finds to wherever it likes. Of a component that lives elsewhere without `cidrs` only
the name is known, and a policy knows addresses only: every public one is let out, at its port.",
    instead: "Name the component's addresses in `cidrs`, and let `network.egress` be `needs`.",
    levels: Levels::staged(Level::Allow, Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    let proof = checked.proof();
    let network = &checked.environment.network;
    if proof.network.policies.is_empty() {
        return;
    }
    if network.policies && network.egress != Egress::Needs {
        let message = "every workload may connect to whatever it likes";
        found.push(At::model(FieldPath::new(["network", "egress"])), message, "set `egress = \"needs\"`");
        return;
    }
    let mut users: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut doors = BTreeMap::new();
    for line in proof.statement.all.iter().filter(|line| line.why == Why::Need && network.policies) {
        if let (End::Workload(from), End::Elsewhere { id, namespace: None, cidrs, .. }) = (&line.from, &line.to)
            && cidrs.is_empty()
        {
            users.entry(id).or_default().push(from.clone());
            doors.insert(id.as_str(), line.doors.first().copied());
        }
    }
    for (id, users) in users {
        let at = doors.get(id).copied().flatten().map(|at| format!(" on {}", door(at))).unwrap_or_default();
        let message = format!("{} may connect to every public address{at}, for `{id}` names none", listed(&users));
        let path = FieldPath::new(["components", id]);
        found.push(At::model(path.then("host")), message, "add `cidrs`, the addresses behind this host");
    }
    let items: Vec<_> = checked.objects.iter().collect();
    // Those about a whole namespace are found as such.
    for policy in proof.network.policies.iter().filter(|policy| !policy.selector.is_empty()) {
        let is_open = policy.egress.iter().flatten().any(PolicyRule::is_everything);
        if let Some(item) = items.get(policy.object).filter(|_| is_open) {
            let message = format!("`{}` lets its pods connect to whatever they like", item.words);
            found.push(At::object(item, &["spec", "egress"]), message, "name who and which ports");
        }
    }
}
