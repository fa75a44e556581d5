//! When images are pulled.

use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;
use crate::model::platform::Tier;

use super::reference::Reference;

pub const RULE: Rule = Rule {
    name: "pull-policy",
    finds: "an image that is pulled when that cannot work, or is not pulled when it has to be",
    why: "On one's own machine images are built, and loaded into the cluster's nodes: `Always` asks a registry that has
none of them, and the pods do not start. Elsewhere nobody loads images: with `Never` a pod starts only on a node that
happens to have it. With `IfNotPresent` each node keeps the first image that it saw under a tag, so that under one
that moves the nodes run different programs.",
    instead: "Below `demo` say `pull = \"if-not-present\"`. Elsewhere leave `pull` out, or name a version that does not
move.",
    levels: Levels::always(Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    let tier = checked.environment.tier;
    for pod in checked.objects.pods() {
        for container in pod.containers() {
            let policy = container.get(&["imagePullPolicy"]).as_str();
            let image = container.get(&["image"]).as_str();
            let (Some(policy), Some(image)) = (policy, image) else { continue };
            let Some(fault) = fault(tier, policy, image) else { continue };
            let (why, label) = fault;
            let at = At::container(&container, &["imagePullPolicy"]).from(&["pull"]);
            found.push(at, format!("`{}` pulls `{image}` by `{policy}`, {why}", pod.item.words), label);
        }
    }
}

/// Why a policy does not go with the place and the image, and what to do.
fn fault(tier: Tier, policy: &str, image: &str) -> Option<(&'static str, &'static str)> {
    let reference = Reference::of(image);
    let moves = reference.digest.is_none() && reference.tag.is_none_or(|tag| tag == "latest");
    let is_own_machine = match tier {
        Tier::Local => true,
        Tier::Test => return None,
        Tier::Demo | Tier::Staging | Tier::Prod => false,
    };
    match policy {
        "Always" if is_own_machine && reference.digest.is_none() => {
            Some(("but an image that was built here is in no registry", "say `pull = \"if-not-present\"`"))
        }
        "Never" if !is_own_machine => Some(("but nobody puts it on the nodes", "say `pull = \"if-not-present\"`")),
        "IfNotPresent" if moves && !is_own_machine => {
            Some(("but its tag moves: each node keeps what it saw first", "name a version, or say `pull = \"always\"`"))
        }
        _ => None,
    }
}
