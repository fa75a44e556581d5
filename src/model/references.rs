//! The files of the platform that an environment names.

use crate::diagnostic::FieldPath;
use crate::load::Form;

use super::environment::Environment;

/// A file that a field names.
pub struct FileReference {
    pub field: FieldPath,
    /// Relative to the platform's folder.
    pub path: String,
    pub form: Form,
}

impl FileReference {
    /// Whether only a text artifact needs it.
    pub fn is_of_artifact(&self) -> bool {
        self.field.keys().first().is_some_and(|table| table == "artifacts")
    }
}

/// Every file that is named by anything that is switched on.
pub fn references(environment: &Environment) -> Vec<FileReference> {
    let mut references = Vec::new();
    let mut add = |field: FieldPath, from: Option<(&String, Form)>, template: Option<&String>| {
        if let Some((path, form)) = from {
            let path = path.trim_end_matches('/').to_owned();
            references.push(FileReference { field: field.then("from"), path, form });
        }
        if let Some(name) = template {
            let path = format!("templates/{name}");
            references.push(FileReference { field: field.then("template"), path, form: Form::Template });
        }
    };
    for (id, config) in &environment.config {
        for (name, file) in &config.files {
            let from = file.from.as_ref().map(|path| (path, Form::Any));
            add(FieldPath::new(["config", id, "files", name]), from, file.template.as_ref());
        }
    }
    for (root, id, workload) in environment.workloads().filter(|(_, _, workload)| workload.enabled) {
        let beside = [("init", &workload.init), ("sidecars", &workload.sidecars)].into_iter();
        let beside = beside.flat_map(|(group, containers)| {
            containers.iter().map(move |(key, container)| (FieldPath::new([root, id, group, key]), container))
        });
        let main = (FieldPath::new([root, id.as_str()]), &workload.container);
        for (at, container) in [main].into_iter().chain(beside) {
            for (path, file) in &container.files {
                let from = file.from.as_ref().map(|path| (path, Form::Any));
                add(at.join(&["files", path]), from, file.template.as_ref());
            }
        }
    }
    for (path, artifact) in environment.artifacts.iter().filter(|(_, artifact)| artifact.enabled) {
        let from = artifact.from.as_ref().map(|path| (path, Form::Text));
        add(FieldPath::new(["artifacts", path]), from, artifact.template.as_ref());
    }
    for (name, patch) in &environment.patches {
        let from = patch.from.as_ref().map(|path| (path, Form::Text));
        add(FieldPath::new(["patches", name]), from, None);
    }
    for (name, dashboard) in &environment.observability.dashboards {
        let from = dashboard.from.as_ref().map(|path| (path, Form::Text));
        add(FieldPath::new(["observability", "dashboards", name]), from, None);
    }
    references
}
