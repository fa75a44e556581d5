//! What is compared: an object, a service of the Compose file, a text file. All are JSON by now, and have a name.

use std::borrow::Cow;
use std::fmt;

use serde_json::{Map, Value as Json};

use crate::emit::{Artifact, Object};

/// What a document is called. Its API version is none of it: an object keeps its identity when that moves on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id {
    /// API group; that of the core is empty, and so is that of what is no object.
    pub group: String,
    /// As the API spells it; `compose` and `file` for what is no object.
    pub kind: Cow<'static, str>,
    pub namespace: Option<String>,
    pub name: String,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    pub id: Id,
    /// Of a text file, its text.
    pub json: Json,
    /// ID of the workload it belongs to; none: the platform itself, or nobody knows.
    pub owner: Option<String>,
}

/// Kind of the services of a Compose file, and of the rest of it.
pub const COMPOSE: &str = "compose";
/// Kind of text files.
pub const FILE: &str = "file";

impl fmt::Display for Id {
    /// `deployment/web`, as `render --only` and kubectl take it.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.kind.to_lowercase(), self.name)
    }
}

impl Id {
    /// The identity that an object states itself. `None`: it is none.
    pub fn of(json: &Json) -> Option<Self> {
        let version = json.get("apiVersion")?.as_str()?;
        let metadata = json.get("metadata")?;
        Some(Self {
            group: version.split_once('/').map_or("", |(group, _)| group).to_owned(),
            kind: json.get("kind")?.as_str()?.to_owned().into(),
            namespace: metadata.get("namespace").and_then(Json::as_str).map(str::to_owned),
            name: metadata.get("name")?.as_str()?.to_owned(),
        })
    }

    pub fn of_object(object: &Object) -> Self {
        let group = object.api_version.split_once('/').map_or("", |(group, _)| group).to_owned();
        Self { group, kind: object.kind.clone(), namespace: object.namespace.clone(), name: object.name.clone() }
    }
}

/// Everything that was emitted, as documents. Objects and Compose file must have been emitted as JSON.
pub fn documents(objects: &[Object], compose: Option<&Artifact>, files: &[Artifact]) -> Vec<Document> {
    let objects = objects.iter().map(Document::of_object);
    let compose = compose.into_iter().flat_map(|compose| {
        let json = serde_json::from_str(&compose.text).expect("it was emitted as JSON");
        of_compose(json, &compose.path)
    });
    objects.chain(compose).chain(files.iter().map(Document::of_file)).collect()
}

impl Document {
    /// One of ours, emitted as JSON.
    pub fn of_object(object: &Object) -> Self {
        Self {
            id: Id::of_object(object),
            json: serde_json::from_str(&object.text).expect("it was emitted as JSON"),
            owner: object.owner.clone(),
        }
    }

    pub fn of_file(file: &Artifact) -> Self {
        Self::of_text(&file.path, &file.text)
    }

    pub fn of_text(path: &str, text: &str) -> Self {
        let id = Id { group: String::new(), kind: FILE.into(), namespace: None, name: path.to_owned() };
        Self { id, json: Json::String(text.to_owned()), owner: None }
    }
}

/// The services of a Compose file, and the rest of it under the name of the file.
pub fn of_compose(mut json: Json, path: &str) -> Vec<Document> {
    let id = |name: &str| Id { group: String::new(), kind: COMPOSE.into(), namespace: None, name: name.to_owned() };
    let services = json.get_mut("services").map(Json::take);
    if let Some(rest) = json.as_object_mut() {
        rest.shift_remove("services");
    }
    let services = match services {
        Some(Json::Object(services)) => services,
        Some(_) | None => Map::new(),
    };
    let services = services.into_iter().map(|(name, json)| Document { id: id(&name), json, owner: Some(name) });
    services.chain([Document { id: id(path), json, owner: None }]).collect()
}
