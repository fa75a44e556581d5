//! Roll-outs of objects that are of another kind.

use crate::check::{Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::command::{OF_KUBECTL, calls, plain};
use super::text::Text;

pub const RULE: Rule = Rule {
    name: "rollback-kind-mismatch",
    finds: "a script or a workflow with `kubectl rollout` for a kind that the workload is not of",
    why: "`kubectl rollout undo deployment/web` says that there is no such Deployment where an Argo Rollout runs the
pods, and that is seen when the roll-back is needed.",
    instead: "Name the kind that is rendered. A Rollout wants `kubectl argo rollouts`.",
    levels: Levels::always(Level::Deny),
    find,
};

const KINDS: [(&[&str], &str); 3] = [
    (&["deployment", "deployments", "deploy", "deployment.apps", "deployments.apps"], "Deployment"),
    (&["statefulset", "statefulsets", "sts", "statefulset.apps", "statefulsets.apps"], "StatefulSet"),
    (&["daemonset", "daemonsets", "ds", "daemonset.apps", "daemonsets.apps"], "DaemonSet"),
];

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for text in Text::scripts(checked).chain(Text::workflows(checked)) {
        for (number, line) in text.logical_lines() {
            for words in calls(&line, "kubectl") {
                let Some((said, name)) = named(&words) else { continue };
                let workload = checked.plan.workloads.iter().find(|workload| workload.name() == name);
                let Some((_, kind)) = workload.map(|workload| workload.controller.reference()) else { continue };
                if kind != said {
                    let message =
                        format!("`{}` rolls the {said} `{name}`, which is a {kind} (line {number})", text.path);
                    let label = match kind {
                        "Rollout" => format!("use `kubectl argo rollouts` for `{name}`"),
                        _ => format!("write `{}/{name}`", kind.to_lowercase()),
                    };
                    found.push(text.at(), message, label);
                }
            }
        }
    }
}

/// The kind and the name in `rollout undo deployment/web` and `rollout undo deployment web`.
fn named<'w>(words: &[&'w str]) -> Option<(&'static str, &'w str)> {
    let words = plain(words, &[&OF_KUBECTL[..], &["--to-revision", "--timeout"]].concat());
    let ["rollout", "undo" | "status" | "restart" | "pause" | "resume" | "history", first, rest @ ..] =
        words.as_slice()
    else {
        return None;
    };
    let (kind, name) = first.split_once('/').or_else(|| Some((*first, *rest.first()?)))?;
    let (_, said) = KINDS.iter().find(|(words, _)| words.contains(&kind.to_ascii_lowercase().as_str()))?;
    Some((said, name))
}
