//! ConfigMaps: the shared one, those of `[config]`, the files of workloads, dashboards. Templates are rendered here.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::diagnostic::{FieldPath, suggestion};
use crate::model::content::{ConfigFile, File};
use crate::model::tree_value::TreeValue;

use super::catalog::Catalog;
use super::labels::{evaluated_labels, platform_meta};
use super::object::{Config, Content};
use super::template::{Fault, Templates};
use super::text::Scope;
use super::{Aim, Inputs};

/// Where the content of one field comes from: exactly one of these is set.
struct Source<'c> {
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
    /// Whether what files say is wanted at all.
    pub fn reads(&self) -> bool {
        self.inputs.only.is_none_or(|only| only.contents)
    }

    /// Whether it is wanted word by word, for the sum over it.
    pub fn sums(&self) -> bool {
        self.inputs.only.is_none_or(|only| only.contents && matches!(only.aim, Aim::Objects))
    }

    fn content(
        &self,
        scope: &mut Scope<'_, '_, '_>,
        source: &Source<'_>,
        owner: Option<&str>,
        data: &Json,
        path: &FieldPath,
    ) -> Content {
        if !self.reads() {
            return Content::Text(String::new());
        }
        if let Some(from) = source.from {
            return self.file_of_platform(from);
        }
        Content::Text(match (source.text, source.template, source.yaml, source.json) {
            (Some(text), ..) => text.clone(),
            (_, Some(name), ..) => self.rendered(scope, name, owner, data, &path.then("template")),
            (_, _, Some(tree), _) => {
                let value = json(scope, tree, &path.then("yaml"));
                crate::yaml::to_string(&value).expect("a tree of JSON has nothing that YAML lacks")
            }
            (.., Some(tree)) => {
                let value = json(scope, tree, &path.then("json"));
                format!("{value:#}\n")
            }
            (None, None, None, None) => String::new(),
        })
    }

    /// As on disk, byte for byte.
    pub fn file_of_platform(&self, path: &str) -> Content {
        if !self.reads() {
            return Content::Text(String::new());
        }
        let bytes = self.inputs.contents.bytes(path).unwrap_or_default();
        match std::str::from_utf8(bytes) {
            Ok(text) => Content::Text(text.to_owned()),
            Err(_) => Content::Binary { bytes: bytes.to_vec(), from: path.to_owned() },
        }
    }

    fn rendered(
        &self,
        scope: &mut Scope<'_, '_, '_>,
        name: &str,
        owner: Option<&str>,
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
        let source = Source {
            text: artifact.text.as_ref(),
            from: artifact.from.as_ref(),
            template: artifact.template.as_ref(),
            yaml: artifact.yaml.as_ref(),
            json: artifact.json.as_ref(),
        };
        match self.content(scope, &source, None, &data, &path) {
            Content::Text(text) => text,
            Content::Binary { .. } => unreachable!("an artifact's file was read as text"),
        }
    }

    fn config_file(&self, scope: &mut Scope<'_, '_, '_>, file: &ConfigFile, path: &FieldPath) -> Content {
        let source = Source {
            text: file.text.as_ref(),
            from: file.from.as_ref(),
            template: file.template.as_ref(),
            yaml: file.yaml.as_ref(),
            json: file.json.as_ref(),
        };
        self.content(scope, &source, None, &Json::Object(serde_json::Map::new()), path)
    }

    /// A file of a workload, whose templates see that workload as `self`.
    pub fn file(&self, scope: &mut Scope<'_, '_, '_>, file: &File, owner: Option<&str>, path: &FieldPath) -> Content {
        let source = Source {
            text: file.text.as_ref(),
            from: file.from.as_ref(),
            template: file.template.as_ref(),
            yaml: file.yaml.as_ref(),
            json: file.json.as_ref(),
        };
        self.content(scope, &source, owner, &Json::Object(serde_json::Map::new()), path)
    }

    /// Whether a folder of the platform is named.
    pub fn is_folder(&self, from: Option<&str>) -> bool {
        from.is_some_and(|from| self.inputs.contents.folder(from.trim_end_matches('/')).is_some())
    }

    /// The ConfigMaps of `[config]` whose names are wanted.
    pub fn configs(&self, scope: &mut Scope<'_, '_, '_>, is_wanted: impl Fn(&str) -> bool) -> Vec<Config> {
        let environment = scope.catalog.environment;
        let mut configs = Vec::new();
        for (id, config) in &environment.config {
            let path = FieldPath::new(["config", id]);
            let name = match &config.name {
                Some(name) => scope.name(name, &path.then("name")),
                None => id.clone(),
            };
            if !is_wanted(&name) {
                continue;
            }
            let mut meta = platform_meta(scope, &name, Some("main"));
            meta.labels.extend(evaluated_labels(scope, &config.labels, &path.then("labels")));
            let mut entries = BTreeMap::new();
            for (key, value) in &config.values {
                let text = scope.plain(&value.0, &path.join(&["values", key]));
                entries.insert(key.clone(), Content::Text(text));
            }
            for (name, file) in &config.files {
                let at = path.join(&["files", name]);
                if self.is_folder(file.from.as_deref()) {
                    let message = format!("`{name}` is one file, but a folder is given");
                    scope.fault(&at.then("from"), "bad-path", message, "a file is wanted");
                }
                let content = self.config_file(scope, file, &at);
                entries.insert(name.clone(), content);
            }
            refuse_large(scope, &entries, &format!("config `{id}`"), &path.then("files"));
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
        TreeValue::Text(text) => Json::String(scope.written(text, path)),
        TreeValue::Integer(number) => Json::from(*number),
        TreeValue::Float(number) => Json::from(*number),
        TreeValue::Boolean(boolean) => Json::Bool(*boolean),
    }
}

/// A ConfigMap holds one MiB, and the API server refuses more.
pub fn refuse_large(scope: &mut Scope<'_, '_, '_>, entries: &BTreeMap<String, Content>, whose: &str, path: &FieldPath) {
    let size: usize = entries.values().map(|content| content.as_bytes().len()).sum();
    if size > 1 << 20 {
        let message = format!("the files of {whose} have {size} bytes, more than a ConfigMap holds (1 MiB)");
        scope.fault(path, "too-large", message, "put them into the image, or on a volume");
    }
}

/// The key of a file in a ConfigMap: its path, with dots for slashes.
pub fn file_key(path: &str) -> String {
    let legal =
        |letter: char| if letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.') { letter } else { '_' };
    path.trim_matches('/').replace('/', ".").chars().map(legal).collect()
}

/// The ConfigMap with all plain outputs in use.
pub fn shared(scope: &mut Scope<'_, '_, '_>, entries: BTreeMap<String, String>) -> Option<Config> {
    let entries: BTreeMap<_, _> = entries.into_iter().map(|(key, text)| (key, Content::Text(text))).collect();
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
