//! Secrets: those whose values were written down, and the template of those that somebody makes by hand.

use k8s_openapi::ByteString;
use k8s_openapi::api::core::v1::Secret;

use crate::emit::{Form, Object};
use crate::plan::Plan;
use crate::plan::object::SecretOrigin;

use super::by_name;
use super::object::core;

pub fn secrets(plan: &Plan<'_>, form: Form) -> Vec<Object> {
    plan.secrets
        .iter()
        .filter_map(|secret| {
            let SecretOrigin::Literal(values) = &secret.source else { return None };
            let data =
                values.iter().map(|(key, value)| (key.clone(), ByteString(value.clone().into_bytes()))).collect();
            Some(core(&secret.meta, form, |metadata| Secret {
                data: Some(data),
                metadata,
                type_: Some(secret.kind.clone()),
                ..Secret::default()
            }))
        })
        .collect()
}

/// A YAML stream of the Secrets that somebody makes by hand: every key is there, every value is empty.
pub fn secrets_template(plan: &Plan<'_>) -> Option<String> {
    let secrets = by_name(blank_secrets(plan));
    (!secrets.is_empty()).then(|| {
        let mut template = String::from(
            "# Fill in every value of a copy of this file, then apply it: kubectl apply -f FILE\n\
             # Never commit it with a value in it.\n",
        );
        for secret in secrets {
            template.push_str("---\n");
            template.push_str(&secret.text);
        }
        template
    })
}

fn blank_secrets(plan: &Plan<'_>) -> Vec<Object> {
    plan.secrets
        .iter()
        .filter_map(|secret| {
            let SecretOrigin::Manual(keys) = &secret.source else { return None };
            let blanks = keys.iter().map(|key| (key.clone(), String::new())).collect();
            Some(core(&secret.meta, Form::Yaml, |metadata| Secret {
                metadata,
                string_data: Some(blanks),
                type_: Some(secret.kind.clone()),
                ..Secret::default()
            }))
        })
        .collect()
}
