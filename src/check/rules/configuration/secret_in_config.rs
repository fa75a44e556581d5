//! Secrets where everybody reads them.

use serde_json::Value as Json;

use crate::check::{At, Checked, Container, Found, Item, Levels, Rule};
use crate::model::lint::Level;

use super::configs;
use super::secrecy::{is_random, of_look, of_name};

pub const RULE: Rule = Rule {
    name: "secret-in-config",
    finds: "a password, a token or a key in a variable, a command line, an annotation or a ConfigMap",
    why: "Whoever may read the repository, the ConfigMap or the workload has it, and it stands in every log of a
deployment. The Kubernetes documentation keeps ConfigMaps for what is not confidential. Found by names that end in
`password`, `token` and the like, by logins in URLs, and by how keys and tokens look.",
    instead: "Declare it in `[secrets]`, and name it: `env.DB_PASSWORD = \"{secret.db.password}\"`.",
    levels: Levels::staged(Level::Warn, Level::Deny),
    find,
};

const ADVICE: &str = "make it a key of `[secrets]`";

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for pod in checked.objects.pods() {
        for container in pod.containers() {
            variables(checked, &container, found);
            command_lines(&container, found);
        }
    }
    for item in checked.objects.iter() {
        annotations(item, found);
    }
    for config in checked.objects.of_kind("ConfigMap") {
        for (key, value) in config.get(&["data"]).as_object().into_iter().flatten() {
            if let Some(what) = value.as_str().and_then(|text| of_entry(key, text)) {
                let message = format!("`{}` holds {what} in the open, under `{key}`", config.words);
                found.push(configs::at(checked, config, key), message, ADVICE);
            }
        }
    }
    // In the others the shell hands secrets over, and what is written out was never meant to be one.
    if !checked.environment.tier.is_disposable() {
        compose(checked, found);
    }
}

fn variables(checked: &Checked<'_>, container: &Container<'_>, found: &mut Found<'_, '_>) {
    for (index, variable) in container.get(&["env"]).as_array().into_iter().flatten().enumerate() {
        let text = |key: &str| variable.get(key).and_then(Json::as_str);
        let (Some(name), Some(value)) = (text("name"), text("value")) else { continue };
        if names_a_secret(checked, value) {
            continue;
        }
        if let Some(what) = of_entry(name, value) {
            let at = At::container(container, &["env", &index.to_string(), "value"]).from(&["env", name]);
            let message = format!("`{}` holds {what} in the open, in the variable `{name}`", container.item.words);
            found.push(at, message, ADVICE);
        }
    }
}

fn names_a_secret(checked: &Checked<'_>, value: &str) -> bool {
    checked.plan.secrets.iter().any(|secret| secret.meta.name == value)
}

fn command_lines(container: &Container<'_>, found: &mut Found<'_, '_>) {
    for list in ["command", "args"] {
        let words: Vec<&str> =
            container.get(&[list]).as_array().into_iter().flatten().filter_map(Json::as_str).collect();
        for (index, word) in words.iter().enumerate() {
            if let Some(what) = of_command(word, words.get(index + 1).copied()) {
                let at = At::container(container, &[list, &index.to_string()]).from(&[list]);
                found.push(at, format!("`{}` is started with {what} in the open", container.item.words), ADVICE);
            }
        }
    }
}

/// A word of a command line, or a script that stands in one.
fn of_command(word: &str, next: Option<&str>) -> Option<&'static str> {
    let flag = word.strip_prefix("--");
    let apart = flag.filter(|flag| !flag.contains('=')).zip(next.filter(|next| !next.starts_with('-')));
    let together = word.split_whitespace().filter_map(|word| word.split_once('='));
    let together = together.map(|(name, value)| (name.trim_start_matches('-'), value.trim_matches(['"', '\''])));
    of_look(word).or_else(|| apart.into_iter().chain(together).find_map(|(name, value)| of_name(name, value)))
}

/// Annotations name Secrets, so that their keys tell nothing.
fn annotations(item: &Item<'_>, found: &mut Found<'_, '_>) {
    for path in [&["metadata", "annotations"][..], &["spec", "template", "metadata", "annotations"]] {
        for (key, value) in item.get(path).as_object().into_iter().flatten() {
            if let Some(what) = value.as_str().and_then(of_look) {
                let field = [path, &[key.as_str()]].concat();
                let at = At::object(item, &field).from(&["annotations", key]).from(&["pod-annotations", key]);
                found.push(at, format!("`{}` holds {what} in the open, in the annotation `{key}`", item.words), ADVICE);
            }
        }
    }
}

/// A variable, or a key of a ConfigMap: a value or a file.
fn of_entry(name: &str, text: &str) -> Option<String> {
    if let Some(what) = of_look(text) {
        return Some(what.to_owned());
    }
    if text.trim_end().contains('\n') {
        return text.lines().filter(|_| has_settings(name)).find_map(of_line);
    }
    let random = || is_random(name, text).then_some("what looks like a key or a token");
    of_name(name, text.trim()).or_else(random).map(str::to_owned)
}

/// Whether lines of a file of this name are settings, and no program.
fn has_settings(name: &str) -> bool {
    let endings = ["yml", "yaml", "json", "toml", "ini", "conf", "cfg", "properties", "env", "config"];
    name.rsplit_once('.').is_none_or(|(_, ending)| endings.contains(&ending))
}

/// `key: value` and `key = value`, in any of the common forms.
fn of_line(line: &str) -> Option<String> {
    let (key, value) = line.split_once([':', '='])?;
    let key = key.trim().trim_start_matches("- ").trim_matches(['"', '\'']);
    let key = key.strip_prefix("export ").unwrap_or(key);
    let is_key = |letter: char| letter.is_ascii_alphanumeric() || "._-".contains(letter);
    let value = value.split(" #").next().unwrap_or(value).trim().trim_end_matches([',', ';']);
    let value = value.trim_matches(['"', '\'']);
    if key.is_empty() || !key.chars().all(is_key) || value.contains(' ') {
        return None;
    }
    of_name(key, value).map(|what| format!("{what} (`{key}`)"))
}

fn compose(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    let services = checked.compose.and_then(|compose| compose.get("services")?.as_object());
    for (service, json) in services.into_iter().flatten() {
        let variables = json.get("environment").and_then(Json::as_object);
        for (name, value) in variables.into_iter().flatten() {
            if let Some(what) = value.as_str().and_then(|value| of_entry(name, value)) {
                let message = format!("`compose/{service}` holds {what} in the open, in the variable `{name}`");
                found.push(At::compose(service, &["environment", name]).from(&["env", name]), message, ADVICE);
            }
        }
        for (list, key) in [("entrypoint", "command"), ("command", "args")] {
            let words: Vec<&str> =
                json.get(list).and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str).collect();
            for (index, word) in words.iter().enumerate() {
                if let Some(what) = of_command(word, words.get(index + 1).copied()) {
                    let message = format!("`compose/{service}` is started with {what} in the open");
                    found.push(At::compose(service, &[list]).from(&[key]), message, ADVICE);
                }
            }
        }
    }
}
