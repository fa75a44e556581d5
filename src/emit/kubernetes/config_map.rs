//! ConfigMaps: configuration, mounted files, dashboards.

use k8s_openapi::api::core::v1::ConfigMap;

use crate::emit::{Form, Object};
use crate::plan::Plan;

use super::object::core;
use super::value::given;

pub fn config_maps(plan: &Plan<'_>, form: Form) -> Vec<Object> {
    plan.configs
        .iter()
        .map(|config| {
            let data = given(config.entries.clone());
            core(&config.meta, form, |metadata| ConfigMap { data, metadata, ..ConfigMap::default() })
        })
        .collect()
}
