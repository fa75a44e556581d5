//! Volumes that lay several sources into one folder, and Secrets as files.

use crate::diagnostic::{FieldPath, suggestion};
use crate::load::Map;
use crate::model::workload::Projection as ModelProjection;

use super::fault::Fault;
use super::text::{Piece, Scope, declared_name, variable_name};
use super::variables::literal_secrets;
use super::workload::{ConfigItem, Projection, SecretFile, Value, VolumeSource};

pub fn projected(
    scope: &mut Scope<'_, '_, '_>,
    sources: &Map<String, ModelProjection>,
    path: &FieldPath,
    configs: &mut Vec<String>,
) -> VolumeSource {
    let mut planned = Vec::new();
    for (name, source) in sources {
        let at = path.join(&["projected", name]);
        if let Some(id) = &source.config {
            let table = scope.catalog.environment.config.get(id);
            let config = declared_name(scope, "config", id, table.and_then(|config| config.name.as_ref()));
            let item =
                |(key, path): (&String, &String)| ConfigItem { key: key.clone(), path: path.clone(), mode: None };
            configs.push(config.clone());
            planned.push(Projection::Config { config, items: source.items.iter().map(item).collect() });
        } else if let Some(id) = &source.secret {
            let (secret, files) = secret_files(scope, id, &source.items, &at.then("secret"));
            planned.push(Projection::Secret { secret, files, all: source.items.is_empty() });
        } else if let Some(audience) = &source.token {
            planned.push(Projection::Token {
                audience: (!audience.is_empty()).then(|| audience.clone()),
                path: source.path.clone().unwrap_or_else(|| "token".to_owned()),
                lifetime: source.lifetime.as_ref().map(|time| time.seconds()),
            });
        } else if let Some(fields) = &source.fields {
            planned.push(Projection::Fields(fields_of(scope, fields, &at)));
        }
    }
    VolumeSource::Projected { sources: planned }
}

/// Path → field or resource; nothing else can stand in such a file.
fn fields_of(
    scope: &mut Scope<'_, '_, '_>,
    fields: &Map<String, crate::model::text::Text>,
    at: &FieldPath,
) -> Vec<(String, Value)> {
    let mut planned = Vec::new();
    for (file, text) in fields {
        let path = at.join(&["fields", file]);
        let mut pieces = scope.downward(text, &path);
        match (pieces.pop(), pieces.is_empty()) {
            (Some(Piece::Field(field)), true) => planned.push((file.clone(), Value::Field(field))),
            (Some(Piece::Resource(resource)), true) => planned.push((file.clone(), Value::Resource(resource))),
            _ => scope.fault(
                &path,
                "bad-placeholder",
                format!("`{}` is no field of the pod", text.raw()),
                "one `{field.…}` or `{resource.…}` is wanted, such as `{field.metadata.labels}`",
            ),
        }
    }
    planned
}

/// The object's name of a `[secrets]` table, and its keys as files: those asked for (key → path), or all.
pub fn secret_files(
    scope: &mut Scope<'_, '_, '_>,
    id: &str,
    items: &Map<String, String>,
    path: &FieldPath,
) -> (String, Vec<SecretFile>) {
    let environment = scope.catalog.environment;
    let Some(table) = environment.secrets.get(id) else {
        let label = suggestion(id, environment.secrets.keys().map(String::as_str));
        let removed = scope.provenance.removed_at(&FieldPath::new(["secrets", id]));
        let fault = Fault::new("unknown-secret", format!("there is no secret `{id}`"), label);
        scope.tell(path, fault.removed(removed));
        return (id.to_owned(), Vec::new());
    };
    let name = declared_name(scope, "secrets", id, table.name.as_ref());
    let all = || table.keys.keys().map(|key| (key.clone(), key.clone())).collect();
    let items: Vec<(String, String)> =
        if items.is_empty() { all() } else { items.iter().map(|(key, path)| (key.clone(), path.clone())).collect() };
    let mut files = Vec::new();
    for (key, shown) in items {
        match scope.secret(&format!("{id}.{key}")) {
            Ok(pieces) => files.extend(pieces.into_iter().filter_map(|piece| {
                let Piece::Secret(piece) = piece else { return None };
                let item = ConfigItem { key: piece.key, path: shown.clone(), mode: None };
                let variable = variable_name(&[id, &item.key]);
                Some(SecretFile { item, literal: piece.literal.filter(|_| literal_secrets(scope)), variable })
            })),
            Err(fault) => scope.tell(path, fault),
        }
    }
    (name, files)
}
