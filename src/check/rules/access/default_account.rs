//! Permissions for pods that name no account.

use crate::check::{Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::bindings::bound;

pub const RULE: Rule = Rule {
    name: "default-account",
    finds: "a role bound to the account `default` of a namespace",
    why: "Every pod that names no account runs as `default` and mounts its token unless told not to: the permission is
for whatever is put there next. kube-linter calls the other end of it `default-service-account`.",
    instead: "Give the workload an account of its own, which it has without a word, and the `permissions` with it.",
    levels: Levels::always(Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for bound in bound(checked) {
        if let Some((namespace, "default")) = bound.account() {
            let message = format!("`{}` binds its role to the account `default` of `{namespace}`", bound.item.words);
            found.push(bound.at(checked), message, "bind an account with a name");
        }
    }
}
