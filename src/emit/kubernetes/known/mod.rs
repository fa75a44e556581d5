//! What Kubernetes itself knows of an object: its kind's scope, and which of its fields the kind does not have, lacks or
//! cannot read. Kinds that an operator brings along are not known, so nothing is said of them.

mod reading;

use k8s_openapi::api::{
    admissionregistration, apps, autoscaling, batch, certificates, coordination, core, discovery, flowcontrol,
    networking, node, policy, rbac, resource, scheduling, storage,
};
use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions;
use k8s_openapi::kube_aggregator::pkg::apis::apiregistration;
use k8s_openapi::{ClusterResourceScope, NamespaceResourceScope, Resource};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::diagnostic::FieldPath;

use reading::Unreadable;

/// A kind of Kubernetes' own.
pub struct KnownKind {
    pub api_version: &'static str,
    pub kind: &'static str,
    /// Its objects lie in no namespace.
    pub cluster_scoped: bool,
    read: fn(&Value) -> Result<Reading, Unreadable>,
}

/// What is wrong with one field of an object. The index of an element counts as a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldFault {
    pub path: FieldPath,
    pub what: Fault,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The kind has no such field; the API server would drop it.
    Unknown,
    /// The kind does not do without this field.
    Missing,
    /// The field cannot hold this value, and why.
    Mistyped(String),
}

/// Whose kind it is.
pub enum Lookup {
    Known(&'static KnownKind),
    /// The API version is Kubernetes' own and has these kinds, but not this one.
    Misspelt(Vec<&'static str>),
    /// A custom resource, or an API version that is out of use: nothing is known of it.
    Custom,
}

/// An object as its type reads it.
struct Reading {
    unknown: Vec<Vec<String>>,
    /// As the type writes it again, all required fields with it.
    again: Value,
}

/// Says whose kind this is.
pub fn look_up(api_version: &str, kind: &str) -> Lookup {
    let of_version = KINDS.iter().filter(|known| known.api_version == api_version);
    match of_version.clone().find(|known| known.kind == kind) {
        Some(known) => Lookup::Known(known),
        None if of_version.clone().next().is_some() => Lookup::Misspelt(of_version.map(|known| known.kind).collect()),
        None => Lookup::Custom,
    }
}

impl KnownKind {
    /// All that is wrong with the fields of an object: first what cannot be read, then what is unknown, then what is
    /// missing, each in the order of the fields.
    pub fn faults(&self, object: &Value) -> Vec<FieldFault> {
        let mut faults: Vec<FieldFault> = Vec::new();
        let mut readable = object.clone();
        loop {
            let Unreadable { keys: path, why } = match (self.read)(&readable) {
                Ok(Reading { unknown, again }) => {
                    let mut missing = Vec::new();
                    note_missing(&again, &readable, &mut Vec::new(), &mut missing);
                    missing.retain(|path| !faults.iter().any(|told| told.path.keys().starts_with(path)));
                    faults.extend(unknown.into_iter().map(|path| field_fault(path, Fault::Unknown)));
                    faults.extend(missing.into_iter().map(|path| field_fault(path, Fault::Missing)));
                    return faults;
                }
                Err(unreadable) => unreadable,
            };
            // Without the value that cannot be read, the rest tells its own faults.
            let removed = remove(&mut readable, &path);
            faults.push(field_fault(path, Fault::Mistyped(why)));
            if !removed {
                return faults;
            }
        }
    }
}

fn field_fault(path: Vec<String>, what: Fault) -> FieldFault {
    FieldFault { path: FieldPath::new(path), what }
}

/// Removes the value at a path; of a list all of it, lest the other elements get other indices.
fn remove(object: &mut Value, path: &[String]) -> bool {
    let Some((key, parent)) = path.split_last() else { return false };
    let pointer: String = parent.iter().map(|key| format!("/{}", key.replace('~', "~0").replace('/', "~1"))).collect();
    match object.pointer_mut(&pointer) {
        Some(Value::Object(holder)) => holder.shift_remove(key).is_some(),
        Some(Value::Array(_)) => remove(object, parent),
        Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) | None => false,
    }
}

/// What a type writes although it was not given is what it does not do without.
fn note_missing(again: &Value, given: &Value, path: &mut Vec<String>, missing: &mut Vec<Vec<String>>) {
    match (again, given) {
        (Value::Object(again), Value::Object(given)) => {
            let is_object = ["apiVersion", "kind", "metadata"].iter().all(|key| again.contains_key(*key));
            for (key, again) in again {
                path.push(key.clone());
                match given.get(key) {
                    // An object inside of another, like a claim template, says so of itself; `{}` will do for metadata.
                    None | Some(Value::Null) if is_object && ["apiVersion", "kind", "metadata"].contains(&&**key) => {}
                    None | Some(Value::Null) => missing.push(path.clone()),
                    Some(given) => note_missing(again, given, path, missing),
                }
                path.pop();
            }
        }
        (Value::Array(again), Value::Array(given)) => {
            for (index, (again, given)) in again.iter().zip(given).enumerate() {
                path.push(index.to_string());
                note_missing(again, given, path, missing);
                path.pop();
            }
        }
        _ => {}
    }
}

fn read<T: DeserializeOwned + Serialize>(object: &Value) -> Result<Reading, Unreadable> {
    let (typed, unknown) = reading::read::<T>(object)?;
    // As text, for that is how objects are written already: `to_value` would be built for each type once more.
    let again = serde_json::to_string(&typed).expect("what was read as JSON can be written as JSON");
    Ok(Reading { unknown, again: serde_json::from_str(&again).expect("what was written can be read") })
}

trait Scope {
    const IS_CLUSTER: bool;
}

impl Scope for ClusterResourceScope {
    const IS_CLUSTER: bool = true;
}

impl Scope for NamespaceResourceScope {
    const IS_CLUSTER: bool = false;
}

const fn known<T: Resource<Scope: Scope> + DeserializeOwned + Serialize>() -> KnownKind {
    KnownKind {
        api_version: T::API_VERSION,
        kind: T::KIND,
        cluster_scoped: <T::Scope as Scope>::IS_CLUSTER,
        read: read::<T>,
    }
}

/// The kinds that somebody may write down: not those of requests, events and the cluster's own bookkeeping.
static KINDS: [KnownKind; 61] = [
    known::<core::v1::ConfigMap>(),
    known::<core::v1::Endpoints>(),
    known::<core::v1::LimitRange>(),
    known::<core::v1::Namespace>(),
    known::<core::v1::Node>(),
    known::<core::v1::PersistentVolume>(),
    known::<core::v1::PersistentVolumeClaim>(),
    known::<core::v1::Pod>(),
    known::<core::v1::PodTemplate>(),
    known::<core::v1::ReplicationController>(),
    known::<core::v1::ResourceQuota>(),
    known::<core::v1::Secret>(),
    known::<core::v1::Service>(),
    known::<core::v1::ServiceAccount>(),
    known::<apps::v1::ControllerRevision>(),
    known::<apps::v1::DaemonSet>(),
    known::<apps::v1::Deployment>(),
    known::<apps::v1::ReplicaSet>(),
    known::<apps::v1::StatefulSet>(),
    known::<batch::v1::CronJob>(),
    known::<batch::v1::Job>(),
    known::<autoscaling::v1::HorizontalPodAutoscaler>(),
    known::<autoscaling::v2::HorizontalPodAutoscaler>(),
    known::<policy::v1::PodDisruptionBudget>(),
    known::<networking::v1::IPAddress>(),
    known::<networking::v1::Ingress>(),
    known::<networking::v1::IngressClass>(),
    known::<networking::v1::NetworkPolicy>(),
    known::<networking::v1::ServiceCIDR>(),
    known::<rbac::v1::ClusterRole>(),
    known::<rbac::v1::ClusterRoleBinding>(),
    known::<rbac::v1::Role>(),
    known::<rbac::v1::RoleBinding>(),
    known::<storage::v1::CSIDriver>(),
    known::<storage::v1::CSINode>(),
    known::<storage::v1::CSIStorageCapacity>(),
    known::<storage::v1::StorageClass>(),
    known::<storage::v1::VolumeAttachment>(),
    known::<storage::v1::VolumeAttributesClass>(),
    known::<scheduling::v1::PriorityClass>(),
    known::<discovery::v1::EndpointSlice>(),
    known::<coordination::v1::Lease>(),
    known::<node::v1::RuntimeClass>(),
    known::<certificates::v1::CertificateSigningRequest>(),
    known::<certificates::v1::ClusterTrustBundle>(),
    known::<certificates::v1::PodCertificateRequest>(),
    known::<admissionregistration::v1::MutatingAdmissionPolicy>(),
    known::<admissionregistration::v1::MutatingAdmissionPolicyBinding>(),
    known::<admissionregistration::v1::MutatingWebhookConfiguration>(),
    known::<admissionregistration::v1::ValidatingAdmissionPolicy>(),
    known::<admissionregistration::v1::ValidatingAdmissionPolicyBinding>(),
    known::<admissionregistration::v1::ValidatingWebhookConfiguration>(),
    known::<flowcontrol::v1::FlowSchema>(),
    known::<flowcontrol::v1::PriorityLevelConfiguration>(),
    known::<resource::v1::DeviceClass>(),
    known::<resource::v1::DeviceTaintRule>(),
    known::<resource::v1::ResourceClaim>(),
    known::<resource::v1::ResourceClaimTemplate>(),
    known::<resource::v1::ResourceSlice>(),
    known::<apiextensions::v1::CustomResourceDefinition>(),
    known::<apiregistration::v1::APIService>(),
];
