//! The files of the platform that an environment names.

use crate::diagnostic::FieldPath;

use super::environment::Environment;

/// A file that a field names.
pub struct FileReference {
    pub field: FieldPath,
    /// Relative to the platform's folder.
    pub path: String,
    pub is_template: bool,
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
    let mut add = |field: FieldPath, from: Option<&String>, template: Option<&String>| {
        if let Some(path) = from {
            references.push(FileReference { field: field.then("from"), path: path.clone(), is_template: false });
        }
        if let Some(name) = template {
            let path = format!("templates/{name}");
            references.push(FileReference { field: field.then("template"), path, is_template: true });
        }
    };
    for (id, config) in &environment.config {
        for (name, file) in &config.files {
            add(FieldPath::new(["config", id, "files", name]), file.from.as_ref(), file.template.as_ref());
        }
    }
    let services = environment.services.iter().map(|(id, service)| ("services", id, service));
    let components = environment.components.iter().map(|(id, component)| ("components", id, &component.workload));
    let jobs = environment.jobs.iter().map(|(id, job)| ("jobs", id, &job.workload));
    for (root, id, workload) in services.chain(components).chain(jobs).filter(|(_, _, workload)| workload.enabled) {
        for (path, file) in &workload.files {
            add(FieldPath::new([root, id, "files", path]), file.from.as_ref(), file.template.as_ref());
        }
    }
    for (path, artifact) in environment.artifacts.iter().filter(|(_, artifact)| artifact.enabled) {
        add(FieldPath::new(["artifacts", path]), artifact.from.as_ref(), artifact.template.as_ref());
    }
    for (name, dashboard) in &environment.observability.dashboards {
        add(FieldPath::new(["observability", "dashboards", name]), dashboard.from.as_ref(), None);
    }
    references
}
