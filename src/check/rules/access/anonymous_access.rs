//! Roles for everybody.

use crate::check::{Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::bindings::bound;

pub const RULE: Rule = Rule {
    name: "anonymous-access",
    finds: "a role bound to everybody: to users without a name, or to all that have one",
    why:
        "`system:anonymous` and `system:unauthenticated` are whoever reaches the API server. `system:authenticated` and
`system:serviceaccounts` are every account of every namespace, those of strangers' pods included: on some clouds, anyone
with an account there.",
    instead: "Bind the role to the account that needs it.",
    levels: Levels::always(Level::Deny),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for bound in bound(checked) {
        let whose = match (bound.kind, bound.name) {
            ("User", "system:anonymous") | ("Group", "system:unauthenticated") => "who says no name at all",
            ("Group", "system:authenticated") => "everybody with a name",
            ("Group", "system:serviceaccounts") => "all accounts of all namespaces",
            _ => continue,
        };
        let message = format!("`{}` binds its role to `{}`, {whose}", bound.item.words, bound.name);
        found.push(bound.at(checked), message, "bind one account");
    }
}
