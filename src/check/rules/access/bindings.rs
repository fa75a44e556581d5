//! Who is bound to which role, and which pods run as whom.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::object::get;
use crate::check::{At, Checked, Item, Pod};

const GROUP: &str = "rbac.authorization.k8s.io";

/// One subject of a binding.
pub struct Bound<'o> {
    pub item: &'o Item<'o>,
    /// Its place in the list of subjects.
    pub index: String,
    pub kind: &'o str,
    pub name: &'o str,
    /// Of an account; its binding's, if none is named.
    pub namespace: Option<&'o str>,
}

impl<'o> Bound<'o> {
    /// Namespace and name of the account that it is, if it is one.
    pub fn account(&self) -> Option<(&'o str, &'o str)> {
        (self.kind == "ServiceAccount").then_some((self.namespace?, self.name))
    }

    pub fn at(&self, checked: &'o Checked<'_>) -> At<'o> {
        at(checked, self.item, &["subjects", &self.index, "name"])
    }
}

pub fn bindings<'o>(checked: &'o Checked<'_>) -> impl Iterator<Item = &'o Item<'o>> {
    let of_kind = |kind| checked.objects.of_kind(kind).filter(|item| item.group() == GROUP);
    of_kind("RoleBinding").chain(of_kind("ClusterRoleBinding"))
}

pub fn bound<'o>(checked: &'o Checked<'_>) -> impl Iterator<Item = Bound<'o>> {
    bindings(checked).flat_map(|item| {
        let subjects = item.get(&["subjects"]).as_array().into_iter().flatten().enumerate();
        subjects.map(move |(index, subject)| {
            let word = |key: &str| get(subject, &[key]).as_str();
            Bound {
                item,
                index: index.to_string(),
                kind: word("kind").unwrap_or_default(),
                name: word("name").unwrap_or_default(),
                namespace: word("namespace").or(item.namespace()),
            }
        })
    })
}

/// The accounts that any role is bound to, by itself or with all accounts of its namespace.
#[derive(Default)]
pub struct Holders<'o> {
    accounts: BTreeSet<(&'o str, &'o str)>,
    namespaces: BTreeSet<&'o str>,
    everyone: bool,
}

impl<'o> Holders<'o> {
    pub fn of(checked: &'o Checked<'_>) -> Self {
        let mut holders = Self::default();
        for bound in bound(checked) {
            holders.accounts.extend(bound.account());
            if bound.kind == "Group" {
                holders.namespaces.extend(bound.name.strip_prefix("system:serviceaccounts:"));
                holders.everyone |= matches!(bound.name, "system:serviceaccounts" | "system:authenticated");
            }
        }
        holders
    }

    /// Whether a role is bound to the account itself.
    pub fn name(&self, account: (&str, &str)) -> bool {
        self.accounts.contains(&account)
    }

    pub fn hold(&self, account: (&str, &str)) -> bool {
        self.everyone || self.namespaces.contains(account.0) || self.name(account)
    }
}

/// Namespace and name of the account that a pod runs as.
pub fn account<'o>(pod: &Pod<'o>) -> (&'o str, &'o str) {
    let named = |key: &str| pod.spec(&[key]).as_str().filter(|name| !name.is_empty());
    let name = named("serviceAccountName").or(named("serviceAccount")).unwrap_or("default");
    (pod.namespace().unwrap_or("default"), name)
}

/// Whether the account's token is in the pod: what the pod says holds, then what the account says, and else it is.
pub fn mounts_token(checked: &Checked<'_>, pod: &Pod<'_>) -> bool {
    let (namespace, name) = account(pod);
    let of_account = || {
        let item = checked.objects.find("ServiceAccount", Some(namespace), name)?;
        item.get(&["automountServiceAccountToken"]).as_bool()
    };
    pod.spec(&["automountServiceAccountToken"]).as_bool().or_else(of_account).unwrap_or(true)
}

/// The pods of each account.
pub fn pods_by_account<'o>(checked: &'o Checked<'_>) -> BTreeMap<(&'o str, &'o str), Vec<Pod<'o>>> {
    let mut pods: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for pod in checked.objects.pods() {
        pods.entry(account(&pod)).or_default().push(pod);
    }
    pods
}

/// A field of a role or of a binding, and the permissions that it comes from.
pub fn at<'o>(checked: &'o Checked<'_>, item: &'o Item<'o>, field: &[&str]) -> At<'o> {
    let at = At::object(item, field);
    if item.workload.is_some() {
        return at.from(&["permissions"]);
    }
    let shared = checked.plan.accounts.iter().find(|account| {
        let roles = account.role.iter().chain(&account.cluster_role);
        roles.into_iter().any(|role| [&role.meta, &role.binding].iter().any(|meta| meta.name == item.name()))
    });
    match shared {
        Some(account) if item.manifest.is_none() => at.from(&["access", &account.meta.name, "permissions"]),
        Some(_) | None => at,
    }
}
