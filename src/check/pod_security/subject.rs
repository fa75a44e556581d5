//! A pod as the checks read it.

use serde_json::Value as Json;

use crate::check::object::get;
use crate::diagnostic::FieldPath;

/// The metadata and the spec of a pod, or of a pod's template.
#[derive(Clone, Copy)]
pub struct Subject<'p> {
    metadata: &'p Json,
    spec: &'p Json,
}

/// Something that has a security context: the pod, or a container of it.
pub(super) struct Part<'p> {
    pub json: &'p Json,
    pub path: FieldPath,
    /// How it is called in a message.
    pub words: String,
}

const LISTS: [(&str, &str); 3] = [
    ("initContainers", "the init container"),
    ("containers", "the container"),
    ("ephemeralContainers", "the ephemeral container"),
];

impl<'p> Subject<'p> {
    /// Of a pod's JSON: its `metadata` and `spec`.
    pub fn of(pod: &'p Json) -> Self {
        Self { metadata: get(pod, &["metadata"]), spec: get(pod, &["spec"]) }
    }

    pub(super) fn annotations(&self) -> impl Iterator<Item = (&'p str, &'p str)> {
        let annotations = get(self.metadata, &["annotations"]).as_object().into_iter().flatten();
        annotations.filter_map(|(key, value)| Some((key.as_str(), value.as_str()?)))
    }

    /// The pod itself.
    pub(super) fn pod(&self) -> Part<'p> {
        Part { json: self.spec, path: FieldPath::new(["spec"]), words: "the pod".to_owned() }
    }

    /// All containers, in the order in which the server visits them.
    pub(super) fn containers(&self) -> Vec<Part<'p>> {
        let mut containers = Vec::new();
        for (list, called) in LISTS {
            for (index, json) in items(self.spec, list).enumerate() {
                let path = FieldPath::new(["spec", list]).then(index.to_string());
                let words = format!("{called} `{}`", text(json, &["name"]));
                containers.push(Part { json, path, words });
            }
        }
        containers
    }

    /// The pod, then its containers: most fields can be set for either.
    pub(super) fn parts(&self) -> Vec<Part<'p>> {
        std::iter::once(self.pod()).chain(self.containers()).collect()
    }

    /// The volumes, each with its place and its name.
    pub(super) fn volumes(&self) -> impl Iterator<Item = (FieldPath, &'p str, &'p Json)> {
        let path = FieldPath::new(["spec", "volumes"]);
        let volumes = items(self.spec, "volumes").enumerate();
        volumes.map(move |(index, volume)| (path.then(index.to_string()), text(volume, &["name"]), volume))
    }

    pub(super) fn on_windows(&self) -> bool {
        text(self.spec, &["os", "name"]) == "windows"
    }

    /// Whether root in the pod is somebody else on the node.
    pub(super) fn has_own_users(&self) -> bool {
        get(self.spec, &["hostUsers"]).as_bool() == Some(false)
    }
}

impl<'p> Part<'p> {
    pub fn get(&self, keys: &[&str]) -> &'p Json {
        get(self.json, keys)
    }

    /// A field of its security context.
    pub fn context(&self, keys: &[&str]) -> &'p Json {
        get(self.get(&["securityContext"]), keys)
    }
}

/// The items of a list; none, if there is no such list.
pub(super) fn items<'j>(json: &'j Json, key: &str) -> impl Iterator<Item = &'j Json> {
    get(json, &[key]).as_array().into_iter().flatten()
}

/// A text; what is not there is empty, as the server reads it.
pub(super) fn text<'j>(json: &'j Json, keys: &[&str]) -> &'j str {
    get(json, keys).as_str().unwrap_or_default()
}
