//! Services that others wait for, and that never say when they are ready.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::services::services;

pub const RULE: Rule = Rule {
    name: "compose-no-healthcheck",
    finds: "a Compose service without a healthcheck that others wait for",
    why: "Compose then starts those others as soon as the process exists. A database takes seconds from there until it
answers: what connects at once fails on the first start, and works on the second.",
    instead: "Give it a `readiness`. For one by HTTP or TCP say with `probe-tool` what the image can ask itself with;
`exec` works without. `compose.readiness` is for Compose alone.",
    levels: Levels::always(Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    let mut waiting: BTreeMap<&str, &str> = BTreeMap::new();
    for (name, service) in services(checked) {
        // What shares another's network starts with it.
        let shares = service.get("network_mode").and_then(Json::as_str).and_then(|mode| mode.strip_prefix("service:"));
        for (on, dependency) in service.get("depends_on").and_then(Json::as_object).into_iter().flatten() {
            let is_started = dependency.get("condition").and_then(Json::as_str) == Some("service_started");
            if is_started && shares != Some(on.as_str()) {
                waiting.entry(on).or_insert(name);
            }
        }
    }
    for (name, service) in services(checked) {
        let has_check = service.get("healthcheck").is_some_and(|check| check.get("disable") != Some(&Json::Bool(true)));
        if let Some(by) = waiting.get(name).filter(|_| !has_check) {
            let at = At::compose(name, &["healthcheck"]).from(&["probe-tool"]).from(&["readiness"]);
            let message = format!("`compose/{name}` has no healthcheck, and `{by}` waits for it");
            found.push(at, message, "give it a `readiness` that Compose can ask for");
        }
    }
}
