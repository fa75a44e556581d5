//! Where pods run: zones, hosts, region, tolerations.

use k8s_openapi::api::core::v1::{
    Affinity, NodeAffinity, NodeSelector, NodeSelectorRequirement, NodeSelectorTerm, PodAffinityTerm, PodAntiAffinity,
    Toleration, TopologySpreadConstraint, WeightedPodAffinityTerm,
};

use crate::model::workload::{self as model, Spreading, TolerationEffect, TolerationOperator};
use crate::plan::object::Labels;
use crate::plan::workload::{Pod, Workload};

use super::value::{given, selector};

const HOST: &str = "kubernetes.io/hostname";
const ZONE: &str = "topology.kubernetes.io/zone";
const REGION: &str = "topology.kubernetes.io/region";

/// Over zones: evenly.
pub fn topology_spread(workload: &Workload) -> Option<TopologySpreadConstraint> {
    let when_unsatisfiable = match workload.pod.spread.as_ref()?.zones {
        Spreading::None => return None,
        Spreading::Prefer => "ScheduleAnyway",
        Spreading::Require => "DoNotSchedule",
    };
    Some(TopologySpreadConstraint {
        label_selector: Some(selector(&workload.selector)),
        max_skew: 1,
        topology_key: ZONE.to_owned(),
        when_unsatisfiable: when_unsatisfiable.to_owned(),
        ..TopologySpreadConstraint::default()
    })
}

/// To a region, and of its own pods away from each other.
pub fn affinity(workload: &Workload) -> Option<Affinity> {
    let hosts = workload.pod.spread.as_ref().map(|spread| spread.hosts);
    given(Affinity {
        node_affinity: node_affinity(&workload.pod),
        pod_affinity: None,
        pod_anti_affinity: hosts.and_then(|hosts| on_separate_hosts(hosts, &workload.selector)),
    })
}

pub fn toleration(toleration: &model::Toleration) -> Toleration {
    Toleration {
        effect: toleration.effect.map(|effect| effect_word(effect).to_owned()),
        key: toleration.key.clone(),
        operator: toleration.operator.map(|operator| operator_word(operator).to_owned()),
        toleration_seconds: toleration.seconds.map(|seconds| i64::from(seconds.0)),
        value: toleration.value.clone(),
    }
}

/// To the environment's region, and to the zone that the workload is pinned to.
fn node_affinity(pod: &Pod) -> Option<NodeAffinity> {
    let wanted = [(REGION, &pod.region), (ZONE, &pod.zone)];
    let requirements: Vec<_> = wanted
        .into_iter()
        .filter_map(|(key, value)| {
            let values = Some(vec![value.clone()?]);
            Some(NodeSelectorRequirement { key: key.to_owned(), operator: "In".to_owned(), values })
        })
        .collect();
    let term = NodeSelectorTerm { match_expressions: Some(given(requirements)?), match_fields: None };
    Some(NodeAffinity {
        required_during_scheduling_ignored_during_execution: Some(NodeSelector { node_selector_terms: vec![term] }),
        ..NodeAffinity::default()
    })
}

fn on_separate_hosts(spreading: Spreading, labels: &Labels) -> Option<PodAntiAffinity> {
    let term = || PodAffinityTerm {
        label_selector: Some(selector(labels)),
        topology_key: HOST.to_owned(),
        ..PodAffinityTerm::default()
    };
    match spreading {
        Spreading::None => None,
        Spreading::Prefer => Some(PodAntiAffinity {
            preferred_during_scheduling_ignored_during_execution: Some(vec![WeightedPodAffinityTerm {
                pod_affinity_term: term(),
                weight: 100,
            }]),
            ..PodAntiAffinity::default()
        }),
        Spreading::Require => Some(PodAntiAffinity {
            required_during_scheduling_ignored_during_execution: Some(vec![term()]),
            ..PodAntiAffinity::default()
        }),
    }
}

fn effect_word(effect: TolerationEffect) -> &'static str {
    match effect {
        TolerationEffect::NoSchedule => "NoSchedule",
        TolerationEffect::PreferNoSchedule => "PreferNoSchedule",
        TolerationEffect::NoExecute => "NoExecute",
    }
}

fn operator_word(operator: TolerationOperator) -> &'static str {
    match operator {
        TolerationOperator::Exists => "Exists",
        TolerationOperator::Equal => "Equal",
    }
}
