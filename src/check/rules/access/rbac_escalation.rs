//! Permissions that become others.

use crate::check::{Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::role_rules::{RoleRule, role_rules};

pub const RULE: Rule = Rule {
    name: "rbac-escalation",
    finds: "a role whose holders can get further permissions by it",
    why: "Who makes pods runs them as any account of the namespace; who runs commands in pods has their tokens; who may
`escalate`, `bind` or `impersonate` grants itself the rest; who asks the kubelet by `nodes/proxy` runs commands anywhere on
the node, past all logs. The Kubernetes documentation lists these as the ways to escalate.",
    instead: "Grant the narrower thing: scaling instead of making, logs instead of commands, single objects by `names`.",
    levels: Levels::always(Level::Warn),
    find,
};

/// Resource, API group, verbs, and what becomes of them.
const WAYS: [(&str, &str, &[&str], &str); 8] = [
    ("pods", "", &["create"], "runs as any account of the namespace"),
    ("pods/exec", "", &["create", "get"], "runs commands in any pod"),
    ("pods/attach", "", &["create", "get"], "talks to any pod's process"),
    ("pods/ephemeralcontainers", "", &["update", "patch"], "runs commands in any pod"),
    ("nodes/proxy", "", &["create", "get"], "runs commands on any node"),
    ("serviceaccounts/token", "", &["create"], "is any account of the namespace"),
    ("persistentvolumes", "", &["create"], "reads any path of any node"),
    ("certificatesigningrequests/approval", "certificates.k8s.io", &["update", "patch"], "is any user"),
];

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for rule in role_rules(checked).filter(|rule| !rule.names_objects()) {
        for verb in ["escalate", "bind", "impersonate"] {
            if rule.says("verbs", verb) {
                let message = format!("`{}` grants `{verb}`: its holder takes what it was not given", rule.item.words);
                found.push(rule.at(checked, "verbs"), message, "leave it out");
            }
        }
        for (resource, group, verbs, becomes) in WAYS {
            if let Some(verb) = granted(&rule, resource, group, verbs) {
                let message = format!("`{}` grants `{verb}` of `{resource}`: its holder {becomes}", rule.item.words);
                found.push(rule.at(checked, "resources"), message, "leave it out");
            }
        }
    }
}

fn granted<'v>(rule: &RoleRule<'_>, resource: &str, group: &str, verbs: &[&'v str]) -> Option<&'v str> {
    let about = rule.says("resources", resource) && rule.is_of_group(group);
    verbs.iter().copied().find(|verb| about && (rule.says("verbs", verb) || rule.says("verbs", "*")))
}
