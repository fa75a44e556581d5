//! Containers that command the Docker that runs them.

use serde_json::Value as Json;

use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::services::services;

pub const RULE: Rule = Rule {
    name: "compose-docker-socket",
    finds: "a Compose service into which Docker's socket is mounted",
    why: "Whoever may talk to Docker may start a container with all of the machine's files: the service is root on the
machine, read-only mount or not.",
    instead: "Do without it, or put a proxy between that passes on only what is needed.",
    levels: Levels::staged(Level::Warn, Level::Deny),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for (name, service) in services(checked) {
        for (index, volume) in service.get("volumes").and_then(Json::as_array).into_iter().flatten().enumerate() {
            let source = volume.as_str().map(|text| text.split(':').next().unwrap_or(text));
            let source = source.or_else(|| volume.get("source")?.as_str()).unwrap_or_default();
            if source.ends_with("/docker.sock") {
                let at = At::compose(name, &["volumes", &index.to_string()]).from(&["volumes"]);
                found.push(at, format!("`compose/{name}` is given Docker's socket, `{source}`"), "do without it");
            }
        }
    }
}
