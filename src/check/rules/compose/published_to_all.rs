//! Components that the machine's every address leads to.

use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;
use crate::plan::workload::Role;

use super::services::published;

pub const RULE: Rule = Rule {
    name: "published-to-all",
    finds: "a component in Compose whose port is published on every address of the machine",
    why: "A database that only its services and an administrator need is then open to whoever reaches the machine:
Docker opens the port past the machine's firewall, as its documentation warns.",
    instead: "Publish it to the machine itself: `publish = { postgres = \"127.0.0.1:5432\" }`, or not at all.",
    levels: Levels::staged(Level::Allow, Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for workload in checked.plan.workloads.iter().filter(|workload| workload.role == Role::Component) {
        let name = workload.name();
        let service = checked.compose.and_then(|compose| compose.get("services")?.get(name));
        for port in service.map(published).unwrap_or_default() {
            if matches!(port.address, "" | "0.0.0.0" | "::") {
                let at = At::compose(name, &["ports", &port.index.to_string()]).from(&["publish"]);
                let message = format!("`compose/{name}` publishes {} on every address of the machine", port.container);
                found.push(at, message, "publish it on `127.0.0.1`");
            }
        }
    }
}
