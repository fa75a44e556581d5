//! Whole ConfigMaps and Secrets as variables. Compose knows no such thing: there each key becomes a variable.

use crate::diagnostic::{FieldPath, suggestion};
use crate::load::Map;
use crate::model::scalar::Variable as VariableName;
use crate::model::workload::{EnvSource, Target};

use super::entry::Contained;
use super::fault::Fault;
use super::text::{Piece, Scope, declared_name};
use super::variables::secret_value;
use super::workload::{EnvFrom, Value};

/// The sources of a container; for Compose their keys are put into `variables`.
pub fn env_from(
    scope: &mut Scope<'_, '_, '_>,
    contained: Contained<'_, '_>,
    variables: &mut Map<String, Value>,
) -> Vec<EnvFrom> {
    let environment = scope.catalog.environment;
    let mut sources = Vec::new();
    for (id, source) in &contained.model.env_from {
        let path = contained.path().join(&["env-from", id]);
        let (root, known): (_, Vec<&String>) = match source {
            EnvSource::Config => ("config", environment.config.keys().collect()),
            EnvSource::Secret => ("secrets", environment.secrets.keys().collect()),
        };
        if !known.contains(&id) {
            let label = suggestion(id, known.into_iter().map(String::as_str));
            let removed = scope.provenance.removed_at(&FieldPath::new([root, id]));
            let message = format!("there is no `[{root}.{id}]`");
            scope.tell(&path, Fault::new("unknown-reference", message, label).removed(removed));
            continue;
        }
        match (scope.catalog.target, source) {
            (Target::Kubernetes, EnvSource::Config) => {
                sources.push(EnvFrom::Config(declared_name(scope, root, id, environment.config[id].name.as_ref())));
            }
            (Target::Kubernetes, EnvSource::Secret) => {
                sources.push(EnvFrom::Secret(declared_name(scope, root, id, environment.secrets[id].name.as_ref())));
            }
            (Target::Compose | Target::Files, EnvSource::Config) => config_variables(scope, id, variables),
            (Target::Compose | Target::Files, EnvSource::Secret) => secret_variables(scope, id, &path, variables),
        }
    }
    sources
}

/// As Kubernetes does it, keys that are no names of variables are left out.
fn config_variables(scope: &mut Scope<'_, '_, '_>, id: &str, variables: &mut Map<String, Value>) {
    let config = &scope.catalog.environment.config[id];
    for (key, value) in config.values.iter().filter(|(key, _)| VariableName::parse(key).is_ok()) {
        let text = scope.plain(&value.0, &FieldPath::new(["config", id, "values", key]));
        variables.insert(key.clone(), Value::Plain(text));
    }
}

fn secret_variables(scope: &mut Scope<'_, '_, '_>, id: &str, path: &FieldPath, variables: &mut Map<String, Value>) {
    let secret = &scope.catalog.environment.secrets[id];
    for key in secret.keys.keys().filter(|key| VariableName::parse(key).is_ok()) {
        match scope.secret(&format!("{id}.{key}")) {
            Ok(pieces) => {
                for piece in pieces {
                    let Piece::Secret(piece) = piece else { continue };
                    variables.insert(key.clone(), secret_value(scope, piece));
                }
            }
            Err(fault) => scope.tell(path, fault),
        }
    }
}
