//! Accounts that may read every secret.

use crate::check::{Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::role_rules::role_rules;

pub const RULE: Rule = Rule {
    name: "rbac-secrets-wide",
    finds: "a role that lets every secret of a namespace be read, or of the whole cluster",
    why: "A pod gets its secrets as variables and files, and needs no leave for that. With leave to `get`, `list` or
`watch` them all, it reads those of its neighbours, the tokens of other accounts among them; `list` shows contents, too.
kube-linter calls it `access-to-secrets`.",
    instead: "Leave `secrets` out, or name the ones it needs: `names = [\"shop-db\"]`.",
    levels: Levels::always(Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for rule in role_rules(checked) {
        let verbs: Vec<&str> = rule.words("verbs").filter(|verb| matches!(*verb, "get" | "list" | "watch")).collect();
        let about_all = rule.says("resources", "secrets") && rule.is_of_group("") && !rule.names_objects();
        if about_all && !verbs.is_empty() {
            let reach = if rule.item.kind() == "Role" { "of its namespace" } else { "that it is bound for" };
            let verbs = verbs.join("`, `");
            let message = format!("`{}` grants `{verbs}` of every secret {reach}", rule.item.words);
            found.push(rule.at(checked, "resources"), message, "name the secrets, or leave them out");
        }
    }
}
