//! Containers that keep what runtimes give unasked.

use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::admission::{from_security, is_enforced, is_privileged};

pub const RULE: Rule = Rule {
    name: "undropped-capabilities",
    finds: "a container that keeps the powers of root which container runtimes give unasked",
    why: "Among them are `NET_RAW`, with which a container forges packets of its neighbours, and `SETUID`. A service needs
none of them. The restricted standard asks for `drop: [ALL]`, kube-linter for `NET_RAW` at least.",
    instead: "Leave `security.drop` out; the preset `restricted` drops all. Add single ones by `security.add`.",
    levels: Levels::in_prod(Level::Allow, Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for pod in checked.objects.pods() {
        for container in pod.containers().iter().filter(|container| !is_privileged(container)) {
            let dropped = container.get(&["securityContext", "capabilities", "drop"]).as_array();
            let drops =
                dropped.into_iter().flatten().any(|dropped| matches!(dropped.as_str(), Some("ALL" | "NET_RAW")));
            if drops || is_enforced(checked, &pod, "capabilities_restricted") {
                continue;
            }
            let message = format!("in `{}`, the container `{}` keeps `NET_RAW`", pod.item.words, container.name);
            let at = At::container(container, &["securityContext", "capabilities", "drop"]);
            found.push(from_security(at, container, "drop"), message, "drop `ALL`");
        }
    }
}
