//! What of root's powers a container gets, or keeps.

use serde_json::Value as Json;

use crate::plan::BASELINE_CAPABILITIES;

use super::standard::Broken;
use super::subject::{Part, Subject, items};

const ADD: &[&str] = &["securityContext", "capabilities", "add"];

/// `capabilities_baseline`: only what runtimes give anyway may be added.
pub fn beyond_default(subject: &Subject<'_>, broken: &mut Broken) {
    for container in subject.containers() {
        for added in listed(&container, "add").filter(|added| !BASELINE_CAPABILITIES.contains(added)) {
            broken.push(&container, ADD, &format!("adds the capability `{added}`"));
        }
    }
}

/// `capabilities_restricted`: all of them are dropped, and one alone may be added.
pub fn kept(subject: &Subject<'_>, broken: &mut Broken) {
    for container in subject.containers() {
        if !listed(&container, "drop").any(|dropped| dropped == "ALL") {
            broken.push(&container, &["securityContext", "capabilities", "drop"], "does not drop `ALL` capabilities");
        }
        for added in listed(&container, "add").filter(|added| *added != "NET_BIND_SERVICE") {
            broken.push(&container, ADD, &format!("adds the capability `{added}`"));
        }
    }
}

fn listed<'p>(container: &Part<'p>, list: &str) -> impl Iterator<Item = &'p str> {
    items(container.context(&["capabilities"]), list).map(|capability| match capability {
        Json::String(name) => name.as_str(),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::Array(_) | Json::Object(_) => "",
    })
}
