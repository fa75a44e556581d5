//! Containers that are promised more than they may take.

use std::collections::BTreeSet;

use crate::check::{At, Checked, Found, Group, Levels, Rule};
use crate::model::lint::Level;

use super::granted::Ranges;
use super::quantity::shown;

pub const RULE: Rule = Rule {
    name: "request-above-limit",
    finds: "a request above the limit",
    why: "The API refuses such a pod. It happens by a profile that raises one of the two, and by the limit that the
namespace's LimitRange puts in where a container names none: then the Deployment is accepted, and no pod comes.",
    instead: "Raise the limit, or lower the request.",
    levels: Levels::always(Level::Deny),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    let ranges = Ranges::of(checked);
    for pod in checked.objects.pods() {
        for container in pod.containers().into_iter().filter(|container| container.group != Group::Ephemeral) {
            let named = container.get(&["resources", "requests"]).as_object();
            let named: BTreeSet<&str> = named.into_iter().flatten().map(|(name, _)| name.as_str()).collect();
            for resource in named {
                let pair = ranges.request(&container, resource).zip(ranges.limit(&container, resource));
                let Some((request, limit)) = pair.filter(|(request, limit)| request > limit) else { continue };
                let (request, limit) = (shown(resource, request), shown(resource, limit));
                let written = container.get(&["resources", "limits", resource]);
                let whose = if written.is_null() { "the LimitRange's limit" } else { "its limit" };
                let (name, words) = (container.name, &pod.item.words);
                let message = format!("`{name}` in `{words}` requests {request} of {resource}, and {whose} is {limit}");
                let at = At::container(&container, &["resources", "requests", resource]);
                let at = at.from(&["resources", "requests", resource]).from(&["size"]);
                found.push(at, message, format!("a limit of {request} at least"));
            }
        }
    }
}
