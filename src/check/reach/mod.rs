//! Rendered objects → who can reach whom on which port, by the published meaning of NetworkPolicy. Reads JSON only and
//! knows nothing of how policies are made, so that it can judge them.

mod block;
mod connections;
mod network;
mod policy;
mod reading;
mod selector;

pub use block::Block;
pub use connections::{Connection, connections};
pub use network::{Endpoint, Network, PodEnd};
pub use policy::{Door, Peer, Policy, PolicyRule, PortRange, Protocol};
pub use selector::{LabelSet, Operator, Selector};
