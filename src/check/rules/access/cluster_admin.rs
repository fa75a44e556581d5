//! Accounts that may do everything.

use crate::check::{Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::bindings::{at, bindings};

pub const RULE: Rule = Rule {
    name: "cluster-admin",
    finds: "a binding to the role `cluster-admin`",
    why:
        "It may do everything, with every object: read all secrets, run anything anywhere, and grant itself whatever is
missing. A single pod with such a token is the cluster. kube-linter calls it `cluster-admin-role-binding`.",
    instead: "Write down as `permissions` what the account needs.",
    levels: Levels::staged(Level::Warn, Level::Deny),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for item in bindings(checked) {
        let role = item.get(&["roleRef", "kind"]).as_str().zip(item.get(&["roleRef", "name"]).as_str());
        if role != Some(("ClusterRole", "cluster-admin")) {
            continue;
        }
        let reach = match item.namespace().filter(|_| item.kind() == "RoleBinding") {
            Some(namespace) => format!("everything in `{namespace}`"),
            None => "everything in the cluster".to_owned(),
        };
        let message = format!("`{}` lets its subjects do {reach}", item.words);
        found.push(at(checked, item, &["roleRef", "name"]), message, "bind a role with what they need");
    }
}
