//! Ports of the developer's machine that two environments publish. Only where both are checked it shows, so that no
//! single check finds it: `taken` says what an environment takes, `check::shared_ports` compares.

use crate::check::{At, Checked, Finding, Found, HostPort, Levels, Rule};
use crate::model::lint::Level;

use super::services::{published, services};

pub const RULE: Rule = Rule {
    name: "shared-host-port",
    finds: "a port of the host that two environments of the tiers `local` and `test` publish; `check --all` compares them",
    why: "Both run on the machine of whoever develops, and a port can be had once: the second does not start beside the
first, and its tests talk to the other one's services if they find the port open.",
    instead: "Publish another port, or move all of one environment's with `compose.offset`.",
    levels: Levels { local: Level::Warn, test: Level::Warn, ..Levels::always(Level::Allow) },
    find: |_, _| {},
};

/// The ports of the host that the Compose file takes, and where it says so.
pub fn taken(checked: &Checked<'_>) -> Vec<(HostPort, Finding)> {
    let mut taken = Vec::new();
    for (name, service) in services(checked) {
        for port in published(service) {
            let Some(number) = port.host else { continue };
            let at = At::compose(name, &["ports", &port.index.to_string()]).from(&["publish"]);
            let mut found = Found::of(checked, &RULE);
            found.push(at, format!("`compose/{name}` publishes {number}"), "publish another port");
            let host_port = HostPort { number, is_udp: port.is_udp, address: port.address.to_owned() };
            taken.extend(found.findings.into_iter().map(|finding| (host_port.clone(), finding)));
        }
    }
    taken
}
