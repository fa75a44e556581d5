//! Who is there: every service, component and job with its name, its Service and its ports, before anything is
//! worked out between them.

use std::cell::{Cell, OnceCell};
use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, FieldPath, Report, suggestion};
use crate::load::Map;
use crate::model::component::Component;
use crate::model::job::Job;
use crate::model::workload::{Target, Workload};
use crate::model::{Environment, Provenance};

use super::entry::Entry;
use super::image::main_image;
use super::raw_services::RawService;
use super::text::Scope;
use super::workload::Role;

/// All entries of an environment by ID: services, components, jobs, each as written.
pub struct Catalog<'c> {
    pub environment: &'c Environment,
    pub target: Target,
    entries: Map<String, Entry<'c>>,
    /// Jobs that prepare a component, by the component's ID.
    setups: BTreeMap<&'c str, &'c str>,
    namespaces: BTreeMap<&'c str, Option<String>>,
    /// Whether anything was asked for that is not there.
    lacks: Cell<bool>,
}

/// What of a catalog stands beside what its workloads say, each by ID.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    namespaces: BTreeMap<String, String>,
    /// Who is behind each group.
    groups: BTreeMap<String, Vec<String>>,
    setups: BTreeMap<String, String>,
}

/// A job that a component's kind asks for.
pub struct SetupJob {
    pub component: String,
    pub id: String,
    pub job: Job,
}

/// The jobs that prepare components. They are made first, for the catalog borrows them.
pub fn setup_jobs(environment: &Environment) -> Vec<SetupJob> {
    let own = |component: &Component| component.workload.enabled && !component.is_elsewhere();
    let prepared = environment.components.iter().filter(|(_, component)| own(component));
    let jobs = prepared.filter_map(|(id, component)| {
        let (suffix, job) = component.kind.setup(id, component)?;
        Some(SetupJob { component: id.clone(), id: format!("{id}-{suffix}"), job })
    });
    jobs.collect()
}

impl<'c> Catalog<'c> {
    pub fn new(
        environment: &'c Environment,
        setups: &'c [SetupJob],
        raw: &'c [RawService],
        provenance: &Provenance<'_>,
        report: &mut Report,
    ) -> Self {
        let mut catalog = Self {
            environment,
            target: environment.target,
            entries: Map::default(),
            setups: setups.iter().map(|setup| (setup.component.as_str(), setup.id.as_str())).collect(),
            namespaces: BTreeMap::new(),
            lacks: Cell::default(),
        };
        catalog.add_namespaces(provenance, report);
        for (id, workload) in &environment.services {
            catalog.add(id, Role::Service, workload, None, None, provenance, report);
        }
        for (id, component) in &environment.components {
            catalog.add(id, Role::Component, &component.workload, Some(component), None, provenance, report);
        }
        for (id, job) in &environment.jobs {
            catalog.add(id, Role::Job, &job.workload, None, Some(job), provenance, report);
        }
        for SetupJob { component, id, job } in setups {
            match catalog.entries.get(id) {
                Some(declared) => refuse_setup(component, declared, provenance, report),
                None => catalog.add(id, Role::Job, &job.workload, None, Some(job), provenance, report),
            }
        }
        catalog.add_groups(provenance, report);
        catalog.add_raw(raw);
        catalog.refuse_same_names(provenance, report);
        catalog
    }

    pub fn get(&self, id: &str) -> Option<&Entry<'c>> {
        let entry = self.entries.get(id);
        match entry {
            Some(entry) => entry.was_asked_for.set(true),
            None => self.lacks.set(true),
        }
        entry
    }

    /// The IDs of the workloads that decided what was looked up so far: each entry's own, those of a group, whether they are
    /// behind it now or not, and the component that a job prepares. None: something was asked for that is not there.
    pub fn read(&self) -> Option<BTreeSet<String>> {
        if self.lacks.get() {
            return None;
        }
        let mut read: BTreeSet<&str> = BTreeSet::new();
        for entry in self.entries.values().filter(|entry| entry.was_asked_for.get()) {
            read.insert(entry.id);
            if !entry.members.is_empty() {
                read.extend(self.entries.values().filter(|one| one.group == Some(entry.id)).map(|one| one.id));
            }
            read.extend(self.setups.iter().filter(|(_, job)| **job == entry.id).map(|(component, _)| component));
        }
        Some(read.into_iter().map(str::to_owned).collect())
    }

    /// What is there whatever workloads say.
    pub fn frame(&self) -> Frame {
        let groups = self.entries.values().filter(|entry| !entry.members.is_empty());
        let members = |entry: &Entry<'c>| entry.members.iter().map(|id| (*id).to_owned()).collect();
        let setups = self.setups.iter().map(|(component, job)| ((*component).to_owned(), (*job).to_owned()));
        Frame {
            namespaces: self.namespace_names(),
            groups: groups.map(|entry| (entry.id.to_owned(), members(entry))).collect(),
            setups: setups.collect(),
        }
    }

    /// What comes of some work for an entry, and what that looked up, as `read` has it; itself is among it.
    pub fn watched<W>(&self, entry: &Entry<'_>, work: impl FnOnce() -> W) -> (W, Option<BTreeSet<String>>) {
        let before: Vec<&Entry<'c>> = self.entries.values().filter(|one| one.was_asked_for.replace(false)).collect();
        let lacked = self.lacks.replace(false);
        entry.was_asked_for.set(true);
        let made = work();
        let read = self.read();
        before.into_iter().for_each(|one| one.was_asked_for.set(true));
        self.lacks.set(lacked || self.lacks.get());
        (made, read)
    }

    pub fn ids(&self) -> impl Iterator<Item = &str> + Clone {
        self.entries.keys().map(String::as_str)
    }

    /// The entries that this target runs.
    pub fn rendered(&self) -> impl Iterator<Item = &Entry<'c>> {
        self.entries.values().filter(|entry| self.is_rendered(entry))
    }

    /// All that are there, run by us or elsewhere.
    pub fn entries(&self) -> impl Iterator<Item = &Entry<'c>> {
        self.entries.values()
    }

    pub fn is_rendered(&self, entry: &Entry<'_>) -> bool {
        self.is_reachable(entry) && !entry.is_elsewhere() && entry.members.is_empty() && entry.raw.is_none()
    }

    /// Whether a need for it can be met in this target.
    pub fn is_reachable(&self, entry: &Entry<'_>) -> bool {
        entry.workload.enabled && entry.targets.contains(&self.target)
    }

    /// The job that prepares a component for its users.
    pub fn setup(&self, id: &str) -> Option<&Entry<'c>> {
        self.setups.get(id).and_then(|job| self.get(job))
    }

    /// The name of a namespace by its ID.
    pub fn namespace(&self, id: &str) -> Option<&str> {
        self.namespaces.get(id).and_then(Option::as_deref)
    }

    /// Names of namespaces by ID; a word that is no ID is a name itself.
    pub fn namespace_or_name(&self, word: &str) -> String {
        self.namespace(word).unwrap_or(word).to_owned()
    }

    /// Names of all namespaces that have one, by ID.
    pub fn namespace_names(&self) -> BTreeMap<String, String> {
        self.namespaces.iter().filter_map(|(id, name)| Some(((*id).to_owned(), name.clone()?))).collect()
    }

    fn add_namespaces(&mut self, provenance: &Provenance<'_>, report: &mut Report) {
        let environment = self.environment;
        let mut scope = Scope::platform(self, provenance, report);
        let path = FieldPath::new(["platform", "namespace"]);
        let main = environment.platform.namespace.as_ref().map(|text| scope.name(text, &path));
        let named = environment.namespaces.iter().map(|(id, namespace)| {
            let path = FieldPath::new(["namespaces", id, "name"]);
            let name = namespace.name.as_ref().map(|text| scope.name(text, &path));
            (id.as_str(), name)
        });
        let named: Vec<_> = named.collect();
        self.namespaces.insert("main", main);
        for (id, name) in named {
            match (id, name) {
                ("main", None) => {}
                (id, name) => {
                    self.namespaces.insert(id, name.or_else(|| Some(id.to_owned())));
                }
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "one call a family, and the families differ in what they bring")]
    fn add(
        &mut self,
        id: &'c str,
        role: Role,
        workload: &'c Workload,
        component: Option<&'c Component>,
        job: Option<&'c Job>,
        provenance: &Provenance<'_>,
        report: &mut Report,
    ) {
        let targets =
            if workload.targets.is_empty() { self.environment.targets.clone() } else { workload.targets.clone() };
        let mut entry = Entry {
            id,
            role,
            workload,
            component,
            job,
            name: id.to_owned(),
            namespace: &workload.namespace,
            targets,
            service: None,
            image: String::new(),
            tag: None,
            kind_outputs: Map::default(),
            group: workload.group.as_ref().map(|group| group.as_str()),
            members: Vec::new(),
            raw: None,
            selector: OnceCell::new(),
            was_asked_for: Cell::default(),
        };
        if let Some(component) = component {
            let platform = self.environment.platform.name.as_ref().map_or("", |name| name.as_str());
            let identity = format!("{platform}/{}/{id}", self.environment.name);
            entry.kind_outputs =
                component.kind.outputs(workload, self.target, &identity, self.environment.compose.offset.0);
        }
        let path = entry.path();
        let mut scope = Scope::platform(self, provenance, report);
        scope.own_id = Some(id);
        if let Some(name) = &workload.name {
            entry.name = scope.name(name, &path.then("name"));
        }
        if !entry.open_ports().is_empty() && workload.service.enabled && entry.group.is_none() && role != Role::Job {
            let own = workload.service.name.as_ref();
            entry.service =
                Some(own.map_or_else(|| entry.name.clone(), |name| scope.name(name, &path.join(&["service", "name"]))));
        }
        if workload.enabled && component.is_none_or(|component| !component.is_elsewhere()) {
            let (image, tag) = main_image(&mut scope, &entry);
            entry.image = image;
            entry.tag = tag;
        }
        self.entries.insert(id.to_owned(), entry);
    }

    /// A Service of `manifests/` can be needed under its name, unless something of ours is called so.
    fn add_raw(&mut self, raw: &'c [RawService]) {
        for service in raw {
            let namespace = match &service.namespace {
                None => Some("main"),
                Some(name) => self.namespaces.iter().find(|(_, known)| known.as_ref() == Some(name)).map(|(id, _)| *id),
            };
            let Some(namespace) = namespace.filter(|_| !self.entries.contains_key(&service.name)) else { continue };
            let entry = Entry {
                id: &service.name,
                role: Role::Component,
                workload: &service.workload,
                component: None,
                job: None,
                name: service.name.clone(),
                namespace,
                targets: vec![Target::Kubernetes],
                service: Some(service.name.clone()),
                image: String::new(),
                tag: None,
                kind_outputs: Map::default(),
                group: None,
                members: Vec::new(),
                raw: Some(service),
                selector: OnceCell::new(),
                was_asked_for: Cell::default(),
            };
            self.entries.insert(service.name.clone(), entry);
        }
    }

    /// A group is reached like a workload: under its name, at the ports of its members.
    fn add_groups(&mut self, provenance: &Provenance<'_>, report: &mut Report) {
        let mut groups: Map<&'c str, Vec<&'c str>> = Map::default();
        for entry in self.rendered() {
            if let Some(group) = entry.group {
                groups.entry(group).or_default().push(entry.id);
            }
        }
        for (group, members) in groups {
            if let Some(taken) = self.entries.get(group) {
                let place = provenance.place(&self.entries[members[0]].path().then("group"));
                report.push(
                    Diagnostic::error("duplicate-id", place, format!("`{group}` is the name of a workload"))
                        .label("a group needs a name of its own")
                        .also(provenance.place(&taken.path()), "the workload"),
                );
                continue;
            }
            let first = &self.entries[members[0]];
            let ports = |entry: &Entry<'c>| -> BTreeMap<&'c str, Option<u16>> {
                entry.open_ports().iter().map(|port| (port.name, entry.service_port(port.name, self.target))).collect()
            };
            for other in members[1..].iter().map(|id| &self.entries[*id]) {
                if ports(other) != ports(first) || other.namespace != first.namespace {
                    let place = provenance.place(&other.path().then("group"));
                    let message = format!("`{}` and `{}` are behind one Service, but differ", first.id, other.id);
                    report.push(
                        Diagnostic::error("group-differs", place, message)
                            .label("the same namespace and the same ports, by name and number, are wanted")
                            .also(provenance.place(&first.path().then("group")), "the first one"),
                    );
                }
            }
            let entry = Entry {
                id: group,
                role: first.role,
                workload: first.workload,
                component: None,
                job: None,
                name: group.to_owned(),
                namespace: first.namespace,
                targets: first.targets.clone(),
                service: Some(group.to_owned()),
                image: String::new(),
                tag: None,
                kind_outputs: Map::default(),
                group: None,
                members,
                raw: None,
                selector: OnceCell::new(),
                was_asked_for: Cell::default(),
            };
            self.entries.insert(group.to_owned(), entry);
        }
    }

    /// Two workloads of one name in one namespace would overwrite each other.
    fn refuse_same_names(&self, provenance: &Provenance<'_>, report: &mut Report) {
        let mut seen: BTreeMap<(&str, &str), &Entry<'_>> = BTreeMap::new();
        for entry in self.rendered() {
            let Some(first) = seen.insert((entry.namespace, &entry.name), entry) else { continue };
            let place = provenance.place(&entry.path().then("name"));
            report.push(
                Diagnostic::error(
                    "duplicate-name",
                    place,
                    format!("`{}` and `{}` are both named `{}`", first.id, entry.id, entry.name),
                )
                .label("another name is wanted")
                .also(provenance.place(&first.path().then("name")), "the first one"),
            );
        }
    }

    /// What to say of an ID that is not there.
    pub fn suggestion(&self, id: &str) -> String {
        suggestion(id, self.ids())
    }
}

/// The job of a component would take the place of a workload.
fn refuse_setup(component: &str, declared: &Entry<'_>, provenance: &Provenance<'_>, report: &mut Report) {
    let path = declared.path();
    let message = format!("`{}` is the job that prepares `{component}`", declared.id);
    let fault = Diagnostic::error("duplicate-id", provenance.key_place(&path), message).label("another name is wanted");
    let by = provenance.key_place(&FieldPath::new(["components", component]));
    report.push_at(path, fault.also(by, "the component that brings it"));
}
