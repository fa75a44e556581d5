//! Bindings: the role that is bound, and the accounts it is bound to. Secret stores, too: who may read what.

use crate::check::object::get;
use crate::check::{At, Item};

use super::sources::Holder;
use super::world::{World, list, within};

/// Roles that every cluster has.
const BUILT_IN: [&str; 4] = ["admin", "cluster-admin", "edit", "view"];

pub fn find(world: &World<'_>) {
    for kind in ["RoleBinding", "ClusterRoleBinding"] {
        for item in world.objects.of_kind(kind).filter(|item| item.group() == "rbac.authorization.k8s.io") {
            of_role(world, item);
            of_subjects(world, item);
        }
    }
    for item in world.objects.iter().filter(|item| item.group() == "external-secrets.io") {
        match item.kind() {
            "ExternalSecret" => of_store(world, item),
            "SecretStore" => of_token(world, item),
            _ => {}
        }
    }
}

fn of_role<'o>(world: &World<'o>, item: &'o Item<'o>) {
    let Some(name) = item.get(&["roleRef", "name"]).as_str() else { return };
    let kind = item.get(&["roleRef", "kind"]).as_str().unwrap_or("ClusterRole");
    let namespace = if kind == "Role" { item.namespace() } else { None };
    let is_built_in = kind == "ClusterRole" && (BUILT_IN.contains(&name) || name.starts_with("system:"));
    if is_built_in || world.find("rbac.authorization.k8s.io", kind, namespace, name).is_some() {
        return;
    }
    let message = format!("`{}` binds the {kind} `{name}`, which is not rendered{}", item.words, within(namespace));
    world.fault("dangling-reference", At::object(item, &["roleRef", "name"]), message, "name one that is rendered");
}

fn of_subjects<'o>(world: &World<'o>, item: &'o Item<'o>) {
    for (position, subject) in list(item.get(&["subjects"])) {
        if get(subject, &["kind"]).as_str() != Some("ServiceAccount") {
            continue;
        }
        let Some(name) = get(subject, &["name"]).as_str().filter(|name| *name != "default") else { continue };
        let namespace = get(subject, &["namespace"]).as_str().or(item.namespace());
        if world.is_own(namespace) && world.find("", "ServiceAccount", namespace, name).is_none() {
            let namespace = within(namespace);
            let message = format!("`{}` is for the ServiceAccount `{name}`, which is not{namespace}", item.words);
            let at = At::object(item, &["subjects", &position, "name"]);
            world.fault("dangling-reference", at, message, "name one that is rendered");
        }
    }
}

fn of_store<'o>(world: &World<'o>, item: &'o Item<'o>) {
    let Some(name) = item.get(&["spec", "secretStoreRef", "name"]).as_str() else { return };
    let kind = item.get(&["spec", "secretStoreRef", "kind"]).as_str().unwrap_or("SecretStore");
    let namespace = if kind == "SecretStore" { item.namespace() } else { None };
    let is_there =
        world.known.stores.contains(name) || world.find("external-secrets.io", kind, namespace, name).is_some();
    if !is_there && matches!(kind, "SecretStore" | "ClusterSecretStore") {
        let message = format!("`{}` asks the {kind} `{name}`, which is not rendered{}", item.words, within(namespace));
        let at = At::object(item, &["spec", "secretStoreRef", "name"]);
        world.fault("dangling-reference", at, message, "name one that is rendered");
    }
}

/// The account that a store gets in with. Its Secrets are there before everything else, from other hands.
fn of_token<'o>(world: &World<'o>, item: &'o Item<'o>) {
    let account = ["spec", "provider", "vault", "auth", "kubernetes", "serviceAccountRef", "name"];
    if let Some(name) = item.get(&account).as_str().filter(|name| *name != "default")
        && world.find("", "ServiceAccount", item.namespace(), name).is_none()
    {
        let namespace = within(item.namespace());
        let message = format!("`{}` gets in as the ServiceAccount `{name}`, which is not{namespace}", item.words);
        world.fault("dangling-reference", At::object(item, &account), message, "name one that is rendered");
    }
    let secret = ["spec", "provider", "vault", "auth", "tokenSecretRef"];
    let reference = item.get(&secret);
    if let (Some(name), Some(key)) = (get(reference, &["name"]).as_str(), get(reference, &["key"]).as_str()) {
        let at = |last: &str| At::object(item, &[&secret[..], &[last]].concat());
        world.follow(Holder::Secret, item.namespace(), name, &[(key, at("key"))], at("name"));
    }
}
