//! What types alone cannot refuse: required keys, bounds between keys, and words that must name something.
//! What follows from several workloads is the plan's to check.

mod component;
mod compose;
mod containers;
mod controller;
mod files;
mod lint;
mod mounts;
mod patch;
mod paths;
mod permissions;
mod ports;
mod probes;
mod rollout;
mod security;
mod services;
mod tables;
mod volumes;
mod workload;

use crate::diagnostic::{Diagnostic, FieldPath, Place, Report, suggestion};
use crate::load::{Node, Shared};

use super::component::Component;
use super::environment::Environment;
use super::job::Job;
use super::provenance::Provenance;
use super::scalar::Name;
use super::workload::Workload;

/// Reports every fault of the typed environment. What it has in common with the one before, which has none, is not
/// looked at again.
pub(super) fn validate(
    environment: &Environment,
    provenance: &Provenance<'_>,
    before: Option<&Environment>,
    report: &mut Report,
) {
    let mut check = Check { environment, provenance, report };
    let known = before.filter(|before| environment.has_frame_of(before));
    tables::validate(&mut check);
    check.patches();
    check.lints();
    let is_new = |id: &String, service: &Shared<Workload>| !known.is_some_and(|known| known.services[id].is(service));
    for (id, service) in environment.services.iter().filter(|(id, service)| is_new(id, service)) {
        let path = FieldPath::new(["services", id]);
        check.workload(&path, service, "image");
        check.controller(&path, service);
    }
    let is_new = |id: &String, one: &Shared<Component>| !known.is_some_and(|known| known.components[id].is(one));
    for (id, component) in environment.components.iter().filter(|(id, one)| is_new(id, one)) {
        check.component(id, component);
    }
    let is_new = |id: &String, job: &Shared<Job>| !known.is_some_and(|known| known.jobs[id].is(job));
    for (id, job) in environment.jobs.iter().filter(|(id, job)| is_new(id, job)) {
        check.job(id, job);
    }
    check.node_ports();
    check.compose();
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
        self.tell(path, Diagnostic::error(rule, self.place(path), message).label(label));
    }

    /// As `fault`, where not the value is wrong but its key.
    pub fn key_fault(
        &mut self,
        path: &FieldPath,
        rule: &'static str,
        message: impl Into<String>,
        label: impl Into<String>,
    ) {
        self.tell(path, Diagnostic::error(rule, self.provenance.key_place(path), message).label(label));
    }

    pub fn tell(&mut self, path: &FieldPath, fault: Diagnostic) {
        if !self.report.has_fault_at(path) {
            self.report.push_at(path.clone(), fault);
        }
    }

    /// Whether a workload's own table sets this field, and does more than switch it off. What defaults and profiles
    /// say of things that are not there is ignored.
    pub fn is_own(&self, path: &FieldPath) -> bool {
        let own = self.provenance.own(path, self.environment.target);
        own.is_some_and(|node| !node.get("enabled").is_some_and(Node::is_false))
    }

    /// Reports a field of a workload that does nothing here, if it stands in the workload's own table.
    pub fn unused(&mut self, path: &FieldPath, message: impl Into<String>, label: impl Into<String>) {
        if self.is_own(path) {
            self.key_fault(path, "unused-key", message, label);
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

    /// A word that must be one of those known, which are the keys of the `declared` tables.
    pub fn known<'w>(
        &mut self,
        path: &FieldPath,
        what: &str,
        word: &str,
        known: impl IntoIterator<Item = &'w str> + Clone,
        declared: &[FieldPath],
    ) {
        self.known_at(path, self.place(path), (what, word), known, declared);
    }

    /// As `known`, where a key is the word.
    pub fn known_key<'w>(
        &mut self,
        path: &FieldPath,
        what: &str,
        word: &str,
        known: impl IntoIterator<Item = &'w str> + Clone,
        declared: &[FieldPath],
    ) {
        self.known_at(path, self.provenance.key_place(path), (what, word), known, declared);
    }

    fn known_at<'w>(
        &mut self,
        path: &FieldPath,
        place: Place,
        (what, word): (&str, &str),
        known: impl IntoIterator<Item = &'w str> + Clone,
        declared: &[FieldPath],
    ) {
        if known.clone().into_iter().any(|candidate| candidate == word) {
            return;
        }
        let message = format!("there is no {what} `{word}`");
        let fault = Diagnostic::error("unknown-reference", place, message).label(suggestion(word, known));
        let removed = declared.iter().find_map(|table| self.provenance.removed_at(&table.then(word)));
        self.tell(path, removed.into_iter().fold(fault, |fault, place| fault.also(place, "removed here")));
    }

    pub fn namespace(&mut self, path: &FieldPath, id: &str) {
        if id != "main" {
            let known = self.environment.namespaces.keys().map(String::as_str).chain(["main"]);
            self.known(path, "namespace", id, known, &[FieldPath::new(["namespaces"])]);
        }
    }

    /// A key that becomes the name of something in Kubernetes.
    pub fn named_key(&mut self, path: &FieldPath, key: &str) {
        if let Err(refusal) = Name::parse(key) {
            self.key_fault(path, refusal.rule, refusal.message, refusal.label);
        }
    }

    /// A table of which exactly one of some keys must be set. Two of them were refused when merging.
    pub fn one_of(&mut self, table: &FieldPath, present: &[bool], keys: &[&str]) {
        if !present.contains(&true) {
            let message = format!("`{table}` says nothing");
            self.fault(table, "missing-key", message, format!("one of {} is wanted", keys.join(", ")));
        }
    }
}
