//! Grafana's dashboards, in the ConfigMaps that its sidecar reads.

use serde_json::Value as Json;

use crate::check::object::{Item, get};
use crate::check::{At, Checked};

/// One file of a ConfigMap with dashboards.
pub struct Dashboard<'c> {
    pub item: &'c Item<'c>,
    /// Its key in `data`.
    pub key: &'c str,
    /// What the file holds; nothing if it is no JSON.
    pub json: Option<Json>,
}

/// The label by which Grafana's sidecar finds them.
const LABEL: &str = "grafana_dashboard";

pub fn dashboards<'c>(checked: &'c Checked<'_>) -> Vec<Dashboard<'c>> {
    let mut found = Vec::new();
    let labelled = |item: &&Item<'_>| item.get(&["metadata", "labels", LABEL]).is_string();
    for item in checked.objects.of_kind("ConfigMap").filter(labelled) {
        let files = item.get(&["data"]).as_object().into_iter().flatten();
        for (key, text) in files.filter(|(key, _)| key.ends_with(".json")) {
            let json = text.as_str().and_then(|text| serde_json::from_str(text).ok());
            found.push(Dashboard { item, key, json });
        }
    }
    found
}

impl<'c> Dashboard<'c> {
    pub fn at(&self) -> At<'c> {
        let table = ["observability", "dashboards", self.name()];
        At::object(self.item, &["data", self.key]).from(&[table[0], table[1], table[2], "from"]).from(&table)
    }

    /// Its key in the model.
    pub fn name(&self) -> &'c str {
        self.key.strip_suffix(".json").unwrap_or(self.key)
    }

    /// All panels, those in rows with them.
    pub fn panels(&self) -> Vec<&Json> {
        let Some(json) = &self.json else { return Vec::new() };
        let rows = get(json, &["rows"]).as_array().into_iter().flatten();
        let top = get(json, &["panels"]).as_array().into_iter().flatten();
        let mut panels: Vec<&Json> = top.chain(rows).collect();
        let inner = panels.iter().flat_map(|panel| get(panel, &["panels"]).as_array().into_iter().flatten());
        let inner: Vec<&Json> = inner.collect();
        panels.extend(inner);
        panels
    }

    /// PromQL by panel.
    pub fn expressions(&self) -> Vec<(&str, &str)> {
        let mut found = Vec::new();
        for panel in self.panels() {
            let title = get(panel, &["title"]).as_str().unwrap_or_default();
            for target in get(panel, &["targets"]).as_array().into_iter().flatten() {
                let kind = ["datasource", "type"].iter().try_fold(target, |json, key| json.get(key));
                if kind.and_then(Json::as_str).is_none_or(|kind| kind == "prometheus") {
                    found.extend(get(target, &["expr"]).as_str().map(|text| (title, text)));
                }
            }
        }
        found
    }
}
