//! What is stated, laid beside what rendered policies let through.

use std::collections::BTreeMap;

use crate::check::Checked;
use crate::check::reach::{Block, Door, Endpoint, LabelSet, Network, PodEnd};
use crate::plan::workload::Workload;

use super::{End, Stated, Statement, Who, Why};

/// An address, whichever it is.
const ANY_ADDRESS: &str = "0.0.0.0/0";

pub struct Proof {
    pub network: Network,
    pub statement: Statement,
    /// IDs of workloads, by the object that makes their pods.
    ids: BTreeMap<usize, String>,
    /// Places in `Network::pods`, by the workload's ID.
    pods: BTreeMap<String, Vec<usize>>,
    /// The environment's own.
    namespace: String,
}

/// A connection that is stated and does not come about.
pub struct Blocked<'b> {
    /// The pod whose policies are in the way.
    pub at: &'b PodEnd,
    /// Whether it is let out by none of them; else none lets the other in.
    pub going: bool,
    pub door: Door,
}

/// One end, looked up.
enum Found<'f> {
    Ours(&'f PodEnd),
    Theirs(PodEnd),
    Addresses(Block),
}

impl Found<'_> {
    fn end(&self) -> Endpoint<'_> {
        match self {
            Found::Ours(pod) => Endpoint::Pod(pod),
            Found::Theirs(pod) => Endpoint::Pod(pod),
            Found::Addresses(block) => Endpoint::Addresses(*block),
        }
    }
}

impl Proof {
    pub fn of(checked: &Checked<'_>) -> Self {
        let network = Network::of(checked.objects.iter().map(|item| &item.json));
        let owner = |workload: &Workload| workload.id.clone();
        let owners = checked.objects.iter().enumerate();
        let ids: BTreeMap<usize, String> =
            owners.filter_map(|(index, item)| Some((index, item.workload.map(owner)?))).collect();
        let mut pods: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, pod) in network.pods.iter().enumerate() {
            if let Some(id) = pod.object.and_then(|object| ids.get(&object)) {
                pods.entry(id.clone()).or_default().push(index);
            }
        }
        let namespace = checked.plan.namespace.clone().unwrap_or_default();
        Self { network, statement: Statement::of(checked.plan), ids, pods, namespace }
    }

    /// The workload that a pod belongs to; none: something of `manifests/` makes it.
    pub fn id(&self, pod: &PodEnd) -> Option<&str> {
        pod.object.and_then(|object| self.ids.get(&object)).map(String::as_str)
    }

    pub fn who<'p>(&'p self, pod: &'p PodEnd) -> Who<'p> {
        Who { id: self.id(pod), end: Endpoint::Pod(pod) }
    }

    /// Stated lines of these kinds that are blocked, each with the first port that is.
    pub fn blocked(&self, whys: &[Why]) -> Vec<(&Stated, Blocked<'_>)> {
        let lines = self.statement.all.iter().filter(|line| whys.contains(&line.why));
        lines.filter_map(|line| Some((line, self.block(line)?))).collect()
    }

    fn block(&self, line: &Stated) -> Option<Blocked<'_>> {
        let (sources, targets) = (self.found(&line.from), self.found(&line.to));
        for source in &sources {
            for target in &targets {
                let doors = match target {
                    Found::Ours(pod) if line.doors.is_empty() => pod.ports.iter().map(|port| port.door).collect(),
                    Found::Ours(_) | Found::Theirs(_) | Found::Addresses(_) => line.doors.clone(),
                };
                for door in doors {
                    if let Found::Ours(pod) = *source
                        && !self.network.lets_out(pod, target.end(), door)
                    {
                        return Some(Blocked { at: pod, going: true, door });
                    }
                    if let Found::Ours(pod) = *target
                        && !self.network.lets_in(pod, source.end(), door)
                    {
                        return Some(Blocked { at: pod, going: false, door });
                    }
                }
            }
        }
        None
    }

    /// What an end means, where it can be judged: not pods on the node's own network, nor those that another engine's
    /// policies may be about.
    fn found(&self, end: &End) -> Vec<Found<'_>> {
        let ours = |pods: &[usize]| -> Vec<Found<'_>> {
            let pods = pods.iter().map(|pod| &self.network.pods[*pod]);
            pods.filter(|pod| !pod.on_node && !pod.foreign).map(Found::Ours).collect()
        };
        let theirs = |namespace: &str, labels: &BTreeMap<String, String>| {
            let labels = LabelSet { labels: labels.clone().into(), complete: false };
            vec![Found::Theirs(self.network.stranger(namespace, labels))]
        };
        let addresses = |cidrs: &[String]| {
            cidrs.iter().filter_map(|cidr| Block::parse(cidr)).map(Found::Addresses).collect::<Vec<_>>()
        };
        match end {
            End::Workload(id) => self.pods.get(id).map(|pods| ours(pods)).unwrap_or_default(),
            End::Service { namespace, selector, .. } => {
                let selector = crate::check::reach::Selector { labels: selector.clone(), expressions: Vec::new() };
                ours(&self.network.selected(namespace.as_ref().unwrap_or(&self.namespace), &selector))
            }
            End::Elsewhere { namespace: Some(namespace), .. } => theirs(namespace, &BTreeMap::new()),
            End::Elsewhere { namespace: None, cidrs, .. } if !cidrs.is_empty() => addresses(cidrs),
            End::Elsewhere { namespace: None, .. } | End::Anyone => addresses(&[ANY_ADDRESS.to_owned()]),
            End::Pods { namespace, labels } => theirs(namespace, labels),
            End::Addresses(cidrs) | End::ApiServer(cidrs) => addresses(cidrs),
            End::Workloads | End::Host(_) => Vec::new(),
        }
    }
}
