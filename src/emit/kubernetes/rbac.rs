//! ServiceAccounts and what they may do: Role and RoleBinding, in a namespace or in the whole cluster.

use k8s_openapi::api::core::v1::ServiceAccount;
use k8s_openapi::api::rbac::v1::{ClusterRole, ClusterRoleBinding, PolicyRule, Role, RoleBinding, RoleRef, Subject};

use crate::emit::{Form, Object};
use crate::plan::Plan;
use crate::plan::object::{Meta, RoleRule};

use super::object::core;
use super::value::given;

pub fn service_accounts(plan: &Plan<'_>, form: Form) -> Vec<Object> {
    plan.accounts
        .iter()
        .map(|account| {
            core(&account.meta, form, |metadata| ServiceAccount {
                automount_service_account_token: Some(account.token),
                metadata,
                ..ServiceAccount::default()
            })
        })
        .collect()
}

pub fn roles(plan: &Plan<'_>, form: Form) -> Vec<Object> {
    let roles = plan.accounts.iter().filter_map(|account| account.role.as_ref());
    roles
        .map(|role| {
            let rules = role.rules.iter().map(policy_rule).collect();
            core(&role.meta, form, |metadata| Role { metadata, rules: Some(rules) })
        })
        .collect()
}

pub fn role_bindings(plan: &Plan<'_>, form: Form) -> Vec<Object> {
    let bindings = plan.accounts.iter().filter_map(|account| Some((&account.meta, account.role.as_ref()?)));
    bindings
        .map(|(account, role)| {
            core(&role.binding, form, |metadata| RoleBinding {
                metadata,
                role_ref: role_reference("Role", &role.meta),
                subjects: Some(vec![subject(account)]),
            })
        })
        .collect()
}

pub fn cluster_roles(plan: &Plan<'_>, form: Form) -> Vec<Object> {
    let roles = plan.accounts.iter().filter_map(|account| account.cluster_role.as_ref());
    roles
        .map(|role| {
            let rules = role.rules.iter().map(policy_rule).collect();
            core(&role.meta, form, |metadata| ClusterRole { aggregation_rule: None, metadata, rules: Some(rules) })
        })
        .collect()
}

pub fn cluster_role_bindings(plan: &Plan<'_>, form: Form) -> Vec<Object> {
    let bindings = plan.accounts.iter().filter_map(|account| Some((&account.meta, account.cluster_role.as_ref()?)));
    bindings
        .map(|(account, role)| {
            core(&role.binding, form, |metadata| ClusterRoleBinding {
                metadata,
                role_ref: role_reference("ClusterRole", &role.meta),
                subjects: Some(vec![subject(account)]),
            })
        })
        .collect()
}

fn policy_rule(rule: &RoleRule) -> PolicyRule {
    PolicyRule {
        api_groups: given(rule.groups.clone()),
        non_resource_urls: given(rule.urls.clone()),
        resource_names: given(rule.names.clone()),
        resources: given(rule.resources.clone()),
        verbs: rule.verbs.clone(),
    }
}

fn role_reference(kind: &str, role: &Meta) -> RoleRef {
    RoleRef { api_group: Some("rbac.authorization.k8s.io".to_owned()), kind: kind.to_owned(), name: role.name.clone() }
}

fn subject(account: &Meta) -> Subject {
    Subject {
        api_group: None,
        kind: "ServiceAccount".to_owned(),
        name: account.name.clone(),
        namespace: account.namespace.clone(),
    }
}
