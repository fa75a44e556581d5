//! PrometheusRules of the Prometheus operator: the alerts.

use serde::Serialize;

use crate::emit::kubernetes::object::custom;
use crate::emit::kubernetes::value::given;
use crate::emit::{Form, Object};
use crate::plan::Plan;
use crate::plan::object::{AlertGroup, AlertRule, Labels};

#[derive(Serialize)]
struct Spec<'a> {
    groups: Vec<Group<'a>>,
}

#[derive(Serialize)]
struct Group<'a> {
    name: &'a str,
    rules: Vec<Rule<'a>>,
}

#[derive(Serialize)]
struct Rule<'a> {
    alert: &'a str,
    expr: &'a str,
    #[serde(rename = "for")]
    hold: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    labels: Option<Labels>,
    #[serde(skip_serializing_if = "Option::is_none")]
    annotations: Option<Labels>,
}

pub fn prometheus_rules(plan: &Plan<'_>, form: Form) -> Vec<Object> {
    plan.alerts
        .iter()
        .map(|alerts| {
            let spec = Spec { groups: alerts.groups.iter().map(group).collect() };
            custom(&alerts.meta, form, "monitoring.coreos.com/v1".into(), "PrometheusRule", spec)
        })
        .collect()
}

fn group(group: &AlertGroup) -> Group<'_> {
    Group { name: &group.name, rules: group.rules.iter().map(rule).collect() }
}

fn rule(rule: &AlertRule) -> Rule<'_> {
    Rule {
        alert: &rule.alert,
        expr: &rule.expr,
        hold: &rule.hold,
        labels: given(rule.labels.clone()),
        annotations: given(rule.annotations.clone()),
    }
}
