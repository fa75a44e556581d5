//! The small values that many kinds hold, in the API's types.

use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use crate::model::scalar::{self, Amount};
use crate::plan::object::{Labels, Protocol};

/// The value, unless nothing is set in it: what is empty is not written.
pub fn given<T: Default + PartialEq>(value: T) -> Option<T> {
    (value != T::default()).then_some(value)
}

pub fn labels(labels: &Labels) -> Option<BTreeMap<String, String>> {
    (!labels.is_empty()).then(|| BTreeMap::clone(labels))
}

pub fn selector(own: &Labels) -> LabelSelector {
    LabelSelector { match_labels: labels(own), match_expressions: None }
}

pub fn amount(amount: Amount) -> IntOrString {
    match amount {
        Amount::Count(count) => IntOrString::Int(count),
        Amount::Percent(percent) => IntOrString::String(format!("{percent}%")),
    }
}

pub fn quantity(quantity: &scalar::Quantity) -> Quantity {
    Quantity(quantity.as_str().to_owned())
}

pub fn quantities(by_resource: &BTreeMap<String, scalar::Quantity>) -> Option<BTreeMap<String, Quantity>> {
    given(by_resource.iter().map(|(resource, amount)| (resource.clone(), quantity(amount))).collect())
}

/// None: TCP, which is what the API takes where nothing is said.
pub fn protocol(protocol: Protocol) -> Option<String> {
    match protocol {
        Protocol::Tcp => None,
        Protocol::Udp => Some("UDP".to_owned()),
    }
}

/// Seconds as the API counts them. A longer time than its 68 years is as good as those.
pub fn seconds<N: From<i32>>(seconds: u64) -> N {
    i32::try_from(seconds).unwrap_or(i32::MAX).into()
}
