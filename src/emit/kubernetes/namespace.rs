//! Namespaces, and what bounds the use of each: ResourceQuota and LimitRange.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{
    LimitRange, LimitRangeItem, LimitRangeSpec, Namespace, ResourceQuota, ResourceQuotaSpec,
};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;

use crate::emit::{Form, Object};
use crate::plan::{Plan, object};

use super::object::core;
use super::value::{quantities, quantity};

pub fn namespaces(plan: &Plan<'_>, form: Form) -> Vec<Object> {
    let namespace = |metadata| Namespace { metadata, ..Namespace::default() };
    plan.namespaces.iter().map(|planned| core(&planned.meta, form, namespace)).collect()
}

pub fn resource_quotas(plan: &Plan<'_>, form: Form) -> Vec<Object> {
    let quotas = plan.namespaces.iter().filter_map(|namespace| namespace.quota.as_ref());
    quotas
        .map(|quota| {
            let hard = quota.hard.iter().map(|(resource, most)| (resource.clone(), Quantity(most.clone()))).collect();
            let spec = ResourceQuotaSpec { hard: Some(hard), ..ResourceQuotaSpec::default() };
            core(&quota.meta, form, |metadata| ResourceQuota { metadata, spec: Some(spec), status: None })
        })
        .collect()
}

pub fn limit_ranges(plan: &Plan<'_>, form: Form) -> Vec<Object> {
    let ranges = plan.namespaces.iter().filter_map(|namespace| namespace.limit_range.as_ref());
    ranges
        .map(|range| {
            let spec = LimitRangeSpec { limits: containers(range).into_iter().chain(claims(range)).collect() };
            core(&range.meta, form, |metadata| LimitRange { metadata, spec: Some(spec) })
        })
        .collect()
}

fn containers(range: &object::LimitRange) -> Option<LimitRangeItem> {
    let bounds = [&range.default, &range.default_request, &range.min, &range.max];
    bounds.iter().any(|bound| !bound.is_empty()).then(|| LimitRangeItem {
        default: quantities(&range.default),
        default_request: quantities(&range.default_request),
        max: quantities(&range.max),
        min: quantities(&range.min),
        type_: "Container".to_owned(),
        ..LimitRangeItem::default()
    })
}

fn claims(range: &object::LimitRange) -> Option<LimitRangeItem> {
    range.claim_max.as_ref().map(|most| LimitRangeItem {
        max: Some(BTreeMap::from([("storage".to_owned(), quantity(most))])),
        type_: "PersistentVolumeClaim".to_owned(),
        ..LimitRangeItem::default()
    })
}
