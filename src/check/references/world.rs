//! Everything that a reference may lead to, indexed; and what is found wrong.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use crate::check::object::{Item, get};
use crate::check::{At, Container, Objects, Pod};
use crate::diagnostic::FieldPath;

use super::contents::{self, Contents, Name};
use super::known::Known;
use super::selector::Labelled;
use super::{
    access, addresses, analyses, backends, classes, controllers, expansion, monitors, mounts, namespaces, pods,
    policies, ports, services, sources, unused,
};

/// A reference that leads nowhere.
#[derive(Clone)]
pub struct Fault<'o> {
    /// The rule that it breaks.
    pub rule: &'static str,
    pub at: At<'o>,
    pub message: String,
    /// What to do.
    pub label: String,
}

/// A pod, and its containers.
pub struct Running<'o> {
    pub pod: Pod<'o>,
    pub containers: Vec<Container<'o>>,
}

pub struct World<'o> {
    pub objects: &'o Objects<'o>,
    pub known: &'o Known,
    pub pods: Labelled<'o, Running<'o>>,
    /// Pods that others run.
    pub foreign: Labelled<'o, ()>,
    pub services: Labelled<'o, &'o Item<'o>>,
    pub secrets: Contents,
    pub config_maps: Contents,
    /// The namespaces in which something of ours runs or is reached.
    pub own: BTreeSet<Option<&'o str>>,
    /// Namespaces that are rendered, with their labels.
    pub namespaces: BTreeMap<&'o str, &'o Json>,
    /// Names of all variables that containers have.
    pub variables: BTreeSet<&'o str>,
    faults: RefCell<Vec<Fault<'o>>>,
}

const FINDERS: [fn(&World<'_>); 16] = [
    sources::find,
    pods::find,
    mounts::find,
    expansion::find,
    ports::find,
    classes::find,
    controllers::find,
    services::find,
    backends::find,
    monitors::find,
    policies::find,
    analyses::find,
    access::find,
    namespaces::find,
    addresses::find,
    unused::find,
];

/// All references in these objects that lead nowhere.
pub fn faults<'o>(objects: &'o Objects<'o>, known: &'o Known) -> Vec<Fault<'o>> {
    let world = World::of(objects, known);
    for find in FINDERS {
        find(&world);
    }
    world.faults.into_inner()
}

impl<'o> World<'o> {
    fn of(objects: &'o Objects<'o>, known: &'o Known) -> Self {
        let running = objects.pods().map(|pod| {
            let containers = pod.containers();
            (pod.namespace(), get(pod.json, &["metadata", "labels"]), Running { pod, containers })
        });
        let pods = Labelled::of(running);
        let foreign = Labelled::of(known.pods.iter().map(|(namespace, labels)| (namespace.as_deref(), labels, ())));
        let services = objects.of_kind("Service").filter(|item| item.group().is_empty());
        let services = services.map(|item| (item.namespace(), item.get(&["metadata", "labels"]), item));
        let services = Labelled::of(services);
        let namespaces: BTreeMap<&str, &Json> = objects
            .of_kind("Namespace")
            .filter(|item| item.group().is_empty())
            .map(|item| (item.name(), item.get(&["metadata", "labels"])))
            .collect();
        // Where only raw objects stand, others may run what they like.
        let made = |item: &&Item<'_>| item.manifest.is_none();
        let own = pods.iter().map(|running| running.pod.item).filter(made);
        let own = own.chain(services.iter().copied().filter(made)).map(Item::namespace);
        let own = own.chain(namespaces.keys().map(|name| Some(*name))).collect();
        let containers = pods.iter().flat_map(|running| &running.containers);
        let variables = containers.flat_map(|container| list(container.json.get("env").unwrap_or(&Json::Null)));
        let variables = variables.filter_map(|(_, variable)| variable.get("name").and_then(Json::as_str)).collect();
        let mut secrets = contents::secrets(objects);
        for (name, keys) in &known.secrets {
            secrets.entry(name.clone()).or_insert_with(|| keys.clone());
        }
        let config_maps = contents::config_maps(objects);
        Self {
            objects,
            known,
            pods,
            foreign,
            services,
            secrets,
            config_maps,
            own,
            namespaces,
            variables,
            faults: RefCell::new(Vec::new()),
        }
    }

    pub fn fault(&self, rule: &'static str, at: At<'o>, message: impl Into<String>, label: impl Into<String>) {
        self.faults.borrow_mut().push(Fault { rule, at, message: message.into(), label: label.into() });
    }

    /// An object of this group and kind. Which version it has is of no matter.
    pub fn find(&self, group: &str, kind: &str, namespace: Option<&str>, name: &str) -> Option<&'o Item<'o>> {
        self.objects.find(kind, namespace, name).filter(|item| item.group() == group)
    }

    pub fn service(&self, namespace: Option<&str>, name: &str) -> Option<&'o Item<'o>> {
        self.find("", "Service", namespace, name)
    }

    /// Whether all that is in a namespace is rendered here.
    pub fn is_own(&self, namespace: Option<&str>) -> bool {
        self.own.contains(&namespace)
    }

    pub fn running(&self) -> impl Iterator<Item = &Running<'o>> {
        self.pods.iter()
    }
}

/// A key of the maps of Secrets and ConfigMaps.
pub fn name(namespace: Option<&str>, name: &str) -> Name {
    (namespace.map(str::to_owned), name.to_owned())
}

/// ` in `…``, where there are namespaces.
pub fn within(namespace: Option<&str>) -> String {
    namespace.map(|namespace| format!(" in `{namespace}`")).unwrap_or_default()
}

/// A field of an object.
pub fn at<'o>(item: &'o Item<'o>, field: &FieldPath) -> At<'o> {
    At { field: field.clone(), ..At::object(item, &[]) }
}

impl<'o> Running<'o> {
    /// Where in the object a field of the pod's spec stands.
    pub fn field(&self, keys: &[&str]) -> FieldPath {
        FieldPath::new(self.pod.path.iter().copied()).then("spec").join(keys)
    }

    pub fn namespace(&self) -> Option<&'o str> {
        self.pod.namespace()
    }

    pub fn item(&self) -> &'o Item<'o> {
        self.pod.item
    }
}

/// The elements of a list, each with its position as text.
pub fn list(json: &Json) -> impl Iterator<Item = (String, &Json)> {
    json.as_array().into_iter().flatten().enumerate().map(|(position, json)| (position.to_string(), json))
}
