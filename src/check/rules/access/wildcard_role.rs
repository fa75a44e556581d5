//! Roles that grant whatever there is.

use crate::check::{Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::role_rules::role_rules;

pub const RULE: Rule = Rule {
    name: "wildcard-role",
    finds: "a role that grants all verbs, or something on all resources",
    why:
        "`*` takes in what nobody thought of: secrets, `pods/exec`, the verb `escalate`, and each kind that an operator
brings next year. kube-linter calls it `wildcard-in-rules`.",
    instead: "List the resources and the verbs.",
    levels: Levels::staged(Level::Warn, Level::Deny),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for rule in role_rules(checked) {
        for (key, what) in [("verbs", "all verbs"), ("resources", "all resources"), ("nonResourceURLs", "all paths")] {
            if rule.says(key, "*") {
                let message = format!("`{}` grants {what}, by `*`", rule.item.words);
                found.push(rule.at(checked, key), message, "list those that are needed");
            }
        }
    }
}
