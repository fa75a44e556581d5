//! Which kind belongs to which family: the one place where a kind is added.

use super::leaf::Leaf;
use super::{Class, Context};
use super::{compose, config, ingress, job, pod, policy, privilege, service, storage, workload};
use crate::diff::document::{COMPOSE, Document};

/// What is known of a kind. `Replace` and `NoEffect` are for the caller to add.
pub struct Kind {
    /// One value of an object that stays.
    pub changed: fn(&Leaf<'_>) -> Vec<Class>,
    /// An object that was not there.
    pub came: fn(&Document, &Context<'_>) -> Vec<Class>,
    /// An object that is there no longer.
    pub went: fn(&Document, &Context<'_>) -> Vec<Class>,
}

const UNKNOWN: Kind = Kind { changed: |_| Vec::new(), came: nothing, went: nothing };

/// Of no kind that is listed: nothing is sure.
pub fn of(document: &Document) -> Kind {
    let changed = |changed| Kind { changed, ..UNKNOWN };
    let pods = |changed| Kind { changed, came: pod::came, went: nothing };
    match (document.id.group.as_str(), document.id.kind.as_ref()) {
        ("apps", "Deployment") => pods(workload::deployment),
        ("apps", "StatefulSet") => {
            Kind { changed: workload::stateful_set, came: pod::came, went: storage::stateful_set_went }
        }
        ("apps", "DaemonSet") => pods(workload::daemon_set),
        ("apps", "ReplicaSet") => pods(workload::replica_set),
        ("argoproj.io", "Rollout") => pods(workload::rollout),
        ("batch", "Job") => pods(job::job),
        ("batch", "CronJob") => pods(job::cron_job),
        ("", "Pod") => pods(workload::pod),

        ("autoscaling", "HorizontalPodAutoscaler") | ("policy", "PodDisruptionBudget") | ("", "LimitRange") => {
            Kind { changed: config::limits, came: config::capacity, went: config::capacity }
        }
        ("", "ResourceQuota") => Kind { changed: config::quota, came: config::capacity, went: config::capacity },
        ("scheduling.k8s.io", "PriorityClass") => changed(config::priority_class),
        ("", "ConfigMap" | "Secret") => changed(config::config),
        ("node.k8s.io", "RuntimeClass") => changed(privilege::runtime_class),

        ("", "Service") => Kind { changed: service::changed, came: service::came, went: service::went },
        ("networking.k8s.io", "Ingress") => {
            Kind { changed: ingress::changed, came: ingress::opens, went: ingress::closes }
        }
        ("networking.k8s.io", "IngressClass") => changed(ingress::class),
        ("gateway.networking.k8s.io", _) => {
            Kind { changed: ingress::gateway, came: ingress::opens, went: ingress::closes }
        }
        ("networking.k8s.io", "NetworkPolicy") => {
            Kind { changed: policy::changed, came: policy::came, went: policy::went }
        }
        ("security.istio.io", "PeerAuthentication") => {
            Kind { changed: policy::peers, came: policy::peers_came, went: policy::peers_went }
        }

        ("", "PersistentVolumeClaim") => Kind { changed: storage::claim, came: nothing, went: storage::went },
        ("", "PersistentVolume") => Kind { changed: storage::volume, came: nothing, went: storage::volume_went },
        ("storage.k8s.io", "StorageClass") => changed(storage::class),

        ("rbac.authorization.k8s.io", _) => {
            Kind { changed: privilege::rights, came: privilege::privilege, went: privilege::privilege }
        }
        ("", "ServiceAccount") => {
            Kind { changed: privilege::account, came: privilege::account_whole, went: privilege::account_whole }
        }
        ("external-secrets.io", "SecretStore" | "ClusterSecretStore") => {
            Kind { changed: privilege::store, came: privilege::privilege, went: privilege::privilege }
        }
        ("", "Namespace") => Kind { changed: privilege::namespace, came: nothing, went: storage::namespace_went },

        ("", COMPOSE) if document.owner.is_some() => {
            Kind { changed: compose::service, came: compose::came, went: compose::went }
        }
        ("", COMPOSE) => Kind { changed: compose::rest, came: nothing, went: nothing },
        _ => UNKNOWN,
    }
}

fn nothing(_: &Document, _: &Context<'_>) -> Vec<Class> {
    Vec::new()
}
