//! The namespaces that are ours, how strict they are about pods, and how much may run in them.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::FieldPath;
use crate::load::{Map, Shared};
use crate::model::network::Mesh;
use crate::model::platform::{
    LimitRange as LimitRangeModel, Namespace as Model, PodSecurity, PodSecurityLevel, Quota as QuotaModel, Tier,
};
use crate::model::scalar::Quantity;
use crate::model::workload::{Resources, Target};

use super::catalog::Catalog;
use super::containers::resources;
use super::entry::Entry;
use super::labels::{evaluated, evaluated_labels, platform_meta};
use super::object::{LimitRange, Namespace, PeerAuthentication, Quota};
use super::pod::most_replicas;
use super::pod_security::{level, objections};
use super::text::Scope;
use super::workload::{Part, Workload};

/// The namespaces to make, the environment's own first.
pub fn namespaces(scope: &mut Scope<'_, '_, '_>, workloads: &[Shared<Workload>]) -> Vec<Namespace> {
    let catalog = scope.catalog;
    let environment = catalog.environment;
    let fallback = Model::default();
    let declared = environment.namespaces.keys().map(String::as_str).filter(|id| *id != "main");
    let ids: Vec<&str> = std::iter::once("main").chain(declared).collect();
    let mut namespaces = Vec::new();
    for id in ids {
        let model = environment.namespaces.get(id).unwrap_or(&fallback);
        let Some(name) = catalog.namespace(id).filter(|_| model.create) else { continue };
        let path = FieldPath::new(["namespaces", id]);
        let mut meta = platform_meta(scope, name, None);
        meta.labels.extend(pod_security(scope, model, id, name, workloads));
        match environment.network.mesh {
            Mesh::Istio => drop(meta.labels.insert("istio-injection".to_owned(), "enabled".to_owned())),
            Mesh::Linkerd => drop(meta.annotations.insert("linkerd.io/inject".to_owned(), "enabled".to_owned())),
            Mesh::None => {}
        }
        meta.labels.extend(evaluated_labels(scope, &model.labels, &path.then("labels")));
        meta.annotations.extend(evaluated(scope, &model.annotations, &path.then("annotations")));
        let quota = model.quota.as_ref().filter(|quota| quota.enabled).map(|quota| self::quota(scope, id, quota));
        let limit_range = model.limit_range.as_ref().map(|range| {
            let copied = |amounts: &Map<String, Quantity>| {
                amounts.iter().map(|(name, amount)| (name.clone(), amount.clone())).collect()
            };
            LimitRange {
                meta: platform_meta(scope, &range_name(id), Some(id)),
                default: copied(&range.default),
                default_request: copied(&range.default_request),
                min: copied(&range.min),
                max: copied(&range.max),
                claim_max: range.claim_max.clone(),
            }
        });
        namespaces.push(Namespace { meta, quota, limit_range });
    }
    namespaces
}

fn range_name(id: &str) -> String {
    if id == "main" { "limits".to_owned() } else { format!("{id}-limits") }
}

/// Labels of Pod Security Admission: as written, else the strictest level that all pods meet, never looser than the tier asks.
fn pod_security(
    scope: &mut Scope<'_, '_, '_>,
    model: &Model,
    id: &str,
    name: &str,
    workloads: &[Shared<Workload>],
) -> BTreeMap<String, String> {
    let environment = scope.catalog.environment;
    let written = model.pod_security.as_ref().or(environment.security.pod_security.as_ref());
    let default = PodSecurity::default();
    let written = written.unwrap_or(&default);
    if !written.enabled {
        return BTreeMap::new();
    }
    let least = if environment.tier == Tier::Prod { PodSecurityLevel::Restricted } else { PodSecurityLevel::Baseline };
    let here = workloads.iter().filter(|workload| workload.meta.namespace.as_deref() == Some(name));
    let met = here.clone().map(|workload| level(&workload.pod)).min().unwrap_or(PodSecurityLevel::Restricted);
    let enforce = written.enforce.unwrap_or(met.max(least));
    if scope.catalog.target == Target::Kubernetes {
        here.for_each(|workload| refuse(scope, workload, id, enforce));
    }
    let levels =
        [("enforce", enforce), ("audit", written.audit.unwrap_or(enforce)), ("warn", written.warn.unwrap_or(enforce))];
    levels
        .into_iter()
        .map(|(mode, level)| (format!("pod-security.kubernetes.io/{mode}"), level.as_str().to_owned()))
        .collect()
}

/// A workload whose pods the namespace's label would not admit.
fn refuse(scope: &mut Scope<'_, '_, '_>, workload: &Workload, namespace: &str, enforced: PodSecurityLevel) {
    let objections = objections(&workload.pod).into_iter().filter(|objection| objection.level < enforced);
    let (levels, what): (Vec<_>, Vec<_>) = objections.map(|objection| (objection.level, objection.what)).unzip();
    let (Some(level), Some(entry)) = (levels.into_iter().min(), scope.catalog.get(&workload.id)) else { return };
    let (enforced, level) = (enforced.as_str(), level.as_str());
    let message = format!("the namespace `{namespace}` would not admit the pods of `{}`", workload.id);
    let what = what.join(", ");
    let label = format!(
        "`{enforced}` is enforced, but {what}: mend that, or set `namespaces.{namespace}.pod-security.enforce = \"{level}\"`"
    );
    scope.fault(&entry.path(), "pod-security", message, label);
}

/// Hard limits: as written, else what all workloads at their most may use, with headroom. What some container names no
/// part of is left out: under a quota that counts it, its pod would be refused.
fn quota(scope: &mut Scope<'_, '_, '_>, id: &str, model: &QuotaModel) -> Quota {
    let mut hard: BTreeMap<String, String> = BTreeMap::new();
    let mut sums: BTreeMap<String, f64> = BTreeMap::new();
    let mut unnamed: BTreeSet<String> = BTreeSet::new();
    let mut pods = 0.0;
    let catalog: &Catalog<'_> = scope.catalog;
    for entry in catalog.rendered().filter(|entry| entry.namespace == id) {
        let most = f64::from(most_replicas(entry));
        pods += most;
        for (name, amount) in at_most(scope, entry, id) {
            match amount {
                Some(amount) => *sums.entry(name).or_default() += most * amount,
                None => drop(unnamed.insert(name)),
            }
        }
    }
    sums.retain(|name, _| !unnamed.contains(name));
    let headroom = f64::from(model.headroom.0) / 100.0;
    for (name, sum) in sums {
        let gibi = f64::from(1 << 30);
        let amount = if name.ends_with("cpu") {
            format!("{}", (sum * headroom).ceil())
        } else {
            format!("{}Gi", (sum * headroom / gibi).ceil())
        };
        hard.insert(name, amount);
    }
    hard.insert(
        "pods".to_owned(),
        model.pods.map_or_else(|| format!("{}", (pods * headroom).ceil()), |pods| pods.0.to_string()),
    );
    for (kind, amounts) in [("limits", &model.limits), ("requests", &model.requests)] {
        hard.extend(amounts.iter().map(|(name, amount)| (format!("{kind}.{name}"), amount.as_str().to_owned())));
    }
    hard.extend(model.claims.map(|claims| ("persistentvolumeclaims".to_owned(), claims.0.to_string())));
    hard.extend(model.storage.as_ref().map(|storage| ("requests.storage".to_owned(), storage.as_str().to_owned())));
    let name = if id == "main" { "quota".to_owned() } else { format!("{id}-quota") };
    Quota { meta: platform_meta(scope, &name, Some(id)), hard }
}

/// What one pod may use: its containers together, or one before them that uses more. None: one of them names nothing.
fn at_most(scope: &Scope<'_, '_, '_>, entry: &Entry<'_>, namespace: &str) -> BTreeMap<String, Option<f64>> {
    let range = scope.catalog.environment.namespaces.get(namespace).and_then(|model| model.limit_range.as_ref());
    let mut together: BTreeMap<String, Option<f64>> = BTreeMap::new();
    let mut before: BTreeMap<String, Option<f64>> = BTreeMap::new();
    for contained in entry.containers() {
        let resources = resources(scope, contained.model);
        for (kind, name) in COUNTED {
            let amount = granted(&resources, range, kind, name).map(Quantity::value);
            let name = format!("{kind}.{name}");
            match contained.part {
                Part::Init => {
                    let most = before.entry(name).or_insert(Some(0.0));
                    *most = most.zip(amount).map(|(most, amount)| most.max(amount));
                }
                Part::Main | Part::Sidecar => {
                    let sum = together.entry(name).or_insert(Some(0.0));
                    *sum = sum.zip(amount).map(|(sum, amount)| sum + amount);
                }
            }
        }
    }
    for (name, amount) in before {
        let most = together.entry(name).or_insert(Some(0.0));
        *most = most.zip(amount).map(|(most, amount)| most.max(amount));
    }
    together
}

/// What is summed up, each by kind and resource.
const COUNTED: [(&str, &str); 4] =
    [("limits", "cpu"), ("limits", "memory"), ("requests", "cpu"), ("requests", "memory")];

/// What a container gets: as written, else what the LimitRange puts in.
fn granted<'q>(
    written: &'q Resources,
    range: Option<&'q LimitRangeModel>,
    kind: &str,
    resource: &str,
) -> Option<&'q Quantity> {
    let limit = written.limits.get(resource);
    let default = range.and_then(|range| range.default.get(resource).or_else(|| range.max.get(resource)));
    if kind == "limits" {
        return limit.or(default);
    }
    let request = written.requests.get(resource).or(limit);
    let by_range = |range: &'q LimitRangeModel| {
        range.default_request.get(resource).or(default).or_else(|| range.min.get(resource))
    };
    request.or_else(|| range.and_then(by_range))
}

/// Mutual TLS only, in each namespace that runs something.
pub fn peer_authentications(scope: &mut Scope<'_, '_, '_>) -> Vec<PeerAuthentication> {
    let catalog = scope.catalog;
    if catalog.environment.network.mesh != Mesh::Istio {
        return Vec::new();
    }
    let used: BTreeSet<&str> = catalog.rendered().map(|entry| entry.namespace).collect();
    used.into_iter().map(|id| PeerAuthentication { meta: platform_meta(scope, "default", Some(id)) }).collect()
}
