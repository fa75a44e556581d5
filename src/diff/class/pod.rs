//! What a pod template says of privilege, network, capacity and storage. Whether a changed template replaces pods is
//! its workload's to say.

use serde_json::Value as Json;

use super::leaf::{Leaf, values};
use super::storage::{is_elsewhere, is_persistent};
use super::{Class, Context};
use crate::diff::document::Document;

/// Where the kinds of workloads have their pod template; a Pod is one itself.
const TEMPLATES: [&str; 2] = ["/spec/jobTemplate/spec/template", "/spec/template"];

/// The template of a workload's document.
pub fn template(document: &Json) -> &Json {
    TEMPLATES.iter().find_map(|pointer| document.pointer(pointer)).unwrap_or(document)
}

/// A value of the template. `rest` are the keys of its path below the template.
pub fn changed(rest: &[&str], leaf: &Leaf<'_>) -> Vec<Class> {
    match rest {
        ["metadata", "labels", key] => super::selection::relabelled(key, leaf),
        ["spec", "hostNetwork"] if leaf.after == Some(&Json::Bool(true)) => {
            vec![Class::OpensNetwork, Class::Privilege]
        }
        ["spec", "hostNetwork"] if leaf.before == Some(&Json::Bool(true)) => {
            vec![Class::ClosesNetwork, Class::Privilege]
        }
        [
            "spec",
            "hostPID"
            | "hostIPC"
            | "hostUsers"
            | "shareProcessNamespace"
            | "serviceAccountName"
            | "serviceAccount"
            | "automountServiceAccountToken"
            | "runtimeClassName"
            | "securityContext",
            ..,
        ] => vec![Class::Privilege],
        ["spec", "priorityClassName" | "overhead" | "resources", ..] => vec![Class::Capacity],
        ["spec", "volumes", "[]", below @ ..] => volume(below, leaf, rest.len()),
        ["spec", "containers" | "initContainers", "[]", below @ ..] => container(below, leaf, rest.len()),
        _ => Vec::new(),
    }
}

fn container(rest: &[&str], leaf: &Leaf<'_>, length: usize) -> Vec<Class> {
    match rest {
        ["resources", ..] => vec![Class::Capacity],
        ["ports", "[]", "hostPort"] => {
            let opens = leaf.after.map(|_| Class::OpensNetwork);
            let closes = leaf.before.map(|_| Class::ClosesNetwork);
            opens.into_iter().chain(closes).chain([Class::Privilege]).collect()
        }
        // A container that is there on one side only: nothing was taken from it, so what counts is what it may do.
        ["securityContext", ..] if !leaf.stays(leaf.path.0.len() - length + 3) => {
            leaf.after.map_or_else(Vec::new, |after| grants_in_container(rest, after))
        }
        ["securityContext", ..] => vec![Class::Privilege],
        ["volumeMounts", "[]", "name" | "subPath" | "subPathExpr"] if leaf.stays(leaf.path.0.len() - 1) => {
            if is_mounted_elsewhere(leaf) {
                vec![Class::LosesData]
            } else {
                Vec::new()
            }
        }
        _ => Vec::new(),
    }
}

/// Whether a mount that stays where it is in the container shows another place than what is stored so far.
fn is_mounted_elsewhere(leaf: &Leaf<'_>) -> bool {
    let mut mount = leaf.path.clone();
    mount.0.pop();
    let name = |document| mount.find(document).and_then(|mount| mount.get("name")).and_then(Json::as_str);
    name(leaf.old).is_some_and(|name| is_persistent(leaf.old, name))
}

fn volume(rest: &[&str], leaf: &Leaf<'_>, length: usize) -> Vec<Class> {
    // spec, volumes and the element.
    let swapped = leaf.stays(leaf.path.0.len() - length + 3) && is_elsewhere(rest, leaf);
    let mut found = match rest {
        ["hostPath", ..] | ["projected", "sources", "[]", "serviceAccountToken", ..] => vec![Class::Privilege],
        ["emptyDir", "sizeLimit"] => vec![Class::Capacity],
        _ => Vec::new(),
    };
    found.extend(swapped.then_some(Class::LosesData));
    found
}

/// A workload that comes: what its pods may do that others may not.
pub fn came(document: &Document, _: &Context<'_>) -> Vec<Class> {
    values(template(&document.json)).into_iter().flat_map(|(path, value)| grants(&path.keys(), value)).collect()
}

fn grants(keys: &[&str], value: &Json) -> Vec<Class> {
    match keys {
        ["spec", "hostNetwork"] if value == true => vec![Class::OpensNetwork, Class::Privilege],
        ["spec", "hostPID" | "hostIPC"] if value == true => vec![Class::Privilege],
        ["spec", "volumes", "[]", "hostPath", ..] => vec![Class::Privilege],
        ["spec", "securityContext", ..] => grants_in_container(&keys[1..], value),
        ["spec", "containers" | "initContainers", "[]", "ports", "[]", "hostPort"] => {
            vec![Class::OpensNetwork, Class::Privilege]
        }
        ["spec", "containers" | "initContainers", "[]", rest @ ..] => grants_in_container(rest, value),
        _ => Vec::new(),
    }
}

fn grants_in_container(rest: &[&str], value: &Json) -> Vec<Class> {
    let grants = match rest {
        ["securityContext", "privileged" | "allowPrivilegeEscalation"] => value == true,
        ["securityContext", "windowsOptions", "hostProcess"] => value == true,
        ["securityContext", "runAsNonRoot"] => value == false,
        ["securityContext", "runAsUser"] => value == 0,
        ["securityContext", "procMount"] => value == "Unmasked",
        ["securityContext", "seccompProfile" | "appArmorProfile", "type"] => value == "Unconfined",
        ["securityContext", "capabilities", "add", ..] => true,
        _ => false,
    };
    if grants { vec![Class::Privilege] } else { Vec::new() }
}
