//! The pods that objects make, whatever kind of controller makes them.

use serde_json::Value as Json;

use crate::diagnostic::FieldPath;
use crate::plan::workload::Part;

use super::object::{Item, get};

/// A pod, or the template of one.
pub struct Pod<'o> {
    pub item: &'o Item<'o>,
    /// Where in the object the pod stands: empty for a bare one.
    pub path: &'static [&'static str],
    /// The pod: `metadata` and `spec`.
    pub json: &'o Json,
}

/// A container of a pod.
pub struct Container<'o> {
    pub item: &'o Item<'o>,
    /// `spec.template.spec.containers.0`
    pub path: FieldPath,
    pub json: &'o Json,
    pub name: &'o str,
    pub group: Group,
    /// Which container of the model it is, and its key there.
    part: Option<(Part, &'o str)>,
}

/// The list of the pod that a container stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    Container,
    Init,
    /// An init container that stays, beside the others.
    Sidecar,
    Ephemeral,
}

const TEMPLATE: &[&str] = &["spec", "template"];
const JOB_TEMPLATE: &[&str] = &["spec", "jobTemplate", "spec", "template"];

const LISTS: [(&str, Group); 3] =
    [("initContainers", Group::Init), ("containers", Group::Container), ("ephemeralContainers", Group::Ephemeral)];

/// The pods that an object makes, if it makes any.
pub fn of<'o>(item: &'o Item<'_>) -> Option<Pod<'o>> {
    let path = template(item.group(), item.kind())?;
    let json = item.get(path);
    // A Rollout may take its template from elsewhere.
    json.is_object().then_some(Pod { item, path, json })
}

/// Where in an object of this kind its pods stand.
pub fn template(group: &str, kind: &str) -> Option<&'static [&'static str]> {
    match (group, kind) {
        ("", "Pod") => Some(&[]),
        ("", "PodTemplate") => Some(&["template"]),
        ("", "ReplicationController") => Some(TEMPLATE),
        ("apps", "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet") => Some(TEMPLATE),
        ("batch", "Job") | ("argoproj.io", "Rollout") => Some(TEMPLATE),
        ("batch", "CronJob") => Some(JOB_TEMPLATE),
        _ => None,
    }
}

impl<'o> Pod<'o> {
    /// A field of the pod's spec.
    pub fn spec(&self, keys: &[&str]) -> &'o Json {
        get(get(self.json, &["spec"]), keys)
    }

    /// Keys from the object's root to a field of the pod.
    pub fn field<'k>(&self, keys: &[&'k str]) -> Vec<&'k str>
    where
        'static: 'k,
    {
        self.path.iter().chain(keys).copied().collect()
    }

    pub fn namespace(&self) -> Option<&'o str> {
        self.item.object.namespace.as_deref()
    }

    pub fn label(&self, key: &str) -> Option<&'o str> {
        get(self.json, &["metadata", "labels"]).get(key)?.as_str()
    }

    /// Whether the pods are made to stay: those of Jobs and CronJobs end.
    pub fn stays(&self) -> bool {
        !matches!(self.item.kind(), "Job" | "CronJob")
    }

    /// All containers, in the order in which they start.
    pub fn containers(&self) -> Vec<Container<'o>> {
        let mut containers = Vec::new();
        for (list, group) in LISTS {
            for (index, json) in self.spec(&[list]).as_array().into_iter().flatten().enumerate() {
                let name = json.get("name").and_then(Json::as_str).unwrap_or_default();
                let stays = group == Group::Init && json.get("restartPolicy").and_then(Json::as_str) == Some("Always");
                let path = FieldPath::new(self.path.iter().copied()).join(&["spec", list]).then(index.to_string());
                let part = self.item.workload.and_then(|workload| {
                    let known = workload.pod.containers().find(|container| container.name == name)?;
                    Some((known.part, known.key.as_str()))
                });
                let group = if stays { Group::Sidecar } else { group };
                containers.push(Container { item: self.item, path, json, name, group, part });
            }
        }
        containers
    }
}

impl Container<'_> {
    pub fn get(&self, keys: &[&str]) -> &Json {
        get(self.json, keys)
    }

    /// Keys of the model below the workload's table.
    pub(super) fn keys(&self) -> FieldPath {
        match self.part {
            None | Some((Part::Main, _)) => FieldPath::default(),
            Some((Part::Init, key)) => FieldPath::new(["init", key]),
            Some((Part::Sidecar, key)) => FieldPath::new(["sidecars", key]),
        }
    }
}
