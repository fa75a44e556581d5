//! Who is there: every service, component and job with its name, its Service and its ports, before anything is
//! worked out between them.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, FieldPath, Report, suggestion};
use crate::load::Map;
use crate::model::component::Component;
use crate::model::job::Job;
use crate::model::kinds::Kind;
use crate::model::rollout::Strategy;
use crate::model::text::Text;
use crate::model::workload::{Controller, Metrics, Target, Workload};
use crate::model::{Environment, Provenance};

use super::text::Scope;
use super::workload::Role;

/// One service, component or job of the environment.
pub struct Entry<'c> {
    pub id: &'c str,
    pub role: Role,
    pub workload: &'c Workload,
    pub component: Option<&'c Component>,
    pub job: Option<&'c Job>,
    /// Name of its objects and, in Compose, of its host.
    pub name: String,
    /// ID of its namespace.
    pub namespace: &'c str,
    pub targets: Vec<Target>,
    /// Its Service; none where it has no ports, or none of its own.
    pub service: Option<String>,
    pub image: String,
    pub tag: Option<String>,
    /// Outputs that follow from the kind's settings.
    pub kind_outputs: Map<String, Text>,
}

impl<'c> Entry<'c> {
    pub fn path(&self) -> FieldPath {
        let root = match self.role {
            Role::Service => "services",
            Role::Component => "components",
            Role::Job => "jobs",
        };
        FieldPath::new([root, self.id])
    }

    /// Whether it lives elsewhere: an address without a workload.
    pub fn is_elsewhere(&self) -> bool {
        self.component.is_some_and(Component::is_elsewhere)
    }

    pub fn kind(&self) -> Option<&'c Kind> {
        self.component.map(|component| &component.kind)
    }

    /// `service`, `job`, or the component's kind.
    pub fn kind_word(&self) -> &'static str {
        match (self.role, self.kind()) {
            (Role::Service, _) => "service",
            (Role::Job, _) => "job",
            (Role::Component, kind) => kind.map_or("container", Kind::word),
        }
    }

    pub fn main_port(&self) -> Option<&'c str> {
        self.workload.ports.keys().next().map(String::as_str)
    }

    pub fn container_port(&self, name: &str) -> Option<u16> {
        self.workload.ports.get(name).map(|port| port.0)
    }

    /// What others connect to: in Kubernetes the Service's port.
    pub fn service_port(&self, name: &str, target: Target) -> Option<u16> {
        let remapped = self.workload.service.ports.get(name).filter(|_| target == Target::Kubernetes);
        remapped.map(|port| port.0).or_else(|| self.container_port(name))
    }

    /// Its metrics, if they are on, and the port that they are at: its name and the container's number.
    pub fn metrics(&self) -> Option<(&'c Metrics, &'c str, u16)> {
        let metrics = self.workload.metrics.as_ref().filter(|metrics| metrics.enabled)?;
        let port = metrics.port.as_deref().or_else(|| self.main_port())?;
        Some((metrics, port, self.container_port(port)?))
    }

    pub fn is_stateful(&self) -> bool {
        self.workload.controller == Some(Controller::StatefulSet)
    }

    /// The headless Service that gives a StatefulSet's pods their names. Its name never changes, for `serviceName`
    /// cannot be changed.
    pub fn headless(&self) -> Option<String> {
        let service = self.service.as_deref().filter(|_| self.is_stateful())?;
        Some(if self.workload.service.headless { service.to_owned() } else { format!("{service}-headless") })
    }

    pub fn is_blue_green(&self) -> bool {
        self.workload.rollout.strategy == Strategy::BlueGreen
    }

    /// Outputs that are kept in its Secret.
    pub fn credentials(&self) -> Vec<&'c str> {
        match self.component {
            Some(component) if component.keys.auth => component.kind.credentials(),
            _ => Vec::new(),
        }
    }
}

/// All entries of an environment by ID: services, components, jobs, each as written.
pub struct Catalog<'c> {
    pub environment: &'c Environment,
    pub target: Target,
    entries: Map<String, Entry<'c>>,
    /// Jobs that prepare a component, by the component's ID.
    setups: BTreeMap<&'c str, &'c str>,
    namespaces: BTreeMap<&'c str, Option<String>>,
}

/// A job that a component's kind asks for.
pub struct SetupJob {
    pub component: String,
    pub id: String,
    pub job: Job,
}

/// The jobs that prepare components. They are made first, for the catalog borrows them.
pub fn setup_jobs(environment: &Environment) -> Vec<SetupJob> {
    let own = |component: &&Component| component.workload.enabled && !component.is_elsewhere();
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
        provenance: &Provenance<'_>,
        report: &mut Report,
    ) -> Self {
        let mut catalog = Self {
            environment,
            target: environment.target,
            entries: Map::default(),
            setups: setups.iter().map(|setup| (setup.component.as_str(), setup.id.as_str())).collect(),
            namespaces: BTreeMap::new(),
        };
        catalog.add_namespaces(provenance, report);
        for (id, workload) in &environment.services {
            catalog.add(id, Role::Service, workload, None, None, provenance, report);
        }
        for (id, component) in &environment.components {
            catalog.add(id, Role::Component, &component.workload, Some(component), None, provenance, report);
        }
        let declared = environment.jobs.iter().map(|(id, job)| (id.as_str(), job));
        for (id, job) in declared.chain(setups.iter().map(|setup| (setup.id.as_str(), &setup.job))) {
            catalog.add(id, Role::Job, &job.workload, None, Some(job), provenance, report);
        }
        catalog.refuse_same_names(provenance, report);
        catalog
    }

    pub fn get(&self, id: &str) -> Option<&Entry<'c>> {
        self.entries.get(id)
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
        self.is_reachable(entry) && !entry.is_elsewhere()
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
        };
        if let Some(component) = component {
            let platform = self.environment.platform.name.as_ref().map_or("", |name| name.as_str());
            let identity = format!("{platform}/{}/{id}", self.environment.name);
            entry.kind_outputs = component.kind.outputs(workload, self.target, &identity);
        }
        let path = entry.path();
        let mut scope = Scope::platform(self, provenance, report);
        scope.own_id = Some(id);
        if let Some(name) = &workload.name {
            entry.name = scope.name(name, &path.then("name"));
        }
        if !workload.ports.is_empty() && workload.service.enabled && role != Role::Job {
            let own = workload.service.name.as_ref();
            entry.service =
                Some(own.map_or_else(|| entry.name.clone(), |name| scope.name(name, &path.join(&["service", "name"]))));
        }
        if workload.enabled && component.is_none_or(|component| !component.is_elsewhere()) {
            let (image, tag) = image(&mut scope, &entry);
            entry.image = image;
            entry.tag = tag;
        }
        self.entries.insert(id.to_owned(), entry);
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

/// The complete image of a workload, and its tag alone.
fn image(scope: &mut Scope<'_, '_, '_>, entry: &Entry<'_>) -> (String, Option<String>) {
    let environment = scope.catalog.environment;
    let path = entry.path();
    let workload = entry.workload;
    let own_tag = workload.tag.as_ref().map(|tag| scope.plain(tag, &path.then("tag")));
    let (repository, default_tag) = match (&workload.image, entry.role) {
        (Some(image), Role::Component) => {
            let version = workload.version.as_ref().map(|version| scope.plain(version, &path.then("version")));
            let image = scope.plain(image, &path.then("image"));
            let has_tag = image.rsplit('/').next().is_some_and(|last| last.contains([':', '@']));
            (image, version.filter(|_| !has_tag))
        }
        (Some(image), Role::Service | Role::Job) => {
            let version = workload.version.as_ref().filter(|_| entry.component.is_none() && entry.role == Role::Job);
            let version = version.map(|version| scope.plain(version, &path.then("version")));
            (scope.plain(image, &path.then("image")), version)
        }
        (None, _) => {
            let registry = environment.platform.registry.as_ref();
            let registry = registry.map(|text| scope.plain(text, &FieldPath::new(["platform", "registry"])));
            let tag = environment.platform.tag.as_ref();
            let tag = tag.map(|text| scope.plain(text, &FieldPath::new(["platform", "tag"])));
            (format!("{}/{}", registry.unwrap_or_default(), entry.id), tag)
        }
    };
    let tag = own_tag.or(default_tag).filter(|tag| !tag.is_empty());
    let mut image = repository;
    if let Some(tag) = &tag {
        image = format!("{image}:{tag}");
    }
    if let Some(digest) = &workload.digest {
        image = format!("{image}@{digest}");
    }
    if !is_image_reference(&image) {
        let message = format!("`{image}` is no reference to an image");
        scope.fault(&path.then("image"), "bad-image", message, "`registry/name:tag`, lower case, is wanted");
    }
    let tag =
        tag.or_else(|| image.rsplit('/').next().and_then(|last| last.split_once(':')).map(|(_, tag)| tag.to_owned()));
    (image, tag)
}

/// `[host[:port]/]path[:tag][@digest]`, as the reference grammar of registries has it.
fn is_image_reference(image: &str) -> bool {
    let (rest, digest) = image.split_once('@').map_or((image, None), |(rest, digest)| (rest, Some(digest)));
    let slash = rest.rfind('/').map_or(0, |slash| slash + 1);
    let (name, tag) = match rest[slash..].split_once(':') {
        Some((last, tag)) => (&rest[..slash + last.len()], Some(tag)),
        None => (rest, None),
    };
    let word = |text: &str, extra: &[char]| {
        !text.is_empty() && text.chars().all(|letter| letter.is_ascii_alphanumeric() || extra.contains(&letter))
    };
    let lower = |part: &str| word(part, &['.', '_', '-']) && !part.contains(|letter: char| letter.is_ascii_uppercase());
    let mut parts = name.split('/');
    let first = parts.next().unwrap_or_default();
    let host = name.contains('/') && (first.contains(['.', ':']) || first == "localhost");
    let first_fits = if host { word(first, &['.', '-', ':']) } else { lower(first) };
    first_fits
        && parts.all(lower)
        && tag.is_none_or(|tag| word(tag, &['_', '.', '-']) && tag.len() <= 128)
        && digest.is_none_or(|digest| {
            digest
                .split_once(':')
                .is_some_and(|(algorithm, hex)| word(algorithm, &['+', '.', '_', '-']) && word(hex, &[]))
        })
}
