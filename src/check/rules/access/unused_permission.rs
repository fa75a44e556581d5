//! Permissions that nobody can use.

use crate::check::{Checked, Found, Levels, Pod, Rule};
use crate::model::lint::Level;

use super::bindings::{bound, mounts_token, pods_by_account};

pub const RULE: Rule = Rule {
    name: "unused-permission",
    finds: "a role bound to an account whose pods mount no token",
    why:
        "Without the token no pod can ask the API server for what it was granted. Either the program fails as soon as it
asks, or it never does, and the permission waits for somebody who finds a way.",
    instead: "Take the permissions away, or mount the token: `token = true`.",
    levels: Levels::always(Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    let pods = pods_by_account(checked);
    for bound in bound(checked) {
        let Some(account) = bound.account() else { continue };
        let Some(pods) = pods.get(&account) else { continue };
        if pods.iter().any(|pod| mounts_token(checked, pod) || has_token_volume(pod)) {
            continue;
        }
        let message = format!("`{}` is for `{}`, but none of its pods mounts the token", bound.item.words, bound.name);
        found.push(bound.at(checked), message, "mount the token, or take the permission away");
    }
}

/// Whether a volume of the pod brings a token by itself.
fn has_token_volume(pod: &Pod<'_>) -> bool {
    let volumes = pod.spec(&["volumes"]).as_array().into_iter().flatten();
    let mut sources = volumes.filter_map(|volume| volume.get("projected")?.get("sources")?.as_array()).flatten();
    sources.any(|source| source.get("serviceAccountToken").is_some())
}
