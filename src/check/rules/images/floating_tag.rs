//! Tags that move.

use serde_json::Value as Json;

use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::reference::Reference;

pub const RULE: Rule = Rule {
    name: "floating-tag",
    finds: "an image with the tag `latest`, or with neither tag nor digest",
    why: "Such a tag names another image tomorrow. Two pods of one workload then run different programs, a roll-back
changes nothing, and nobody can tell what ran last night. The Kubernetes documentation advises against it for
production.",
    instead: "Name the version that was tested: `tag = \"1.4.2\"`, or pin it with `digest`.",
    levels: Levels::staged(Level::Warn, Level::Deny),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for pod in checked.objects.pods() {
        for container in pod.containers() {
            let Some(image) = container.get(&["image"]).as_str() else { continue };
            if let Some(fault) = fault(image) {
                let message = format!("`{}` runs `{image}`, {fault}", pod.item.words);
                found.push(
                    At::container(&container, &["image"]).from(&["tag"]).from(&["image"]).general(&["platform", "tag"]),
                    message,
                    "name a version",
                );
            }
        }
    }
    let services = checked.compose.and_then(|compose| compose["services"].as_object());
    for (name, service) in services.into_iter().flatten() {
        // What is built here is tagged here.
        if service.get("build").is_some() {
            continue;
        }
        let image = service.get("image").and_then(Json::as_str);
        if let Some((image, fault)) = image.and_then(|image| Some((image, fault(image)?))) {
            let message = format!("`compose/{name}` runs `{image}`, {fault}");
            found.push(
                At::compose(name, &["image"]).from(&["tag"]).from(&["image"]).general(&["platform", "tag"]),
                message,
                "name a version",
            );
        }
    }
}

fn fault(image: &str) -> Option<&'static str> {
    let reference = Reference::of(image);
    match (reference.digest, reference.tag) {
        (None, None) => Some("which has neither a tag nor a digest"),
        (None, Some("latest")) => Some("whose tag moves"),
        (Some(_), _) | (None, Some(_)) => None,
    }
}
