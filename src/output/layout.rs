//! Which file of an output folder holds what. A path is a function of its object alone: adding one renames no other.

use serde::Serialize;

use crate::emit::{Artifact, Object, yaml};

use super::Rendered;

/// Owner of what no workload owns.
const PLATFORM: &str = "platform";
const MODE: u32 = 0o644;

/// Every file of the output folder but its index.
pub fn layout(rendered: &Rendered) -> Vec<Artifact> {
    let mut files: Vec<Artifact> = Vec::new();
    for object in &rendered.objects {
        let path = path(object, rendered.namespace.as_deref());
        files.push(Artifact { path, text: object.text.clone(), mode: MODE });
    }
    if let Some(kustomization) = Kustomization::of(&files) {
        files.push(kustomization.artifact());
    }
    files.extend(rendered.compose.iter().chain(&rendered.files).cloned());
    files
}

fn path(object: &Object, main: Option<&str>) -> String {
    let root = if object.manual { "manual" } else { KUBERNETES };
    let owner = object.owner.as_deref().unwrap_or(PLATFORM);
    let kind = object.kind.to_lowercase();
    // Roles may be called `system:reader`; not every disk takes that.
    let name = object.name.replace(':', "_");
    match object.namespace.as_deref().filter(|namespace| Some(*namespace) != main) {
        Some(elsewhere) => format!("{root}/{owner}/{kind}-{name}.{elsewhere}.yaml"),
        None => format!("{root}/{owner}/{kind}-{name}.yaml"),
    }
}

const KUBERNETES: &str = "kubernetes";

/// Makes `kubectl apply -k` work on the folder.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Kustomization<'f> {
    api_version: &'static str,
    kind: &'static str,
    resources: Vec<&'f str>,
}

impl<'f> Kustomization<'f> {
    /// None where there is nothing to apply.
    fn of(files: &'f [Artifact]) -> Option<Self> {
        let applied = files.iter().map(|file| file.path.as_str()).filter(|path| path.starts_with(KUBERNETES));
        let resources: Vec<&str> = applied.collect();
        (!resources.is_empty()).then_some(Self {
            api_version: "kustomize.config.k8s.io/v1beta1",
            kind: "Kustomization",
            resources,
        })
    }

    fn artifact(&self) -> Artifact {
        let text = yaml::to_string(self).expect("strings and a list of strings have a YAML form");
        Artifact { path: "kustomization.yaml".to_owned(), text, mode: MODE }
    }
}
