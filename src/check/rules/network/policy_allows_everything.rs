//! Policies that undo all others.

use crate::check::reach::{Policy, PolicyRule};
use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

pub const RULE: Rule = Rule {
    name: "policy-allows-everything",
    finds: "a policy about every pod of a namespace with a rule that lets everything through",
    why: "Policies add up: what one of them admits, no other takes back. One rule `{}` for a whole namespace makes all
policies in it say nothing.",
    instead: "Name the pods it is about in `podSelector`, or who and which ports in its rule.",
    levels: Levels::staged(Level::Warn, Level::Deny),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    let items: Vec<_> = checked.objects.iter().collect();
    for policy in checked.proof().network.policies.iter().filter(|policy| policy.selector.is_empty()) {
        let Policy { ingress, egress, .. } = policy;
        let Some(item) = items.get(policy.object) else { continue };
        for (key, way, rules) in [("ingress", "in", ingress), ("egress", "out", egress)] {
            if rules.iter().flatten().any(PolicyRule::is_everything) {
                let message = format!("`{}` lets everything {way}, for every pod of its namespace", item.words);
                found.push(At::object(item, &["spec", key]), message, "name who and which ports");
            }
        }
    }
}
