//! What a namespace's LimitRange does not admit.

use std::cmp::Ordering;

use serde_json::Value as Json;

use crate::check::{At, Checked, Container, Found, Group, Levels, Rule};
use crate::model::lint::Level;

use super::granted::{Range, Ranges};
use super::quantity::{Thousandths, quantity, shown};

pub const RULE: Rule = Rule {
    name: "outside-limit-range",
    finds: "a container or a claim that is larger or smaller than the namespace's LimitRange allows",
    why: "The API refuses it. A Deployment is accepted all the same, and its pods are not: it stays without any.",
    instead: "Bring the `size` within the bounds, or the bounds to it: `namespaces.ID.limit-range`.",
    levels: Levels::always(Level::Deny),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    let ranges = Ranges::of(checked);
    for pod in checked.objects.pods() {
        let Some(range) = ranges.get(pod.namespace()) else { continue };
        for container in pod.containers().into_iter().filter(|container| container.group != Group::Ephemeral) {
            for (key, resource, fault) in faults(range, &ranges, &container) {
                let message = format!("`{}` in `{}` {fault}", container.name, pod.item.words);
                let at = At::container(&container, &["resources", key, resource]);
                let at = at.from(&["resources", key, resource]).from(&["size"]);
                found.push(at, message, "another `size`, or other bounds");
            }
        }
        let templates = pod.item.get(&["spec", "volumeClaimTemplates"]).as_array().into_iter().flatten();
        for (index, claim) in templates.enumerate() {
            let name = claim.get("metadata").and_then(|meta| meta.get("name")?.as_str()).unwrap_or_default();
            let name = format!("the claim `{name}` of `{}`", pod.item.words);
            let field = ["spec", "volumeClaimTemplates", &index.to_string()];
            self::claim(range, claim, At::object(pod.item, &field), &name, found);
        }
    }
    for item in checked.objects.of_kind("PersistentVolumeClaim") {
        if let Some(range) = ranges.get(item.namespace()) {
            claim(range, &item.json, At::object(item, &[]), &format!("`{}`", item.words), found);
        }
    }
}

/// What of a container is outside: `requests` or `limits`, the resource, and why.
fn faults<'r>(
    range: &'r Range<'_>,
    ranges: &Ranges<'_>,
    container: &Container<'_>,
) -> Vec<(&'static str, &'r str, String)> {
    let name = &range.item.words;
    let mut faults = Vec::new();
    for (resource, most) in &range.max {
        let over = |amount: Option<Thousandths>| amount.filter(|amount| amount > most);
        if let Some(limit) = over(ranges.limit(container, resource)) {
            let (limit, most) = (shown(resource, limit), shown(resource, *most));
            let fault = format!("may take {limit} of {resource}, and `{name}` allows {most}");
            faults.push(("limits", resource.as_str(), fault));
        }
    }
    for (resource, least) in &range.min {
        let least_shown = shown(resource, *least);
        match ranges.request(container, resource).map(|request| (request, request.cmp(least))) {
            Some((request, Ordering::Less)) => {
                let request = shown(resource, request);
                let fault = format!("requests {request} of {resource}, and `{name}` wants {least_shown} at least");
                faults.push(("requests", resource, fault));
            }
            Some((_, Ordering::Equal | Ordering::Greater)) | None => {}
        }
    }
    faults
}

fn claim(range: &Range<'_>, claim: &Json, at: At<'_>, name: &str, found: &mut Found<'_, '_>) {
    let storage = claim.get("spec").and_then(|spec| spec.get("resources")?.get("requests")?.get("storage"));
    let Some(size) = storage.and_then(quantity) else { return };
    let (bound, word) = if range.claim_max.is_some_and(|most| size > most) {
        (range.claim_max, "at most")
    } else if range.claim_min.is_some_and(|least| size < least) {
        (range.claim_min, "at least")
    } else {
        return;
    };
    let (size, bound) = (shown("storage", size), shown("storage", bound.unwrap_or_default()));
    let message = format!("{name} is {size}, and `{}` wants {word} {bound}", range.item.words);
    found.push(at.from(&["storage"]).from(&["volumes"]), message, "another size, or other bounds");
}
