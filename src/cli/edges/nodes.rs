//! What the ends of edges are called, and the ports on them.

use std::collections::BTreeMap;

use crate::check::flows::{End, Stated, Why};
use crate::check::reach::{Door, Protocol};

use super::Edges;

/// What a node is drawn as.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Something of ours that runs.
    Ours,
    /// What lives elsewhere.
    Elsewhere,
    /// Whoever, and what the cluster or the machine brings.
    Around,
}

pub fn shape(end: &End) -> Shape {
    match end {
        End::Workload(_) | End::Workloads | End::Service { .. } => Shape::Ours,
        End::Elsewhere { .. } => Shape::Elsewhere,
        End::Pods { .. } | End::Addresses(_) | End::ApiServer(_) | End::Anyone | End::Host(_) => Shape::Around,
    }
}

/// What stands in a table and on a node.
pub fn words(end: &End) -> String {
    match end {
        End::Workload(id) | End::Service { name: id, .. } => id.clone(),
        End::Workloads => "(every workload)".to_owned(),
        End::Elsewhere { id, host, .. } => format!("{id} ({host})"),
        End::Pods { namespace, labels } if labels.is_empty() => format!("namespace {namespace}"),
        End::Pods { namespace, labels } => {
            let labels: Vec<String> = labels.iter().map(|(key, value)| format!("{key}={value}")).collect();
            format!("namespace {namespace} {}", labels.join(","))
        }
        End::Addresses(cidrs) => cidrs.join(", "),
        End::ApiServer(_) => "(API server)".to_owned(),
        End::Anyone => "(anyone)".to_owned(),
        End::Host(address) => format!("host {address}"),
    }
}

/// `8080, 53/UDP`; `all` where none is named.
pub fn ports(doors: &[Door]) -> String {
    let port = |door: &Door| match door.protocol {
        Protocol::Tcp => door.number.to_string(),
        Protocol::Udp | Protocol::Sctp => format!("{}/{}", door.number, door.protocol.as_str()),
    };
    if doors.is_empty() { "all".to_owned() } else { doors.iter().map(port).collect::<Vec<_>>().join(", ") }
}

/// Whether somebody of the platform wants the connection, and not what carries it.
pub fn is_wanted(line: &Stated) -> bool {
    match line.why {
        Why::Need | Why::Members | Why::Allow => true,
        Why::Dns
        | Why::Expose
        | Why::Service
        | Why::HostPort
        | Why::Scrape
        | Why::ApiServer
        | Why::Mesh
        | Why::Certificate
        | Why::Publish => false,
    }
}

/// All ends, numbered in the order in which they occur: names may hold what is no name for programs that draw.
pub fn numbered<'e>(edges: &'e Edges<'_>) -> (Vec<&'e End>, BTreeMap<&'e End, usize>) {
    let mut ends = Vec::new();
    let mut numbers = BTreeMap::new();
    for end in edges.lines.iter().flat_map(|(line, _)| [&line.from, &line.to]) {
        numbers.entry(end).or_insert_with(|| {
            ends.push(end);
            ends.len() - 1
        });
    }
    (ends, numbers)
}
