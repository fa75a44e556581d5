//! What a stream holds: its objects as written, and the pods that its workloads would have.

use std::io;

use serde_json::{Value, json};
use serde_yaml::DuplicateKeyPolicy;

/// One document of a stream.
#[derive(Clone)]
pub struct Object {
    pub api_version: String,
    pub kind: String,
    pub name: String,
    pub namespace: Option<String>,
    /// As rendered: the server reads it, and tells of a key that is written twice.
    pub text: String,
    value: Value,
}

/// A pod that a workload would have, in its namespace.
pub struct Pod {
    pub of: String,
    pub namespace: Option<String>,
    pub value: Value,
}

impl Object {
    fn new(text: &str) -> io::Result<Self> {
        // That a key is written twice is for the server to say.
        let options = serde_yaml::options! { duplicate_keys: DuplicateKeyPolicy::LastWins };
        let value = serde_yaml::from_str_with_options::<Value>(text, options);
        let value = value.map_err(|error| io::Error::other(format!("{error}\n{text}")))?;
        let at = |pointer: &str| value.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
        let needed = |pointer: &str| at(pointer).ok_or_else(|| io::Error::other(format!("no {pointer} in\n{text}")));
        Ok(Self {
            api_version: needed("/apiVersion")?,
            kind: needed("/kind")?,
            name: needed("/metadata/name")?,
            namespace: at("/metadata/namespace"),
            text: text.to_owned(),
            value,
        })
    }

    pub fn value(&self) -> &Value {
        &self.value
    }

    /// The same object with other content.
    pub fn with(&self, value: Value) -> Self {
        Self { text: value.to_string(), value, ..self.clone() }
    }

    /// No two objects of a cluster have the same.
    pub fn label(&self) -> String {
        let Self { api_version, kind, name, .. } = self;
        match &self.namespace {
            Some(namespace) => format!("{api_version} {kind}/{name} in {namespace}"),
            None => format!("{api_version} {kind}/{name}"),
        }
    }

    /// None: it has no pods. Any kind counts that has a template of pods where the kinds that we know have theirs.
    pub fn pod(&self) -> Option<Pod> {
        let places = ["/spec/template", "/spec/jobTemplate/spec/template"];
        let template = places.iter().filter_map(|place| self.value.pointer(place));
        let mut pod = template.into_iter().find(|template| template.pointer("/spec/containers").is_some())?.clone();
        let root = pod.as_object_mut()?;
        root.insert("apiVersion".into(), json!("v1"));
        root.insert("kind".into(), json!("Pod"));
        let metadata = root.entry("metadata").or_insert_with(|| json!({})).as_object_mut()?;
        metadata.insert("generateName".into(), json!(format!("{}-", self.name)));
        self.join_claims(pod.get_mut("spec")?.as_object_mut()?);
        Some(Pod { of: self.label(), namespace: self.namespace.clone(), value: pod })
    }

    /// A StatefulSet's controller joins a volume for each of its templates of claims.
    fn join_claims(&self, spec: &mut serde_json::Map<String, Value>) {
        let claims = self.value.pointer("/spec/volumeClaimTemplates").and_then(Value::as_array);
        let names = claims.into_iter().flatten().filter_map(|claim| claim.pointer("/metadata/name"));
        let volumes = names.map(|name| json!({ "name": name, "persistentVolumeClaim": { "claimName": "claim" } }));
        let volumes: Vec<Value> = volumes.collect();
        if !volumes.is_empty()
            && let Some(all) = spec.entry("volumes").or_insert_with(|| json!([])).as_array_mut()
        {
            all.extend(volumes);
        }
    }
}

/// The objects of a stream in its order. A line of three dashes can be in no block of ours: those are indented.
pub fn objects(stream: &str) -> io::Result<Vec<Object>> {
    let mut documents = vec![String::new()];
    for line in stream.lines() {
        if line == "---" {
            documents.push(String::new());
        } else {
            let document = documents.last_mut().expect("there is always one");
            document.push_str(line);
            document.push('\n');
        }
    }
    let is_empty = |text: &str| text.lines().all(|line| line.trim_start().starts_with('#') || line.trim().is_empty());
    documents.iter().filter(|text| !is_empty(text)).map(|text| Object::new(text)).collect()
}
