//! What types alone cannot refuse: required keys, bounds between keys, and words that must name something.
//! What follows from several workloads is the plan's to check.

mod component;
mod patch;
mod tables;
mod workload;

use crate::diagnostic::{Diagnostic, FieldPath, Place, Report, suggestion};

use super::environment::Environment;
use super::provenance::Provenance;

/// Reports every fault of the typed environment.
pub(super) fn validate(environment: &Environment, provenance: &Provenance<'_>, report: &mut Report) {
    let mut check = Check { environment, provenance, report };
    tables::validate(&mut check);
    check.patches();
    for (id, service) in &environment.services {
        check.workload(&FieldPath::new(["services", id]), service, "image");
    }
    for (id, component) in &environment.components {
        check.component(id, component);
    }
    for (id, job) in &environment.jobs {
        check.job(id, job);
    }
}

/// The environment under check. Nothing is said about a field that has a fault already.
pub(super) struct Check<'c, 's> {
    pub environment: &'c Environment,
    pub provenance: &'c Provenance<'s>,
    pub report: &'c mut Report,
}

impl Check<'_, '_> {
    pub fn place(&self, path: &FieldPath) -> Place {
        self.provenance.place(path)
    }

    pub fn fault(
        &mut self,
        path: &FieldPath,
        rule: &'static str,
        message: impl Into<String>,
        label: impl Into<String>,
    ) {
        if !self.report.has_fault_at(path) {
            let place = self.place(path);
            self.report.push_at(path.clone(), Diagnostic::error(rule, place, message).label(label));
        }
    }

    /// As `fault`, where not the value is wrong but its key.
    pub fn key_fault(&mut self, path: &FieldPath, rule: &'static str, message: String, label: impl Into<String>) {
        if !self.report.has_fault_at(path) {
            let place = self.provenance.key_place(path);
            self.report.push_at(path.clone(), Diagnostic::error(rule, place, message).label(label));
        }
    }

    /// A required key. The label says how to add it, or what it is.
    pub fn require(&mut self, present: bool, table: &FieldPath, key: &str, label: &str) {
        if !present {
            let message = format!("`{table}` lacks `{key}`");
            let label = match label {
                complete if complete.starts_with("add ") => complete.to_owned(),
                example if example.starts_with("such as ") => format!("add it, {example}"),
                meaning => format!("add `{key}`: {meaning}"),
            };
            self.fault(&table.then(key), "missing-key", message, label);
        }
    }

    /// A word that must be one of those known.
    pub fn known<'w>(
        &mut self,
        path: &FieldPath,
        what: &str,
        word: &str,
        known: impl IntoIterator<Item = &'w str> + Clone,
    ) {
        if !known.clone().into_iter().any(|candidate| candidate == word) {
            self.fault(path, "unknown-reference", format!("there is no {what} `{word}`"), suggestion(word, known));
        }
    }

    pub fn namespace(&mut self, path: &FieldPath, id: &str) {
        if id != "main" {
            let environment = self.environment;
            self.known(path, "namespace", id, environment.namespaces.keys().map(String::as_str).chain(["main"]));
        }
    }

    /// A table of which exactly one of some keys must be set. Two of them were refused when merging.
    pub fn one_of(&mut self, table: &FieldPath, present: &[bool], keys: &[&str]) {
        if !present.contains(&true) {
            let message = format!("`{table}` says nothing");
            self.fault(table, "missing-key", message, format!("one of {} is wanted", keys.join(", ")));
        }
    }

    /// A path inside a container.
    pub fn absolute(&mut self, path: &FieldPath, text: &str) {
        if !text.starts_with('/') {
            self.fault(path, "bad-path", format!("`{text}` is no path in a container"), "it begins with `/`");
        }
    }

    /// A file or folder of the platform: it may not lead out.
    pub fn inside_platform(&mut self, path: &FieldPath, text: &str) {
        if text.is_empty()
            || text.starts_with('/')
            || text.contains('\\')
            || text.split('/').any(|part| part == ".." || part == ".")
        {
            self.fault(
                path,
                "bad-path",
                format!("`{text}` does not stay in its folder"),
                "a path below it, with `/`, without `.` and `..`",
            );
        }
    }
}
