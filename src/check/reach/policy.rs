//! A NetworkPolicy of `networking.k8s.io/v1`, as the API server would understand it.

use serde_json::Value as Json;

use crate::check::object::get;

use super::block::Block;
use super::selector::Selector;

#[derive(Clone, Debug)]
pub struct Policy {
    pub name: String,
    /// Empty: it names none.
    pub namespace: String,
    pub selector: Selector,
    /// None: it says nothing of this direction. An empty list lets nobody in.
    pub ingress: Option<Vec<PolicyRule>>,
    pub egress: Option<Vec<PolicyRule>>,
    /// Which of the objects read it is.
    pub object: usize,
}

/// One rule: any of these peers, at any of these ports.
#[derive(Clone, Debug)]
pub struct PolicyRule {
    /// None: everybody, whoever it is.
    pub peers: Option<Vec<Peer>>,
    /// None: all ports.
    pub ports: Option<Vec<PortRange>>,
}

#[derive(Clone, Debug)]
pub enum Peer {
    /// Pods by label: of the policy's own namespace, or of those that the second selector means.
    Pods {
        pods: Selector,
        namespaces: Option<Selector>,
    },
    Addresses {
        block: Block,
        except: Vec<Block>,
    },
    /// Nothing that the API server would take.
    Nobody,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Protocol {
    Tcp,
    Udp,
    Sctp,
}

#[derive(Clone, Debug)]
pub enum PortRange {
    /// All ports of a protocol.
    All(Protocol),
    Numbers(Protocol, u16, u16),
    /// A port of the pod that is connected to.
    Named(Protocol, String),
    /// Nothing that the API server would take.
    Nothing,
}

/// Where a connection arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Door {
    pub number: u16,
    pub protocol: Protocol,
}

impl Protocol {
    pub fn as_str(self) -> &'static str {
        match self {
            Protocol::Tcp => "TCP",
            Protocol::Udp => "UDP",
            Protocol::Sctp => "SCTP",
        }
    }

    /// TCP where nothing is said.
    pub fn read(json: &Json) -> Option<Self> {
        match json {
            Json::Null => Some(Protocol::Tcp),
            Json::String(word) => {
                [Protocol::Tcp, Protocol::Udp, Protocol::Sctp].into_iter().find(|one| one.as_str() == word)
            }
            Json::Bool(_) | Json::Number(_) | Json::Array(_) | Json::Object(_) => None,
        }
    }
}

impl Policy {
    /// None: the object is none.
    pub fn read(json: &Json, object: usize) -> Option<Self> {
        let api = get(json, &["apiVersion"]).as_str().unwrap_or_default();
        if get(json, &["kind"]).as_str() != Some("NetworkPolicy") || !api.starts_with("networking.k8s.io/") {
            return None;
        }
        let spec = get(json, &["spec"]);
        let rules = |direction: &str, peers: &str| -> Vec<PolicyRule> {
            let rules = get(spec, &[direction]).as_array().into_iter().flatten();
            rules.map(|rule| PolicyRule::read(rule, peers)).collect()
        };
        let (ingress, egress) = (rules("ingress", "from"), rules("egress", "to"));
        let named = get(spec, &["policyTypes"]).as_array().filter(|types| !types.is_empty());
        let names = |word: &str| named.map(|types| types.iter().any(|one| one.as_str() == Some(word)));
        // Where no direction is named, it is about ingress, and about egress if it has rules for that.
        let is_about_egress = names("Egress").unwrap_or(!egress.is_empty());
        Some(Self {
            name: get(json, &["metadata", "name"]).as_str().unwrap_or_default().to_owned(),
            namespace: get(json, &["metadata", "namespace"]).as_str().unwrap_or_default().to_owned(),
            selector: Selector::read(get(spec, &["podSelector"])),
            ingress: names("Ingress").unwrap_or(true).then_some(ingress),
            egress: is_about_egress.then_some(egress),
            object,
        })
    }
}

impl PolicyRule {
    fn read(json: &Json, peers: &str) -> Self {
        let list = |key: &str| get(json, &[key]).as_array().filter(|list| !list.is_empty());
        Self {
            peers: list(peers).map(|peers| peers.iter().map(Peer::read).collect()),
            ports: list("ports").map(|ports| ports.iter().map(PortRange::read).collect()),
        }
    }

    /// Whether it lets through whatever there is.
    pub fn is_everything(&self) -> bool {
        self.ports.is_none() && self.peers.as_ref().is_none_or(|peers| peers.iter().any(Peer::is_everybody))
    }

    /// `name`: what the pod connected to calls the port, if that is known.
    pub fn has_port(&self, door: Door, name: Named<'_>) -> bool {
        self.ports.as_ref().is_none_or(|ports| ports.iter().any(|range| range.has(door, name)))
    }
}

/// What the pod that is connected to calls a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named<'n> {
    As(&'n str),
    Nothing,
    /// Somebody else's pod: it may be called anything.
    Unknown,
}

impl Peer {
    fn read(json: &Json) -> Self {
        let selector = |key: &str| Some(get(json, &[key])).filter(|json| json.is_object()).map(Selector::read);
        if let Some(block) = json.get("ipBlock").filter(|block| block.is_object()) {
            let except = get(block, &["except"]).as_array().into_iter().flatten();
            let except = except.filter_map(|one| Block::parse(one.as_str()?)).collect();
            let cidr = get(block, &["cidr"]).as_str().and_then(Block::parse);
            return cidr.map_or(Peer::Nobody, |block| Peer::Addresses { block, except });
        }
        match (selector("podSelector"), selector("namespaceSelector")) {
            (None, None) => Peer::Nobody,
            (pods, namespaces) => Peer::Pods { pods: pods.unwrap_or_default(), namespaces },
        }
    }

    /// Whether it is all pods there are, or all addresses.
    fn is_everybody(&self) -> bool {
        match self {
            Peer::Pods { pods, namespaces } => pods.is_empty() && namespaces.as_ref().is_some_and(Selector::is_empty),
            Peer::Addresses { block, except } => block.is_everything() && except.is_empty(),
            Peer::Nobody => false,
        }
    }
}

impl PortRange {
    fn read(json: &Json) -> Self {
        let Some(protocol) = Protocol::read(get(json, &["protocol"])) else { return PortRange::Nothing };
        let number = |key: &str| get(json, &[key]).as_u64().and_then(|number| u16::try_from(number).ok());
        match (get(json, &["port"]), number("port")) {
            (Json::Null, _) => PortRange::All(protocol),
            (Json::String(name), _) => PortRange::Named(protocol, name.clone()),
            (_, Some(first)) => PortRange::Numbers(protocol, first, number("endPort").unwrap_or(first)),
            (_, None) => PortRange::Nothing,
        }
    }

    fn has(&self, door: Door, name: Named<'_>) -> bool {
        match self {
            PortRange::All(protocol) => *protocol == door.protocol,
            PortRange::Numbers(protocol, first, last) => {
                *protocol == door.protocol && (*first..=*last).contains(&door.number)
            }
            PortRange::Named(protocol, wanted) => {
                let is_called = match name {
                    Named::As(name) => name == wanted,
                    Named::Nothing => false,
                    Named::Unknown => true,
                };
                *protocol == door.protocol && is_called
            }
            PortRange::Nothing => false,
        }
    }
}
