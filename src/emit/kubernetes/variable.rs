//! Environment variables: values in place, and references to where values stand.

use k8s_openapi::api::core::v1::{
    ConfigMapEnvSource, ConfigMapKeySelector, EnvFromSource, EnvVar, EnvVarSource, ObjectFieldSelector,
    ResourceFieldSelector, SecretEnvSource, SecretKeySelector,
};

use crate::plan::expansion::for_kubernetes;
use crate::plan::workload::{EnvFrom, Value, Variable};

pub fn variable(variable: &Variable) -> EnvVar {
    let bare = EnvVar { name: variable.name.clone(), ..EnvVar::default() };
    let value_from = match &variable.value {
        Value::Plain(text) => return EnvVar { value: Some(for_kubernetes(text)), ..bare },
        Value::Config { config, key, value: _ } => config_key(config, key),
        Value::Secret { secret, key, literal: _ } => secret_key(secret, key),
        Value::Field(path) => field(path),
        Value::Resource(resource) => container_resource(resource),
    };
    EnvVar { value_from: Some(value_from), ..bare }
}

/// All of a ConfigMap or a Secret.
pub fn env_from(source: &EnvFrom) -> EnvFromSource {
    match source {
        EnvFrom::Config(config) => EnvFromSource {
            config_map_ref: Some(ConfigMapEnvSource { name: config.clone(), optional: None }),
            ..EnvFromSource::default()
        },
        EnvFrom::Secret(secret) => EnvFromSource {
            secret_ref: Some(SecretEnvSource { name: secret.clone(), optional: None }),
            ..EnvFromSource::default()
        },
    }
}

fn config_key(config: &str, key: &str) -> EnvVarSource {
    let selector = ConfigMapKeySelector { key: key.to_owned(), name: config.to_owned(), optional: None };
    EnvVarSource { config_map_key_ref: Some(selector), ..EnvVarSource::default() }
}

fn secret_key(secret: &str, key: &str) -> EnvVarSource {
    let selector = SecretKeySelector { key: key.to_owned(), name: secret.to_owned(), optional: None };
    EnvVarSource { secret_key_ref: Some(selector), ..EnvVarSource::default() }
}

fn field(path: &str) -> EnvVarSource {
    EnvVarSource { field_ref: Some(field_selector(path)), ..EnvVarSource::default() }
}

pub fn field_selector(path: &str) -> ObjectFieldSelector {
    ObjectFieldSelector { api_version: None, field_path: path.to_owned() }
}

fn container_resource(resource: &str) -> EnvVarSource {
    let selector = ResourceFieldSelector { resource: resource.to_owned(), ..ResourceFieldSelector::default() };
    EnvVarSource { resource_field_ref: Some(selector), ..EnvVarSource::default() }
}
