//! What a ResourceQuota counts: what all pods and claims of a namespace come to at their most.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::check::rules::reliability::{Fleet, Kept, Rounding, Share};
use crate::check::{At, Checked, Group, Item};

use super::granted::Ranges;
use super::quantity::{Thousandths, quantity};

pub type Amounts = BTreeMap<&'static str, Thousandths>;

/// Compute resources, as a quota calls them, and the other words that it has for some.
pub const COMPUTE: [(&str, &str, &str); 6] = [
    ("requests.cpu", "requests", "cpu"),
    ("requests.memory", "requests", "memory"),
    ("requests.ephemeral-storage", "requests", "ephemeral-storage"),
    ("limits.cpu", "limits", "cpu"),
    ("limits.memory", "limits", "memory"),
    ("limits.ephemeral-storage", "limits", "ephemeral-storage"),
];

#[derive(Default)]
pub struct Used<'o> {
    pub by_namespace: BTreeMap<Option<&'o str>, Amounts>,
    pub pods: Vec<PodUse<'o>>,
}

pub struct PodUse<'o> {
    pub item: &'o Item<'o>,
    /// Pods beside all others while a new version comes.
    pub surge: i64,
    /// Of one pod.
    pub each: Amounts,
}

impl<'o> Used<'o> {
    pub fn of(checked: &'o Checked<'_>) -> Self {
        let fleet = Fleet::of(checked);
        let ranges = Ranges::of(checked);
        let mut used = Self::default();
        for kept in &fleet.all {
            let each = each(kept, &ranges);
            let most = most(kept);
            let namespace = used.by_namespace.entry(kept.pod.namespace()).or_default();
            each.iter().for_each(|(name, amount)| add(namespace, name, times(*amount, most)));
            let templates = kept.item().get(&["spec", "volumeClaimTemplates"]).as_array().into_iter().flatten();
            for template in templates {
                claim(namespace, template, most);
            }
            used.pods.push(PodUse { item: kept.item(), surge: surge(kept, most), each });
        }
        for item in checked.objects.of_kind("PersistentVolumeClaim") {
            claim(used.by_namespace.entry(item.namespace()).or_default(), &item.json, 1);
        }
        for item in checked.objects.of_kind("Service").filter(|item| item.group().is_empty()) {
            let namespace = used.by_namespace.entry(item.namespace()).or_default();
            add(namespace, "services", 1_000);
            if item.get(&["spec", "type"]).as_str() == Some("LoadBalancer") {
                add(namespace, "services.loadbalancers", 1_000);
            }
        }
        for item in checked.objects.of_kind("ConfigMap") {
            add(used.by_namespace.entry(item.namespace()).or_default(), "configmaps", 1_000);
        }
        used
    }
}

/// The quotas that count all of their namespace, each with what it grants, by the longer of its words.
pub fn quotas<'o>(checked: &'o Checked<'_>) -> impl Iterator<Item = (&'o Item<'o>, BTreeMap<&'o str, Hard<'o>>)> {
    let all = checked.objects.of_kind("ResourceQuota");
    let counts_all =
        |item: &&Item<'_>| item.get(&["spec", "scopes"]).is_null() && item.get(&["spec", "scopeSelector"]).is_null();
    all.filter(counts_all).map(|item| {
        let hard = item.get(&["spec", "hard"]).as_object().into_iter().flatten();
        let granted = |(key, amount): (&'o String, &'o Json)| {
            let key = key.as_str();
            let name = match key.strip_prefix("count/").unwrap_or(key) {
                "cpu" => "requests.cpu",
                "memory" => "requests.memory",
                "ephemeral-storage" => "requests.ephemeral-storage",
                name => name,
            };
            Some((name, Hard { key, amount: quantity(amount)? }))
        };
        (item, hard.filter_map(granted).collect())
    })
}

pub struct Hard<'o> {
    /// As the object calls it.
    pub key: &'o str,
    pub amount: Thousandths,
}

/// Where a quota is said, in the model.
pub fn at<'o>(item: &'o Item<'o>, key: &str) -> At<'o> {
    let id = item.name().strip_suffix("-quota").unwrap_or("main");
    let table = ["namespaces", id, "quota"];
    let path: Vec<&str> = match key.split_once('.') {
        Some(("requests", "storage")) => vec!["storage"],
        Some((kind, resource)) => vec![kind, resource],
        None if key == "persistentvolumeclaims" => vec!["claims"],
        None => vec![key],
    };
    At::object(item, &["spec", "hard", key]).from(&[&table[..], &path].concat()).from(&table)
}

fn add(amounts: &mut Amounts, name: &'static str, amount: Thousandths) {
    let sum = amounts.entry(name).or_default();
    *sum = sum.saturating_add(amount);
}

pub fn times(amount: Thousandths, pods: i64) -> Thousandths {
    amount.saturating_mul(i128::from(pods.max(0)))
}

fn claim(amounts: &mut Amounts, claim: &Json, count: i64) {
    add(amounts, "persistentvolumeclaims", times(1_000, count));
    let storage = claim.get("spec").and_then(|spec| spec.get("resources")?.get("requests")?.get("storage"));
    add(amounts, "requests.storage", times(storage.and_then(quantity).unwrap_or_default(), count));
}

/// How many pods there are at most, but for those that take over from others. Of a pod a node, one is certain.
fn most(kept: &Kept<'_>) -> i64 {
    let parallel = |keys: &[&str]| kept.item().get(keys).as_i64().unwrap_or(1);
    match kept.item().kind() {
        "Job" => parallel(&["spec", "parallelism"]),
        "CronJob" => parallel(&["spec", "jobTemplate", "spec", "parallelism"]),
        _ => kept.most().unwrap_or(1),
    }
}

fn surge(kept: &Kept<'_>, most: i64) -> i64 {
    let item = kept.item();
    let strategy = item.get(&["spec", "strategy"]);
    let share = |rolling: Option<&Json>| {
        let surge = rolling.and_then(|rolling| Share::read(rolling.get("maxSurge")?));
        surge.unwrap_or(Share::Percent(25)).of(most, Rounding::Up)
    };
    match item.kind() {
        "Deployment" if strategy.get("type").and_then(Json::as_str) == Some("Recreate") => 0,
        "Deployment" => share(strategy.get("rollingUpdate")),
        // Both versions run whole.
        "Rollout" if strategy.get("blueGreen").is_some() => most,
        "Rollout" => share(strategy.get("canary")),
        _ => 0,
    }
}

/// What one pod counts: its containers together, or one before them that takes more.
fn each(kept: &Kept<'_>, ranges: &Ranges<'_>) -> Amounts {
    let mut together = Amounts::from([("pods", 1_000)]);
    let mut before = Amounts::new();
    for container in kept.pod.containers() {
        for (name, kind, resource) in COMPUTE {
            let amount = match kind {
                "limits" => ranges.limit(&container, resource),
                _ => ranges.request(&container, resource),
            };
            let Some(amount) = amount else { continue };
            match container.group {
                Group::Container | Group::Sidecar => add(&mut together, name, amount),
                Group::Init => {
                    let most = before.entry(name).or_default();
                    *most = amount.max(*most);
                }
                Group::Ephemeral => {}
            }
        }
    }
    for (name, amount) in before {
        let most = together.entry(name).or_default();
        *most = amount.max(*most);
    }
    together
}
