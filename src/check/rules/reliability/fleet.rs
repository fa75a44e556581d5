//! All pods of an environment, with what scales them and what selects them by their labels.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use crate::check::{Checked, Item, Pod};

pub struct Fleet<'o> {
    pub all: Vec<Kept<'o>>,
    by_label: BTreeMap<Label<'o>, Vec<usize>>,
    by_namespace: BTreeMap<Option<&'o str>, Vec<usize>>,
}

/// Namespace, key, value.
type Label<'o> = (Option<&'o str>, &'o str, &'o str);

/// The pods of one object, and the autoscaler that says how many there are.
pub struct Kept<'o> {
    pub pod: Pod<'o>,
    pub autoscaler: Option<&'o Item<'o>>,
}

impl<'o> Kept<'o> {
    pub fn item(&self) -> &'o Item<'o> {
        self.pod.item
    }

    /// As few as there are when nothing is wrong. None: nobody says how many there are, or they end.
    pub fn fewest(&self) -> Option<i64> {
        let written = self.replicas()?;
        Some(self.autoscaler.map_or(written, |scaler| scaler.get(&["spec", "minReplicas"]).as_i64().unwrap_or(1)))
    }

    /// As many as there may be.
    pub fn most(&self) -> Option<i64> {
        let written = self.replicas()?;
        let most = self.autoscaler.and_then(|scaler| scaler.get(&["spec", "maxReplicas"]).as_i64());
        Some(most.unwrap_or(written))
    }

    fn replicas(&self) -> Option<i64> {
        let counts = matches!(self.item().kind(), "Deployment" | "StatefulSet" | "ReplicaSet" | "Rollout");
        counts.then(|| self.item().get(&["spec", "replicas"]).as_i64().unwrap_or(1))
    }

    /// Names of the claims that the pods mount, but for those that a StatefulSet makes for each.
    pub fn claims(&self) -> impl Iterator<Item = &'o str> {
        let volumes = self.pod.spec(&["volumes"]).as_array().into_iter().flatten();
        volumes.filter_map(|volume| volume.get("persistentVolumeClaim")?.get("claimName")?.as_str())
    }

    /// Whether each pod is somebody: it has data of its own.
    pub fn holds_data(&self) -> bool {
        self.claims().next().is_some() || self.item().kind() == "StatefulSet"
    }
}

impl<'o> Fleet<'o> {
    pub fn of(checked: &'o Checked<'_>) -> Self {
        let scaler = |item: &'o Item<'o>| {
            let target = item.get(&["spec", "scaleTargetRef"]);
            Some(((item.namespace(), target.get("kind")?.as_str()?, target.get("name")?.as_str()?), item))
        };
        let scalers: BTreeMap<_, _> = checked.objects.of_kind("HorizontalPodAutoscaler").filter_map(scaler).collect();
        let of = |pod: Pod<'o>| {
            let key = (pod.item.namespace(), pod.item.kind(), pod.item.name());
            Kept { autoscaler: scalers.get(&key).copied(), pod }
        };
        let all: Vec<Kept<'o>> = checked.objects.pods().map(of).collect();
        let mut by_label: BTreeMap<Label<'o>, Vec<usize>> = BTreeMap::new();
        let mut by_namespace: BTreeMap<Option<&'o str>, Vec<usize>> = BTreeMap::new();
        for (index, kept) in all.iter().enumerate() {
            let namespace = kept.pod.namespace();
            by_namespace.entry(namespace).or_default().push(index);
            for (key, value) in labels(kept.pod.json).and_then(Json::as_object).into_iter().flatten() {
                let Some(value) = value.as_str() else { continue };
                by_label.entry((namespace, key, value)).or_default().push(index);
            }
        }
        Self { all, by_label, by_namespace }
    }

    /// What a selector of labels selects, as budgets have it: an empty one selects all.
    pub fn selected(&self, namespace: Option<&'o str>, selector: &'o Json) -> Vec<usize> {
        let matches = |index: &&usize| {
            let labels = labels(self.all[**index].pod.json);
            let wanted = selector.get("matchExpressions").and_then(Json::as_array).into_iter().flatten();
            wanted.into_iter().all(|expression| is_met(expression, labels))
        };
        let wanted = selector.get("matchLabels").unwrap_or(&Json::Null);
        self.labelled(namespace, wanted).iter().filter(matches).copied().collect()
    }

    /// What bears all of these labels.
    fn labelled(&self, namespace: Option<&'o str>, wanted: &'o Json) -> Vec<usize> {
        let wanted: Vec<(&String, &Json)> = wanted.as_object().into_iter().flatten().collect();
        let bearing = |(key, value): &(&'o String, &'o Json)| -> &[usize] {
            let key = value.as_str().map(|value| (namespace, key.as_str(), value));
            key.and_then(|key| self.by_label.get(&key)).map_or(&[], Vec::as_slice)
        };
        let all = self.by_namespace.get(&namespace).map_or(&[][..], Vec::as_slice);
        let rarest = wanted.iter().map(bearing).min_by_key(|bearing| bearing.len()).unwrap_or(all);
        let bears_all = |index: &&usize| {
            let labels = labels(self.all[**index].pod.json);
            wanted.iter().all(|(key, value)| labels.and_then(|labels| labels.get(key.as_str())) == Some(*value))
        };
        rarest.iter().filter(bears_all).copied().collect()
    }

    /// Those that a Service sends to.
    pub fn behind_services(&self, checked: &'o Checked<'_>) -> BTreeSet<usize> {
        let services = checked.objects.of_kind("Service").filter(|item| item.group().is_empty());
        let selecting = services.filter_map(|item| {
            let labels = item.get(&["spec", "selector"]);
            let selects = labels.as_object().is_some_and(|labels| !labels.is_empty());
            selects.then(|| self.labelled(item.namespace(), labels))
        });
        selecting.flatten().collect()
    }

    /// Each budget, with what it holds for.
    pub fn budgets(&self, checked: &'o Checked<'_>) -> Vec<(&'o Item<'o>, Vec<usize>)> {
        let budgets = checked.objects.of_kind("PodDisruptionBudget");
        let of = |item: &'o Item<'o>| {
            let selector = item.get(&["spec", "selector"]);
            let selected = if selector.is_object() { self.selected(item.namespace(), selector) } else { Vec::new() };
            (item, selected)
        };
        budgets.map(of).collect()
    }
}

fn labels(pod: &Json) -> Option<&Json> {
    pod.get("metadata")?.get("labels")
}

fn is_met(expression: &Json, labels: Option<&Json>) -> bool {
    let word = |key: &str| expression.get(key).and_then(Json::as_str).unwrap_or_default();
    let value = labels.and_then(|labels| labels.get(word("key")));
    let among = || {
        let values = expression.get("values").and_then(Json::as_array);
        values.is_some_and(|values| value.is_some_and(|value| values.contains(value)))
    };
    match word("operator") {
        "In" => among(),
        "NotIn" => !among(),
        "Exists" => value.is_some(),
        "DoesNotExist" => value.is_none(),
        // The API refuses any other.
        _ => false,
    }
}
