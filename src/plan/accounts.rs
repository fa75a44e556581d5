//! ServiceAccounts and what they may do: one a workload, or shared ones of `[access]`.

use std::collections::BTreeMap;

use crate::diagnostic::FieldPath;
use crate::load::Map;
use crate::model::access::Permission;
use crate::model::workload::Target;

use super::entry::Entry;
use super::fault::Fault;
use super::labels::{evaluated, platform_meta, workload_meta};
use super::object::{Account, Labels, Meta, Role, RoleRule};
use super::text::Scope;

/// Accounts by namespace and name, each with the field that annotates it.
#[derive(Default)]
pub struct Accounts(BTreeMap<(Option<String>, String), (Account, FieldPath)>);

/// What a Role and its binding are called; in the whole cluster, the namespace stands before both.
struct Names {
    role: String,
    binding: String,
}

impl Accounts {
    pub fn into_list(self) -> Vec<Account> {
        self.0.into_values().map(|(account, _)| account).collect()
    }

    /// Several workloads may run under one account: it may do what any of them asks for.
    pub fn add(&mut self, scope: &mut Scope<'_, '_, '_>, added: Account, noted: FieldPath) {
        let key = (added.meta.namespace.clone(), added.meta.name.clone());
        let Some((account, first)) = self.0.get_mut(&key) else {
            self.0.insert(key, (added, noted));
            return;
        };
        join(&mut account.role, added.role);
        join(&mut account.cluster_role, added.cluster_role);
        for (annotation, value) in added.meta.annotations {
            let known = account.meta.annotations.entry(annotation.clone()).or_insert_with(|| value.clone());
            if *known != value {
                let message = format!("the account `{}` has two values of `{annotation}`", account.meta.name);
                let fault = Fault::new("duplicate-setting", message, "the same value is wanted, or another account");
                let place = scope.provenance.place(&first.then(&annotation));
                scope.tell(&noted.then(&annotation), fault.also(place, "the first one"));
            }
        }
    }
}

/// The account that a workload runs under, and all accounts that it asks for, each with the field that annotates it.
pub fn of(
    scope: &mut Scope<'_, '_, '_>,
    entry: &Entry<'_>,
    labels: &Labels,
) -> (super::pod::Account, Vec<(Account, FieldPath)>) {
    let path = entry.path();
    let workload = entry.workload;
    let written = workload.account.as_ref().map(|account| scope.plain(account, &path.then("account")));
    let name = match written {
        Some(name) if name.is_empty() => {
            return (super::pod::Account { name: None, token: workload.token.unwrap_or(false) }, Vec::new());
        }
        Some(name) => name,
        None => entry.name.clone(),
    };
    let mut token = workload.token.unwrap_or(!workload.permissions.is_empty());
    let noted = path.then("account-annotations");
    let annotations = evaluated(scope, &workload.account_annotations, &noted);
    let mut asked = Vec::new();
    let (mut meta, names) = match scope.catalog.environment.access.get(&name) {
        Some(access) => {
            token = workload.token.or(access.token).unwrap_or(token);
            let (account, meta, names) = shared(scope, entry, &name);
            asked.push(account);
            (meta, names)
        }
        None => {
            let meta = workload_meta(scope.catalog, entry, &name, labels, &Labels::new());
            (meta, Names { role: name.clone(), binding: name.clone() })
        }
    };
    meta.annotations.extend(annotations);
    let account = account(scope, &workload.permissions, meta, &names, &path.then("permissions"));
    asked.push((account, noted));
    (super::pod::Account { name: Some(name), token }, asked)
}

/// An account of `[access]`, in the namespace of a workload that uses it.
fn shared(scope: &mut Scope<'_, '_, '_>, entry: &Entry<'_>, id: &str) -> ((Account, FieldPath), Meta, Names) {
    let access = &scope.catalog.environment.access[id];
    let path = FieldPath::new(["access", id]);
    let meta = platform_meta(scope, id, Some(entry.namespace));
    let role = match &access.role {
        Some(role) => scope.name(role, &path.then("role")),
        None => id.to_owned(),
    };
    let binding = match &access.binding {
        Some(binding) => scope.name(binding, &path.then("binding")),
        None => format!("{role}-binding"),
    };
    let names = Names { role, binding };
    let account = account(scope, &access.permissions, meta.clone(), &names, &path.then("permissions"));
    ((account, path), meta, names)
}

/// All rules of both, each once.
fn join(known: &mut Option<Role>, added: Option<Role>) {
    match (known, added) {
        (_, None) => {}
        (Some(known), Some(added)) => {
            let new = added.rules.into_iter().filter(|rule| !known.rules.contains(rule)).collect::<Vec<_>>();
            known.rules.extend(new);
        }
        (known @ None, added) => *known = added,
    }
}

fn account(
    scope: &mut Scope<'_, '_, '_>,
    permissions: &Map<String, Permission>,
    meta: Meta,
    names: &Names,
    path: &FieldPath,
) -> Account {
    let in_kubernetes = scope.catalog.target == Target::Kubernetes;
    if !permissions.is_empty() && meta.namespace.is_none() && in_kubernetes {
        let message = "a Role needs a namespace, and so does the account that a ClusterRole is bound to";
        scope.fault(path, "missing-key", message, "add `namespace` to `[platform]`");
    }
    let named = |name: &str| Meta { name: name.to_owned(), ..meta.clone() };
    let of_cluster = |name: &str| {
        let name = match &meta.namespace {
            Some(namespace) => format!("{namespace}-{name}"),
            None => name.to_owned(),
        };
        Meta { namespace: None, ..named(&name) }
    };
    let (everywhere, here): (Vec<&Permission>, Vec<&Permission>) =
        permissions.values().partition(|permission| permission.cluster);
    let role = |permissions: Vec<&Permission>, name: &dyn Fn(&str) -> Meta| {
        let rules: Vec<RoleRule> = permissions.into_iter().flat_map(rules).collect();
        (!rules.is_empty()).then(|| Role { meta: name(&names.role), binding: name(&names.binding), rules })
    };
    let (role, cluster_role) = (role(here, &named), role(everywhere, &of_cluster));
    Account { token: false, role, cluster_role, meta }
}

/// The rules of one permission: one for each API group of its resources, where the groups are not written.
fn rules(permission: &Permission) -> Vec<RoleRule> {
    let rule = |groups: Vec<String>, resources: Vec<String>| RoleRule {
        groups,
        resources,
        verbs: permission.verbs.clone(),
        names: permission.names.clone(),
        urls: permission.urls.clone(),
    };
    if !permission.urls.is_empty() {
        return vec![rule(Vec::new(), Vec::new())];
    }
    if !permission.groups.is_empty() {
        return vec![rule(permission.groups.clone(), permission.resources.clone())];
    }
    let mut by_group: Map<String, Vec<String>> = Map::default();
    for resource in &permission.resources {
        by_group.entry(group(resource).to_owned()).or_default().push(resource.clone());
    }
    by_group.into_iter().map(|(group, resources)| rule(vec![group], resources)).collect()
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
