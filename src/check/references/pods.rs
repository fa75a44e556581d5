//! What else pods name: accounts, claims, labels and containers of their own; and whom they want to be near.

use serde_json::Value as Json;

use crate::check::At;
use crate::check::object::get;

use super::selector::{Selector, is_made};
use super::world::{Running, World, at, list, name, within};

pub fn find(world: &World<'_>) {
    for running in world.running() {
        of_account(world, running);
        of_claims(world, running);
        of_fields(world, running);
        of_spread(world, running);
    }
}

fn of_account<'o>(world: &World<'o>, running: &Running<'o>) {
    for field in ["serviceAccountName", "serviceAccount"] {
        let Some(account) = running.pod.spec(&[field]).as_str() else { continue };
        let namespace = running.namespace();
        // Every namespace has `default` from the start.
        if matches!(account, "" | "default") || world.find("", "ServiceAccount", namespace, account).is_some() {
            continue;
        }
        let item = running.item();
        let message =
            format!("`{}` runs as the ServiceAccount `{account}`, which is not{}", item.words, within(namespace));
        let at = at(item, &running.field(&[field])).from(&["account"]);
        world.fault("dangling-reference", at, message, "name one that is rendered, or render it");
    }
}

fn of_claims<'o>(world: &World<'o>, running: &Running<'o>) {
    let namespace = running.namespace();
    for (position, volume) in list(running.pod.spec(&["volumes"])) {
        let Some(claim) = get(volume, &["persistentVolumeClaim", "claimName"]).as_str() else { continue };
        let is_there = world.find("", "PersistentVolumeClaim", namespace, claim).is_some()
            || world.known.claims.contains(&name(namespace, claim))
            || is_of_a_template(world, namespace, claim);
        if is_there {
            continue;
        }
        let item = running.item();
        let called = get(volume, &["name"]).as_str().unwrap_or_default();
        let message = format!("`{}` mounts the claim `{claim}`, which is not{}", item.words, within(namespace));
        let field = running.field(&["volumes", &position, "persistentVolumeClaim", "claimName"]);
        let at = at(item, &field).from(&["volumes", called]);
        world.fault("dangling-reference", at, message, "name one that is rendered, or render it");
    }
}

/// Whether a claim is one that a StatefulSet makes: `data-shop-0`.
fn is_of_a_template(world: &World<'_>, namespace: Option<&str>, claim: &str) -> bool {
    let Some((stem, number)) = claim.rsplit_once('-') else { return false };
    let templates = |set: &str, volume: &str| {
        let set = world.find("apps", "StatefulSet", namespace, set);
        let templates = set.map(|set| set.get(&["spec", "volumeClaimTemplates"]));
        templates.is_some_and(|templates| {
            list(templates).any(|(_, template)| get(template, &["metadata", "name"]).as_str() == Some(volume))
        })
    };
    number.bytes().all(|digit| digit.is_ascii_digit())
        && stem.match_indices('-').any(|(position, _)| templates(&stem[position + 1..], &stem[..position]))
}

/// Fields of the pod that its variables and files show.
fn of_fields<'o>(world: &World<'o>, running: &Running<'o>) {
    for container in &running.containers {
        for (position, variable) in list(container.get(&["env"])) {
            let called = get(variable, &["name"]).as_str().unwrap_or_default();
            let shown = |keys: &[&str]| {
                let keys: Vec<&str> = ["env", &position, "valueFrom"].iter().chain(keys).copied().collect();
                At::container(container, &keys).from(&["env", called])
            };
            let value = get(variable, &["valueFrom"]);
            of_field(world, running, value, &shown);
        }
    }
    for (position, volume) in list(running.pod.spec(&["volumes"])) {
        let path = running.field(&["volumes", &position]);
        let sources = list(get(volume, &["projected", "sources"]));
        let items = sources.map(|(position, source)| {
            let path = path.join(&["projected", "sources", &position, "downwardAPI", "items"]);
            (path, get(source, &["downwardAPI", "items"]))
        });
        let own = (path.join(&["downwardAPI", "items"]), get(volume, &["downwardAPI", "items"]));
        for (path, items) in items.chain([own]) {
            for (position, file) in list(items) {
                let shown = |keys: &[&str]| at(running.item(), &path.then(&position).join(keys));
                of_field(world, running, file, &shown);
            }
        }
    }
}

fn of_field<'o>(world: &World<'o>, running: &Running<'o>, source: &Json, at: &dyn Fn(&[&str]) -> At<'o>) {
    let item = running.item();
    if let Some(field) = get(source, &["fieldRef", "fieldPath"]).as_str()
        && let Some((list, rest)) = field.strip_prefix("metadata.").and_then(|field| field.split_once("['"))
        && let Some(key) = rest.strip_suffix("']")
        && matches!(list, "labels" | "annotations")
        && get(running.pod.json, &["metadata", list]).get(key).is_none()
        && !is_made(key)
    {
        let message = format!("`{}` shows `{field}`, and its pods have none such", item.words);
        world.fault("dangling-reference", at(&["fieldRef", "fieldPath"]), message, "name one that they have");
    }
    if let Some(of) = get(source, &["resourceFieldRef", "containerName"]).as_str()
        && !running.containers.iter().any(|container| container.name == of)
    {
        let message = format!("`{}` shows a figure of the container `{of}`, which it does not have", item.words);
        let at = at(&["resourceFieldRef", "containerName"]);
        world.fault("dangling-reference", at, message, "name one of its containers");
    }
}

/// Terms of spread and of affinity: what they count are pods that they select.
fn of_spread<'o>(world: &World<'o>, running: &Running<'o>) {
    let mut terms = Vec::new();
    for (position, term) in list(running.pod.spec(&["topologySpreadConstraints"])) {
        terms.push((running.field(&["topologySpreadConstraints", &position]), term));
    }
    for kind in ["podAffinity", "podAntiAffinity"] {
        let required = "requiredDuringSchedulingIgnoredDuringExecution";
        for (position, term) in list(running.pod.spec(&["affinity", kind, required])) {
            terms.push((running.field(&["affinity", kind, required, &position]), term));
        }
        let preferred = "preferredDuringSchedulingIgnoredDuringExecution";
        for (position, term) in list(running.pod.spec(&["affinity", kind, preferred])) {
            let path = running.field(&["affinity", kind, preferred, &position, "podAffinityTerm"]);
            terms.push((path, get(term, &["podAffinityTerm"])));
        }
    }
    for (path, term) in terms {
        // Elsewhere there may be anything.
        let is_of_here = get(term, &["namespaces"]).is_null() && get(term, &["namespaceSelector"]).is_null();
        let Some(selector) = Selector::of(get(term, &["labelSelector"])).filter(|_| is_of_here) else { continue };
        if world.pods.select(running.namespace(), &selector).is_empty() {
            let message = format!("`{}` is placed by pods with `{selector}`, and there are none", running.item().words);
            let at = at(running.item(), &path.then("labelSelector"));
            world.fault("dangling-selector", at, message, "select labels that pods have");
        }
    }
}
