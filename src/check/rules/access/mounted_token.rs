//! Tokens that are good for nothing but to be stolen.

use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::bindings::{Holders, account, mounts_token};

pub const RULE: Rule = Rule {
    name: "mounted-token",
    finds: "a pod that mounts the token of an account which no role is bound to",
    why:
        "The token lets its holder ask the API server who it is and what there is to ask for: a foothold for who breaks
into the pod, and of no use to the pod itself. Kubernetes mounts it unless told not to.",
    instead:
        "Leave `token` out, which turns it off, or grant the `permissions` that the pod needs. In `manifests/`, set
`automountServiceAccountToken: false`.",
    levels: Levels::staged(Level::Allow, Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    let holders = Holders::of(checked);
    for pod in checked.objects.pods() {
        let (namespace, name) = account(&pod);
        // An account that is not made here may have been given roles elsewhere.
        let is_known = name == "default" || checked.objects.find("ServiceAccount", Some(namespace), name).is_some();
        if !is_known || holders.hold((namespace, name)) || !mounts_token(checked, &pod) {
            continue;
        }
        let field = pod.field(&["spec", "automountServiceAccountToken"]);
        let message = format!("`{}` mounts the token of `{name}`, to which no role is bound", pod.item.words);
        found.push(At::object(pod.item, &field).from(&["token"]).from(&["account"]), message, "mount none");
    }
}
