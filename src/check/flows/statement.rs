//! What is stated, asked: may this pod be reached by that one, and may it reach that one?

use std::collections::BTreeMap;

use crate::check::reach::{Block, Door, Endpoint, LabelSet};
use crate::model::network::Egress;
use crate::plan::Plan;
use crate::plan::object::Labels;

use super::{End, Stated, Why, stated};

/// The ranges that clusters live in.
const PRIVATE: [&str; 3] = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];

/// One end of a connection: its ID, if it is a workload of ours, and what policies see of it.
#[derive(Clone, Copy)]
pub struct Who<'w> {
    pub id: Option<&'w str>,
    pub end: Endpoint<'w>,
}

/// Everything that is stated, by the workloads that it is about.
pub struct Statement {
    pub all: Vec<Stated>,
    /// By ID: the lines that lead to a workload, and from it.
    to: BTreeMap<String, Vec<usize>>,
    from: BTreeMap<String, Vec<usize>>,
    /// The lines that lead to every workload, and from every one.
    to_all: Vec<usize>,
    from_all: Vec<usize>,
    /// Whether workloads may connect to whatever they like.
    open: bool,
    main: String,
}

impl Statement {
    pub fn of(plan: &Plan<'_>) -> Self {
        let mut statement = Self {
            all: stated(plan),
            to: BTreeMap::new(),
            from: BTreeMap::new(),
            to_all: Vec::new(),
            from_all: Vec::new(),
            open: plan.environment.network.egress != Egress::Needs,
            main: plan.namespace.clone().unwrap_or_default(),
        };
        let mut here: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for workload in &plan.workloads {
            here.entry(workload.meta.namespace.as_deref().unwrap_or_default()).or_default().push(&workload.id);
        }
        for (index, line) in statement.all.iter().enumerate() {
            let ends = [
                (&line.from, &mut statement.from, &mut statement.from_all),
                (&line.to, &mut statement.to, &mut statement.to_all),
            ];
            for (end, by_id, all) in ends {
                match end {
                    End::Workload(id) => by_id.entry(id.clone()).or_default().push(index),
                    End::Workloads => all.push(index),
                    // Only `[network.allow]` means everyone of ours as well.
                    End::Anyone if line.why == Why::Allow => all.push(index),
                    End::Pods { namespace, .. } if line.why == Why::Allow => {
                        for id in here.get(namespace.as_str()).into_iter().flatten() {
                            by_id.entry((*id).to_owned()).or_default().push(index);
                        }
                    }
                    End::Anyone
                    | End::Service { .. }
                    | End::Elsewhere { .. }
                    | End::Pods { .. }
                    | End::Addresses(_)
                    | End::ApiServer(_)
                    | End::Host(_) => {}
                }
            }
        }
        statement
    }

    /// Whether it is stated that a workload is reached at a port.
    pub fn lets_in(&self, id: &str, from: Who<'_>, door: Door) -> bool {
        let lines = self.to.get(id).into_iter().flatten().chain(&self.to_all).map(|index| &self.all[*index]);
        lines.filter(|line| has(line, door)).any(|line| self.is_meant(&line.from, from))
    }

    /// Whether it is stated that a workload reaches somebody at a port.
    pub fn lets_out(&self, id: &str, to: Who<'_>, door: Door) -> bool {
        let lines = self.from.get(id).into_iter().flatten().chain(&self.from_all).map(|index| &self.all[*index]);
        self.open || lines.filter(|line| has(line, door)).any(|line| self.is_meant(&line.to, to))
    }

    fn is_meant(&self, end: &End, who: Who<'_>) -> bool {
        match (end, who.end) {
            (End::Anyone, _) => true,
            (End::Workload(id), Endpoint::Pod(_)) => who.id == Some(id),
            (End::Workloads, Endpoint::Pod(_)) => who.id.is_some(),
            (End::Service { namespace, selector, .. }, Endpoint::Pod(pod)) => {
                pod.namespace == *namespace.as_ref().unwrap_or(&self.main) && is_labelled(&pod.labels, selector)
            }
            (End::Pods { namespace, labels }, Endpoint::Pod(pod)) => {
                pod.namespace == *namespace && is_labelled(&pod.labels, labels)
            }
            (End::Elsewhere { namespace: Some(namespace), .. }, Endpoint::Pod(pod)) => pod.namespace == *namespace,
            (End::Elsewhere { namespace: None, cidrs, .. }, Endpoint::Addresses(block)) if cidrs.is_empty() => {
                Block::parse("0.0.0.0/0").is_some_and(|all| all.overlaps(&block)) && !is_in(&PRIVATE, &block)
            }
            (End::Elsewhere { namespace: None, cidrs, .. }, Endpoint::Addresses(block)) => overlaps(cidrs, &block),
            (End::Addresses(cidrs) | End::ApiServer(cidrs), Endpoint::Addresses(block)) => overlaps(cidrs, &block),
            (
                End::Workload(_)
                | End::Workloads
                | End::Service { .. }
                | End::Pods { .. }
                | End::Elsewhere { namespace: Some(_), .. }
                | End::Host(_),
                Endpoint::Addresses(_),
            )
            | (
                End::Elsewhere { namespace: None, .. } | End::Addresses(_) | End::ApiServer(_) | End::Host(_),
                Endpoint::Pod(_),
            ) => false,
        }
    }
}

fn has(line: &Stated, door: Door) -> bool {
    line.doors.is_empty() || line.doors.contains(&door)
}

fn is_labelled(set: &LabelSet, labels: &Labels) -> bool {
    labels.iter().all(|(key, value)| set.labels.get(key) == Some(value))
}

fn is_in(cidrs: &[&str], block: &Block) -> bool {
    cidrs.iter().filter_map(|cidr| Block::parse(cidr)).any(|cidr| cidr.contains(block))
}

fn overlaps(cidrs: &[String], block: &Block) -> bool {
    cidrs.iter().filter_map(|cidr| Block::parse(cidr)).any(|cidr| cidr.overlaps(block))
}
