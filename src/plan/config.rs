//! ConfigMaps: the shared one, those of `[config]`, the files of workloads, dashboards. Templates are rendered here.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::diagnostic::{FieldPath, suggestion};
use crate::model::content::{ConfigFile, File};
use crate::model::tree_value::TreeValue;

use super::Inputs;
use super::catalog::{Catalog, Entry};
use super::labels::{evaluated_labels, platform_meta};
use super::object::Config;
use super::template::{Fault, Templates};
use super::text::Scope;

/// The contents of one field: exactly one of these is set.
struct Content<'c> {
    text: Option<&'c String>,
    from: Option<&'c String>,
    template: Option<&'c String>,
    yaml: Option<&'c TreeValue>,
    json: Option<&'c TreeValue>,
}

/// Whose content it is, and what a template of it sees.
pub struct Reading<'r> {
    pub inputs: &'r Inputs<'r, 'r>,
    pub templates: &'r Templates<'r>,
}

impl Reading<'_> {
    fn content(
        &self,
        scope: &mut Scope<'_, '_, '_>,
        content: &Content<'_>,
        owner: Option<&Json>,
        data: &Json,
        path: &FieldPath,
    ) -> String {
        if let Some(text) = content.text {
            return text.clone();
        }
        if let Some(from) = content.from {
            return self.inputs.contents.get(from).map(str::to_owned).unwrap_or_default();
        }
        if let Some(name) = content.template {
            return self.rendered(scope, name, owner, data, &path.then("template"));
        }
        match (content.yaml, content.json) {
            (Some(tree), _) => {
                let value = json(scope, tree, &path.then("yaml"));
                crate::yaml::to_string(&value).expect("a tree of JSON has nothing that YAML lacks")
            }
            (_, Some(tree)) => {
                let value = json(scope, tree, &path.then("json"));
                format!("{value:#}\n")
            }
            (None, None) => String::new(),
        }
    }

    fn rendered(
        &self,
        scope: &mut Scope<'_, '_, '_>,
        name: &str,
        owner: Option<&Json>,
        data: &Json,
        path: &FieldPath,
    ) -> String {
        self.templates.render(name, owner, data).unwrap_or_else(|fault| {
            match fault {
                Fault::Missing => {
                    let near = suggestion(name, Templates::built_in());
                    let label = format!("write `templates/{name}`, or use a built-in one: {near}");
                    scope.fault(path, "unknown-template", format!("there is no template `{name}`"), label);
                }
                Fault::In(message) => scope.fault(path, "template", message, "this template is at fault"),
                Fault::At(_) if scope.report.has_fault_at(path) => {}
                Fault::At(fault) => {
                    let named = scope.provenance.place(path);
                    scope.report.push_at(path.clone(), fault.also(named, "the template is named here"));
                }
            }
            String::new()
        })
    }

    pub fn artifact(
        &self,
        scope: &mut Scope<'_, '_, '_>,
        target: &str,
        artifact: &crate::model::content::Artifact,
    ) -> String {
        let path = FieldPath::new(["artifacts", target]);
        let data = artifact
            .data
            .as_ref()
            .map_or_else(|| Json::Object(serde_json::Map::new()), |data| json(scope, data, &path.then("data")));
        let content = Content {
            text: artifact.text.as_ref(),
            from: artifact.from.as_ref(),
            template: artifact.template.as_ref(),
            yaml: artifact.yaml.as_ref(),
            json: artifact.json.as_ref(),
        };
        self.content(scope, &content, None, &data, &path)
    }

    fn config_file(&self, scope: &mut Scope<'_, '_, '_>, file: &ConfigFile, path: &FieldPath) -> String {
        let content = Content {
            text: file.text.as_ref(),
            from: file.from.as_ref(),
            template: file.template.as_ref(),
            yaml: file.yaml.as_ref(),
            json: file.json.as_ref(),
        };
        self.content(scope, &content, None, &Json::Object(serde_json::Map::new()), path)
    }

    /// A file of a workload, whose templates see that workload as `self`.
    pub fn file(&self, scope: &mut Scope<'_, '_, '_>, file: &File, owner: Option<&Json>, path: &FieldPath) -> String {
        let content = Content {
            text: file.text.as_ref(),
            from: file.from.as_ref(),
            template: file.template.as_ref(),
            yaml: file.yaml.as_ref(),
            json: file.json.as_ref(),
        };
        self.content(scope, &content, owner, &Json::Object(serde_json::Map::new()), path)
    }

    /// The ConfigMaps of `[config]`.
    pub fn configs(&self, scope: &mut Scope<'_, '_, '_>) -> Vec<Config> {
        let environment = scope.catalog.environment;
        let mut configs = Vec::new();
        for (id, config) in &environment.config {
            let path = FieldPath::new(["config", id]);
            let name = match &config.name {
                Some(name) => scope.name(name, &path.then("name")),
                None => id.clone(),
            };
            let mut meta = platform_meta(scope, &name, Some("main"));
            meta.labels.extend(evaluated_labels(scope, &config.labels, &path.then("labels")));
            let mut entries = BTreeMap::new();
            for (key, value) in &config.values {
                let text = scope.plain(&value.0, &path.join(&["values", key]));
                entries.insert(key.clone(), text);
            }
            for (name, file) in &config.files {
                let text = self.config_file(scope, file, &path.join(&["files", name]));
                entries.insert(name.clone(), text);
            }
            configs.push(Config { id: Some(id.clone()), meta, entries });
        }
        configs
    }
}

/// A free tree with its placeholders put in.
fn json(scope: &mut Scope<'_, '_, '_>, tree: &TreeValue, path: &FieldPath) -> Json {
    match tree {
        TreeValue::Table(table) => {
            Json::Object(table.iter().map(|(key, value)| (key.clone(), json(scope, value, &path.then(key)))).collect())
        }
        TreeValue::List(items) => {
            let items = items.iter().enumerate();
            Json::Array(items.map(|(index, item)| json(scope, item, &path.then(index.to_string()))).collect())
        }
        TreeValue::Text(text) => Json::String(scope.plain(text, path)),
        TreeValue::Integer(number) => Json::from(*number),
        TreeValue::Float(number) => Json::from(*number),
        TreeValue::Boolean(boolean) => Json::Bool(*boolean),
    }
}

/// The name of the ConfigMap that holds a workload's own files.
pub fn files_name(entry: &Entry<'_>) -> String {
    format!("{}-files", entry.name)
}

/// The key of a file in a ConfigMap: its path, with dots for slashes.
pub fn file_key(path: &str) -> String {
    let legal =
        |letter: char| if letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.') { letter } else { '_' };
    path.trim_matches('/').replace('/', ".").chars().map(legal).collect()
}

/// The ConfigMap with all plain outputs in use.
pub fn shared(scope: &mut Scope<'_, '_, '_>, entries: BTreeMap<String, String>) -> Option<Config> {
    let name = scope.catalog.environment.platform.shared_config.as_ref()?;
    if entries.is_empty() {
        return None;
    }
    let name = scope.name(name, &FieldPath::new(["platform", "shared-config"]));
    Some(Config { id: None, meta: platform_meta(scope, &name, Some("main")), entries })
}

/// The namespaces other than the main one whose pods read a ConfigMap of the main one: it is needed there too.
pub fn copies(configs: &[Config], used: &BTreeMap<String, Vec<String>>, catalog: &Catalog<'_>) -> Vec<Config> {
    let mut copies = Vec::new();
    for config in configs {
        for namespace in used.get(&config.meta.name).into_iter().flatten() {
            let name = catalog.namespace(namespace).map(str::to_owned);
            if name != config.meta.namespace {
                let mut copy = config.clone();
                copy.meta.namespace = name;
                copies.push(copy);
            }
        }
    }
    copies
}
