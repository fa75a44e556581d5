//! ConfigMaps: configuration, mounted files, dashboards.

use std::collections::BTreeMap;

use k8s_openapi::ByteString;
use k8s_openapi::api::core::v1::ConfigMap;

use crate::emit::{Form, Object};
use crate::plan::Plan;
use crate::plan::object::Content;

use super::object::core;
use super::value::given;

pub fn config_maps(plan: &Plan<'_>, form: Form) -> Vec<Object> {
    plan.configs
        .iter()
        .map(|config| {
            let (mut data, mut binary_data) = (BTreeMap::new(), BTreeMap::new());
            for (key, content) in &config.entries {
                match content {
                    Content::Text(text) => drop(data.insert(key.clone(), text.clone())),
                    Content::Binary { bytes, .. } => drop(binary_data.insert(key.clone(), ByteString(bytes.clone()))),
                }
            }
            let (data, binary_data) = (given(data), given(binary_data));
            core(&config.meta, form, |metadata| ConfigMap { binary_data, data, metadata, ..ConfigMap::default() })
        })
        .collect()
}
