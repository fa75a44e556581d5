//! Accounts that nobody runs as.

use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::bindings::{Holders, pods_by_account};

pub const RULE: Rule = Rule {
    name: "unused-account",
    finds: "an account with a role that no pod runs as",
    why:
        "Mostly a workload was meant to run as it and does not: it runs as another account, without the permissions. And
who may make a token of the account has them all the same.",
    instead: "Name it as the `account` of a workload, or remove it with its role.",
    levels: Levels::always(Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    let holders = Holders::of(checked);
    let pods = pods_by_account(checked);
    for item in checked.objects.of_kind("ServiceAccount").filter(|item| item.group().is_empty()) {
        let Some(namespace) = item.namespace() else { continue };
        let account = (namespace, item.name());
        if holders.name(account) && !pods.contains_key(&account) {
            let message = format!("no pod runs as `{}`, to which a role is bound", item.words);
            found.push(At::object(item, &["metadata", "name"]), message, "have a workload run as it, or remove it");
        }
    }
}
