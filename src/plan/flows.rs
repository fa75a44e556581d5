//! Who connects to whom: from the ports that texts name, or the main port where a need names none.

use std::collections::{BTreeMap, BTreeSet};

use crate::load::Shared;
use crate::model::component::Component;
use crate::model::kinds::Kind;

use super::Flow;
use super::catalog::Catalog;
use super::entry::Entry;
use super::object::{PolicyPort, Protocol};
use super::text::Touch;
use super::variables::{self, Taken};

pub fn flows(catalog: &Catalog<'_>, taken: &BTreeMap<String, Shared<Taken>>) -> BTreeSet<Flow> {
    let mut flows = BTreeSet::new();
    for entry in catalog.rendered() {
        let touches: &[Touch] = taken.get(entry.id).map_or(&[], |taken| &taken.touches);
        for (id, asks) in variables::needs(entry) {
            let Some(target) = catalog.get(id).filter(|target| catalog.is_reachable(target)) else { continue };
            let here: Vec<&Touch> = touches.iter().filter(|touch| touch.id == id).collect();
            let asks_nothing = !asks && target.workload.variables.is_empty();
            if here.is_empty() && !asks_nothing {
                continue;
            }
            for (to, port) in reached(catalog, target, &here) {
                flows.insert(Flow { from: entry.id.to_owned(), to, port });
            }
        }
        if entry.kind().is_some_and(Kind::is_quorum) && entry.workload.replicas.0 > 1 {
            let ports = entry.workload.container.ports.values();
            let among = |number: u16| Flow { from: entry.id.to_owned(), to: entry.id.to_owned(), port: tcp(number) };
            flows.extend(ports.map(|port| among(port.0)));
        }
    }
    flows
}

fn tcp(port: u16) -> PolicyPort {
    PolicyPort { port, protocol: Protocol::Tcp }
}

/// Where a need leads to: each workload behind the target, and its ports that were named, or its main one.
fn reached(catalog: &Catalog<'_>, target: &Entry<'_>, touches: &[&Touch]) -> Vec<(String, PolicyPort)> {
    if let Some(port) =
        target.component.filter(|component| component.is_elsewhere()).and_then(Component::port_elsewhere)
    {
        return vec![(target.id.to_owned(), tcp(port))];
    }
    let members = target.members.iter().filter_map(|id| catalog.get(id));
    let behind: Vec<&Entry<'_>> = if target.members.is_empty() { vec![target] } else { members.collect() };
    let mut reached = Vec::new();
    for entry in behind {
        let named = |name: &str| entry.port(name).map(|port| PolicyPort { port: port.number, protocol: port.protocol });
        let mut ports: BTreeSet<PolicyPort> =
            touches.iter().filter_map(|touch| touch.port.as_deref().and_then(named)).collect();
        if ports.is_empty() {
            ports.extend(entry.main_port().and_then(named));
        }
        reached.extend(ports.into_iter().map(|port| (entry.id.to_owned(), port)));
    }
    reached
}
