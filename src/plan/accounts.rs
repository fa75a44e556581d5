//! ServiceAccounts and what they may do: one a workload, or shared ones of `[access]`.

use std::collections::BTreeMap;

use crate::diagnostic::FieldPath;
use crate::load::Map;
use crate::model::access::Permission;

use super::entry::Entry;
use super::labels::{evaluated, platform_meta, workload_meta};
use super::object::{Account, Labels, Meta, Role, RoleRule};
use super::text::Scope;

/// Accounts by namespace and name.
#[derive(Default)]
pub struct Accounts(BTreeMap<(Option<String>, String), Account>);

impl Accounts {
    pub fn into_list(self) -> Vec<Account> {
        self.0.into_values().collect()
    }

    /// The account that a workload runs under, and whether its token is mounted.
    pub fn of(&mut self, scope: &mut Scope<'_, '_, '_>, entry: &Entry<'_>, labels: &Labels) -> super::pod::Account {
        let path = entry.path();
        let workload = entry.workload;
        let written = workload.account.as_ref().map(|account| scope.plain(account, &path.then("account")));
        let name = match written {
            Some(name) if name.is_empty() => {
                refuse_own_words(scope, entry);
                return super::pod::Account { name: None, token: workload.token.unwrap_or(false) };
            }
            Some(name) => name,
            None => entry.name.clone(),
        };
        let token = workload.token.unwrap_or(!workload.permissions.is_empty());
        let annotations = evaluated(scope, &workload.account_annotations, &path.then("account-annotations"));
        if scope.catalog.environment.access.contains_key(&name) {
            let token = workload.token.or(scope.catalog.environment.access[&name].token).unwrap_or(token);
            refuse_own_words(scope, entry);
            self.shared(scope, entry, &name);
            return super::pod::Account { name: Some(name), token };
        }
        let meta = workload_meta(scope.catalog, entry, &name, labels, &annotations);
        let role = role(scope, &workload.permissions, &meta, &name, &name, &path.then("permissions"));
        let account = Account { meta, token: false, role };
        if let Some(other) = self.0.insert((account.meta.namespace.clone(), name.clone()), account.clone())
            && (other.role.is_some() || account.role.is_some() || other.meta.annotations != account.meta.annotations)
        {
            let first = other.meta.owner.unwrap_or_default();
            let message = format!("`{first}` and `{}` would both say what their account `{name}` may do", entry.id);
            scope.fault(&path.then("account"), "duplicate-name", message, format!("share one by `[access.{name}]`"));
        }
        super::pod::Account { name: Some(name), token }
    }

    /// An account of `[access]`, in the namespace of a workload that uses it.
    fn shared(&mut self, scope: &mut Scope<'_, '_, '_>, entry: &Entry<'_>, id: &str) {
        let access = &scope.catalog.environment.access[id];
        let path = FieldPath::new(["access", id]);
        let meta = platform_meta(scope, id, Some(entry.namespace));
        let role_name = match &access.role {
            Some(role) => scope.name(role, &path.then("role")),
            None => id.to_owned(),
        };
        let binding = match &access.binding {
            Some(binding) => scope.name(binding, &path.then("binding")),
            None => format!("{role_name}-binding"),
        };
        let role = role(scope, &access.permissions, &meta, &role_name, &binding, &path.then("permissions"));
        self.0.insert((meta.namespace.clone(), id.to_owned()), Account { meta, token: false, role });
    }
}

/// What only an account of its own can have.
fn refuse_own_words(scope: &mut Scope<'_, '_, '_>, entry: &Entry<'_>) {
    let workload = entry.workload;
    for (key, is_written) in [
        ("permissions", !workload.permissions.is_empty()),
        ("account-annotations", !workload.account_annotations.is_empty()),
    ] {
        if is_written {
            let message = format!("`{}` has no account of its own, and `{key}` does nothing", entry.id);
            scope.fault(
                &entry.path().then(key),
                "unused-key",
                message,
                "remove it, or let it have an account of its own",
            );
        }
    }
}

fn role(
    scope: &mut Scope<'_, '_, '_>,
    permissions: &Map<String, Permission>,
    account: &Meta,
    name: &str,
    binding: &str,
    path: &FieldPath,
) -> Option<Role> {
    if permissions.is_empty() {
        return None;
    }
    if account.namespace.is_none() {
        scope.fault(path, "missing-key", "a Role needs a namespace", "add `namespace` to `[platform]`");
    }
    let named = |name: &str| Meta { name: name.to_owned(), ..account.clone() };
    let rules = permissions.values().flat_map(|permission| {
        let mut by_group: Map<String, Vec<String>> = Map::default();
        for resource in &permission.resources {
            by_group.entry(group(resource).to_owned()).or_default().push(resource.clone());
        }
        let written =
            (!permission.groups.is_empty()).then(|| (permission.groups.clone(), permission.resources.clone()));
        let found = by_group.into_iter().map(|(group, resources)| (vec![group], resources));
        let rules: Vec<_> = written.map_or_else(|| found.collect(), |rule| vec![rule]);
        rules.into_iter().map(|(groups, resources)| RoleRule {
            groups,
            resources,
            verbs: permission.verbs.clone(),
            names: permission.names.clone(),
        })
    });
    Some(Role { meta: named(name), binding: named(binding), rules: rules.collect() })
}

/// The API group of a well-known resource.
fn group(resource: &str) -> &'static str {
    match resource.split('/').next().unwrap_or_default() {
        "deployments" | "statefulsets" | "daemonsets" | "replicasets" | "controllerrevisions" => "apps",
        "jobs" | "cronjobs" => "batch",
        "ingresses" | "networkpolicies" | "ingressclasses" => "networking.k8s.io",
        "horizontalpodautoscalers" => "autoscaling",
        "poddisruptionbudgets" => "policy",
        "roles" | "rolebindings" | "clusterroles" | "clusterrolebindings" => "rbac.authorization.k8s.io",
        "leases" => "coordination.k8s.io",
        "endpointslices" => "discovery.k8s.io",
        "storageclasses" => "storage.k8s.io",
        "rollouts" | "analysisruns" | "analysistemplates" | "applications" => "argoproj.io",
        _ => "",
    }
}
