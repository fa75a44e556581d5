//! Every connection that an environment states: those that needs state, and those that the platform itself needs, such
//! as names being looked up and metrics being read. Follows from the model, not from policies: these are judged by it.

mod infrastructure;
mod needs;
mod proof;
mod statement;

use crate::diagnostic::FieldPath;
use crate::plan::Plan;
use crate::plan::object::{Labels, PolicyPort, Protocol};

use super::reach;

pub use proof::{Blocked, Proof};
pub use statement::{Statement, Who};

/// One connection, or several of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stated {
    pub from: End,
    pub to: End,
    /// All of them, if none is named.
    pub doors: Vec<reach::Door>,
    pub why: Why,
    /// Where the model says so, as a path; it may be a default.
    pub field: FieldPath,
}

/// Who connects, or is connected to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum End {
    /// A workload, by its ID.
    Workload(String),
    /// Every workload of the environment.
    Workloads,
    /// The pods behind a Service of `manifests/`.
    Service {
        name: String,
        namespace: Option<String>,
        selector: Labels,
    },
    /// A component that lives elsewhere: in a namespace of the cluster, or at these addresses; without any, outside.
    Elsewhere {
        id: String,
        host: String,
        namespace: Option<String>,
        cidrs: Vec<String>,
    },
    /// Pods of a namespace; all of them without labels.
    Pods {
        namespace: String,
        labels: Labels,
    },
    Addresses(Vec<String>),
    ApiServer(Vec<String>),
    /// Whoever it is.
    Anyone,
    /// The machine that Compose runs on, at a port of its own.
    Host(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// `needs`, `routes`, or what a kind needs.
    Need,
    /// Members of a quorum, among each other.
    Members,
    /// `[network.allow]`
    Allow,
    Dns,
    /// From the ingress controller.
    Expose,
    /// A Service that is reached from outside of the cluster.
    Service,
    HostPort,
    Scrape,
    ApiServer,
    Mesh,
    /// An ACME server asks for a proof.
    Certificate,
    /// A port of the machine, in Compose.
    Publish,
}

impl Why {
    pub fn as_str(self) -> &'static str {
        match self {
            Why::Need => "need",
            Why::Members => "members",
            Why::Allow => "allow",
            Why::Dns => "dns",
            Why::Expose => "expose",
            Why::Service => "service",
            Why::HostPort => "host-port",
            Why::Scrape => "scrape",
            Why::ApiServer => "api-server",
            Why::Mesh => "mesh",
            Why::Certificate => "certificate",
            Why::Publish => "publish",
        }
    }
}

/// All of them: needs first, then the rest in the order of workloads.
pub fn stated(plan: &Plan<'_>) -> Vec<Stated> {
    let mut stated = needs::needs(plan);
    stated.extend(infrastructure::infrastructure(plan));
    stated
}

fn door(port: PolicyPort) -> reach::Door {
    let protocol = match port.protocol {
        Protocol::Tcp => reach::Protocol::Tcp,
        Protocol::Udp => reach::Protocol::Udp,
    };
    reach::Door { number: port.port, protocol }
}

fn tcp(number: u16) -> reach::Door {
    reach::Door { number, protocol: reach::Protocol::Tcp }
}
