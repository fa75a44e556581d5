//! Configuration that changes while the pods that read it stay.

use std::collections::BTreeMap;

use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::configs;

pub const RULE: Rule = Rule {
    name: "config-without-rollout",
    finds: "a patch of a ConfigMap whose pods are not replaced when the patch changes",
    why: "Pods carry a sum over the configuration that they read, so that a change replaces them. It is taken before
patches are laid over the objects: what a patch changes reaches variables at the next restart only, pod by pod, and
nobody knows which pod runs with what.",
    instead: "Set the value in `[config]` or in the workload's `files`. If it has to be a patch, change an annotation
of the pods (`pod-annotations`) along with it.",
    levels: Levels::always(Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    let mut readers: BTreeMap<(Option<&str>, &str), &str> = BTreeMap::new();
    let patched: Vec<_> = checked.objects.of_kind("ConfigMap").filter(|config| !config.fragments.is_empty()).collect();
    if patched.is_empty() {
        return;
    }
    let pods: Vec<_> = checked.objects.pods().filter(|pod| pod.stays() && pod.item.manifest.is_none()).collect();
    for pod in &pods {
        let mounted = configs::of_volumes(pod).into_iter().map(|(_, name, _)| name);
        for name in mounted.chain(configs::of_variables(pod)) {
            readers.entry((pod.namespace(), name)).or_insert(pod.item.words.as_str());
        }
    }
    for config in patched {
        if let Some(reader) = readers.get(&(config.namespace(), config.name())) {
            let message =
                format!("`{}` is patched, but `{reader}` is not replaced when the patch changes", config.words);
            let field = if config.get(&["data"]).is_object() { "data" } else { "binaryData" };
            found.push(At::object(config, &[field]), message, "set the value where the ConfigMap is declared");
        }
    }
}
