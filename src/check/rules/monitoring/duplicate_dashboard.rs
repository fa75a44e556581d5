//! Dashboards that take each other's place.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::check::object::get;
use crate::check::{Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::dashboards::dashboards;

pub const RULE: Rule = Rule {
    name: "duplicate-dashboard",
    finds: "two dashboards of one `uid`",
    why: "Grafana keeps one dashboard for a `uid`: the two overwrite each other, or neither is written any more. It happens
when a dashboard is copied.",
    instead: "Give one of them another `uid`, or none.",
    levels: Levels::always(Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    let dashboards = dashboards(checked);
    let mut first = BTreeMap::new();
    for dashboard in &dashboards {
        let uid = dashboard.json.as_ref().and_then(|json| get(json, &["uid"]).as_str()).filter(|uid| !uid.is_empty());
        let Some(uid) = uid else { continue };
        match first.entry(uid) {
            Entry::Vacant(free) => {
                free.insert(dashboard);
            }
            Entry::Occupied(taken) => {
                let (key, other) = (dashboard.key, taken.get().key);
                let message = format!("the dashboard `{key}` has the `uid` of `{other}`: `{uid}`");
                found.push(dashboard.at(), message, "give it another `uid`");
            }
        }
    }
}
