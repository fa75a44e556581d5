//! Namespaces that ask nothing of pods.

use crate::check::object::get;
use crate::check::pod_security::{Mode, level};
use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

pub const RULE: Rule = Rule {
    name: "namespace-unlabelled",
    finds: "a namespace that does not say which Pod Security Standard it enforces",
    why: "Without the label `pod-security.kubernetes.io/enforce` the cluster's own default holds, and that is to admit
everything: a pod of this namespace may take over its node. Of a level that there is none of, the server enforces
`restricted` instead and refuses what nobody meant it to.",
    instead: "Leave `pod-security` on, and set `enforce` where the computed level is not the right one. In
`manifests/`, add the label `pod-security.kubernetes.io/enforce`.",
    levels: Levels::staged(Level::Allow, Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    let label = Mode::Enforce.label();
    for item in checked.objects.of_kind("Namespace").filter(|item| item.group().is_empty()) {
        let enforced = get(item.get(&["metadata", "labels"]), &[&label]).as_str();
        let fault = match enforced {
            None => "enforces no Pod Security Standard".to_owned(),
            Some(enforced) if level(enforced).is_none() => format!("enforces `{enforced}`, which is no level"),
            Some(_) => continue,
        };
        let mut at = At::object(item, &["metadata", "labels", &label]);
        for id in ids(checked, item.name()) {
            at = at.from(&["namespaces", id, "pod-security"]);
        }
        let at = at.from(&["security", "pod-security"]).from(&["platform", "namespace"]);
        found.push(at, format!("`{}` {fault}", item.words), "`privileged`, `baseline` or `restricted`");
    }
}

/// The tables that may say what a namespace enforces.
fn ids<'c>(checked: &'c Checked<'_>, name: &str) -> Vec<&'c str> {
    let main = (checked.plan.namespace.as_deref() == Some(name)).then_some("main");
    let own = checked.environment.namespaces.keys().map(String::as_str).find(|id| *id == name);
    main.into_iter().chain(own).collect()
}
