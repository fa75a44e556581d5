//! Ports of one machine that several environments take.

use std::collections::BTreeMap;

use crate::model::lint::Level;

use super::Finding;

/// A port of the machine that runs a Compose file.
#[derive(Clone, Debug)]
pub struct HostPort {
    pub number: u16,
    pub is_udp: bool,
    /// Empty: every address of the host.
    pub address: String,
}

/// What an environment takes of the machine.
pub struct Taken {
    pub environment: String,
    pub level: Level,
    pub port: HostPort,
    pub finding: Finding,
}

/// What environments take that another has taken before them.
pub fn shared_ports(taken: Vec<Taken>) -> Vec<Taken> {
    let mut first: BTreeMap<(u16, bool), Vec<(String, HostPort)>> = BTreeMap::new();
    let mut shared = Vec::new();
    for mut one in taken {
        let others = first.entry((one.port.number, one.port.is_udp)).or_default();
        let meets = |(environment, port): &&(String, HostPort)| {
            *environment != one.environment && (port.is_any() || one.port.is_any() || port.address == one.port.address)
        };
        let other = others.iter().find(meets).map(|(environment, _)| environment.clone());
        others.push((one.environment.clone(), one.port.clone()));
        if let Some(other) = other {
            one.finding.message += &format!(", and so does environment `{other}`");
            shared.push(one);
        }
    }
    shared
}

impl HostPort {
    fn is_any(&self) -> bool {
        matches!(self.address.as_str(), "" | "0.0.0.0" | "::")
    }
}
