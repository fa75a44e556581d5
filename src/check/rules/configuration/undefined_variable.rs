//! References to variables that are not there.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use crate::check::{At, Checked, Container, Found, Levels, Rule};
use crate::model::lint::Level;
use crate::plan::expansion::references;

pub const RULE: Rule = Rule {
    name: "undefined-variable",
    finds: "`$(NAME)` in a variable or a command line of a container that has no variable of that name, or has it later",
    why: "Kubernetes leaves such a reference as it stands: the program is started with the text `$(NAME)` for a host,
a port or a password. A variable can only name those before it.",
    instead: "Add the variable, before the one that names it. `$$(NAME)` is for text that is meant so.",
    levels: Levels::staged(Level::Warn, Level::Deny),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for pod in checked.objects.pods() {
        for container in pod.containers() {
            // What stands in a whole ConfigMap or Secret may not be known here.
            if container.get(&["envFrom"]).as_array().is_none_or(Vec::is_empty) {
                of_container(&container, found);
            }
        }
    }
}

fn of_container(container: &Container<'_>, found: &mut Found<'_, '_>) {
    let variables = || container.get(&["env"]).as_array().into_iter().flatten();
    let name = |variable: &Json| variable.get("name").and_then(Json::as_str).map(str::to_owned);
    let all: BTreeSet<String> = variables().filter_map(name).collect();
    let mut before: BTreeSet<String> = BTreeSet::new();
    for (index, variable) in variables().enumerate() {
        let Some(own) = name(variable) else { continue };
        let value = variable.get("value").and_then(Json::as_str).unwrap_or_default();
        for missing in references(value).filter(|name| is_variable(name) && !before.contains(*name)) {
            let at = At::container(container, &["env", &index.to_string(), "value"]).from(&["env", &own]);
            let why = if all.contains(missing) { "which is set after it" } else { "which is not set" };
            let message = format!("`{own}` of `{}` names `$({missing})`, {why}", container.item.words);
            found.push(at, message, format!("set `{missing}` before it"));
        }
        before.insert(own);
    }
    for list in ["command", "args"] {
        for (index, word) in container.get(&[list]).as_array().into_iter().flatten().enumerate() {
            let text = word.as_str().unwrap_or_default();
            for missing in references(text).filter(|name| is_variable(name) && !all.contains(*name)) {
                let at = At::container(container, &[list, &index.to_string()]).from(&[list]);
                let message = format!("`{}` is started with `$({missing})`, which is not set", container.item.words);
                found.push(at, message, format!("set `{missing}` in `env`"));
            }
        }
    }
}

/// Called like a variable, and none of those that Kubernetes sets for Services.
fn is_variable(name: &str) -> bool {
    let is_named = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    let of_service = name.ends_with("_SERVICE_HOST") || name.contains("_SERVICE_PORT") || name.contains("_PORT_");
    name.starts_with(|first: char| first.is_ascii_uppercase()) && name.bytes().all(is_named) && !of_service
}
