//! Alerts about what is not there.

use std::collections::{BTreeMap, BTreeSet};

use promql_parser::label::{MatchOp, Matcher};

use crate::check::{Checked, Found, Levels, Rule};
use crate::diagnostic::suggestion;
use crate::model::lint::Level;

use super::expressions::{expressions, is_open};
use super::promql::selectors;

pub const RULE: Rule = Rule {
    name: "alert-unknown-target",
    finds: "an expression about a namespace, workload, pod or Service that the environment does not have",
    why:
        "Series are picked by the names of what they are about. If nothing bears the name, the expression has no result:
the alert never fires, the panel stays empty, and nothing tells. It happens when something is renamed.",
    instead:
        "Name what is there. For what another platform runs, name its namespace in the same braces, or allow it with
the reason.",
    levels: Levels::always(Level::Warn),
    find,
};

/// Label of kube-state-metrics → kind.
const KINDS: [(&str, &str); 7] = [
    ("deployment", "Deployment"),
    ("statefulset", "StatefulSet"),
    ("daemonset", "DaemonSet"),
    ("cronjob", "CronJob"),
    ("horizontalpodautoscaler", "HorizontalPodAutoscaler"),
    ("persistentvolumeclaim", "PersistentVolumeClaim"),
    ("service", "Service"),
];
/// Of every cluster, and of the usual monitoring stack.
const FOREIGN: [&str; 8] =
    ["kube", "default", "monitoring", "prometheus", "alertmanager", "grafana", "node-exporter", "coredns"];

/// Names by label.
type Known = BTreeMap<&'static str, BTreeSet<String>>;

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    let known = known(checked);
    for (expression, expr) in expressions(checked) {
        let mut told: BTreeSet<(&str, &str)> = BTreeSet::new();
        for selector in selectors(&expr) {
            let matchers = &selector.matchers.matchers;
            let is_elsewhere = |matcher: &Matcher| matcher.name == "namespace" && misses(matcher, &known).is_some();
            let elsewhere = matchers.iter().find(|matcher| is_elsewhere(matcher));
            // In a namespace that is not ours nothing else is known.
            for matcher in elsewhere.into_iter().chain(matchers.iter().filter(|_| elsewhere.is_none())) {
                let Some(names) = misses(matcher, &known) else { continue };
                if told.insert((&matcher.name, &matcher.value)) {
                    let message = format!(
                        "{} asks for the {} `{}`, and there is none",
                        expression.words(),
                        matcher.name,
                        matcher.value
                    );
                    let label = match matcher.name.as_str() {
                        "pod" => "write the name of what makes the pods, and `-.*`".to_owned(),
                        _ => suggestion(&matcher.value, names.iter().map(String::as_str)),
                    };
                    found.push(expression.at(), message, label);
                }
            }
        }
    }
}

fn known(checked: &Checked<'_>) -> Known {
    let mut known = Known::new();
    let mut note = |label, name: &str| known.entry(label).or_default().insert(name.to_owned());
    for item in checked.objects.iter() {
        item.namespace().map(|namespace| note("namespace", namespace));
        if item.kind() == "Namespace" {
            note("namespace", item.name());
        }
        for (label, _) in KINDS.iter().filter(|(_, kind)| *kind == item.kind()) {
            note(label, item.name());
        }
    }
    for pod in checked.objects.pods() {
        let ending = match pod.item.kind() {
            "Pod" => "",
            "StatefulSet" => "-0",
            "DaemonSet" | "Job" | "ReplicaSet" => "-x2x4z",
            "CronJob" => "-29000000-x2x4z",
            _ => "-6d4cf56db6-x2x4z",
        };
        note("pod", &format!("{}{ending}", pod.item.name()));
    }
    known
}

/// The names that there are, if a matcher takes none of them. Pods bear names that nobody gave them, so that only a
/// pattern says which are meant.
fn misses<'k>(matcher: &Matcher, known: &'k Known) -> Option<&'k BTreeSet<String>> {
    let names = known.get(matcher.name.as_str())?;
    let is_foreign = FOREIGN.iter().any(|foreign| matcher.value.contains(foreign));
    let is_positive = match matcher.op {
        MatchOp::Equal => matcher.name != "pod",
        MatchOp::Re(_) => true,
        MatchOp::NotEqual | MatchOp::NotRe(_) => false,
    };
    let is_asked = is_positive && !matcher.value.is_empty() && !is_foreign && !is_open(&matcher.value);
    (is_asked && !matcher.is_match("") && !names.iter().any(|name| matcher.is_match(name))).then_some(names)
}
