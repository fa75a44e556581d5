//! What a container gets: as written, else as the namespace's LimitRange says.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::check::{Checked, Container, Group, Item, Pod};

use super::quantity::{Thousandths, quantity};

type Amounts = BTreeMap<String, Thousandths>;

/// The LimitRanges of an environment, by namespace.
pub struct Ranges<'o>(BTreeMap<Option<&'o str>, Range<'o>>);

pub struct Range<'o> {
    pub item: &'o Item<'o>,
    default: Amounts,
    default_request: Amounts,
    pub min: Amounts,
    pub max: Amounts,
    pub claim_min: Option<Thousandths>,
    pub claim_max: Option<Thousandths>,
}

impl<'o> Ranges<'o> {
    pub fn of(checked: &'o Checked<'_>) -> Self {
        let mut ranges = BTreeMap::new();
        for item in checked.objects.of_kind("LimitRange") {
            let range = ranges.entry(item.namespace()).or_insert_with(|| Range {
                item,
                default: Amounts::new(),
                default_request: Amounts::new(),
                min: Amounts::new(),
                max: Amounts::new(),
                claim_min: None,
                claim_max: None,
            });
            for limit in item.get(&["spec", "limits"]).as_array().into_iter().flatten() {
                range.add(limit);
            }
        }
        Self(ranges)
    }

    pub fn get<'r>(&'r self, namespace: Option<&'r str>) -> Option<&'r Range<'r>> {
        self.0.get(&namespace)
    }

    /// None: as much as it wants.
    pub fn limit(&self, container: &Container<'_>, resource: &str) -> Option<Thousandths> {
        let written = quantity(container.get(&["resources", "limits", resource]));
        written.or_else(|| self.get(container.item.namespace())?.default.get(resource).copied())
    }

    /// None: it is promised nothing. What is limited alone is promised as much.
    pub fn request(&self, container: &Container<'_>, resource: &str) -> Option<Thousandths> {
        let written = quantity(container.get(&["resources", "requests", resource]));
        let written = written.or_else(|| quantity(container.get(&["resources", "limits", resource])));
        written.or_else(|| self.get(container.item.namespace())?.default_request.get(resource).copied())
    }
}

impl Range<'_> {
    /// One of its limits, with what the API puts in for what is not said.
    fn add(&mut self, limit: &Json) {
        let kind = limit.get("type").and_then(Json::as_str);
        let amounts = |key: &str| -> Amounts {
            let amounts = limit.get(key).and_then(Json::as_object).into_iter().flatten();
            amounts.filter_map(|(resource, amount)| Some((resource.clone(), quantity(amount)?))).collect()
        };
        let (min, max) = (amounts("min"), amounts("max"));
        match kind {
            Some("Container") => {
                let mut default = amounts("default");
                for (resource, most) in &max {
                    default.entry(resource.clone()).or_insert(*most);
                }
                let mut request = amounts("defaultRequest");
                for (resource, amount) in default.iter().chain(&min) {
                    request.entry(resource.clone()).or_insert(*amount);
                }
                self.default.extend(default);
                self.default_request.extend(request);
                self.min.extend(min);
                self.max.extend(max);
            }
            Some("PersistentVolumeClaim") => {
                self.claim_min = min.get("storage").copied().or(self.claim_min);
                self.claim_max = max.get("storage").copied().or(self.claim_max);
            }
            // Of whole pods little is said, and nothing by us.
            Some(_) | None => {}
        }
    }
}

/// The containers that run as long as their pod, each with it.
pub fn long_lived<'o>(checked: &'o Checked<'_>) -> impl Iterator<Item = (Pod<'o>, Container<'o>)> {
    checked.objects.pods().flat_map(|pod| {
        let stays = |container: &Container<'_>| matches!(container.group, Group::Container | Group::Sidecar);
        let Pod { item, path, json } = pod;
        let containers = pod.containers().into_iter().filter(stays);
        containers.map(move |container| (Pod { item, path, json }, container)).collect::<Vec<_>>()
    })
}
