//! Where to look first. A hint that is wrong, or missing, costs time and never changes an answer: what it does not name
//! is asked about all the same, all at once.

use crate::diff::{Path, Step};

use super::leaf::Leaf;

/// Keys of objects and Compose services, and the keys of the language that usually decide what is in them.
const HINTS: &[(&str, &[&str])] = &[
    ("affinity", &["spread", "affinity"]),
    ("annotations", &["annotations", "pod-annotations", "scrape"]),
    ("args", &["args"]),
    ("automountServiceAccountToken", &["token"]),
    ("backoffLimit", &["retries"]),
    ("checksum/config", &["config", "files", "needs", "outputs", "ports", "publish", "routes", "values", "variables"]),
    ("command", &["command"]),
    ("containerPort", &["ports"]),
    ("dnsPolicy", &["dns-policy"]),
    ("egress", &["needs", "allow", "egress"]),
    ("env", &["env", "needs", "variables"]),
    ("environment", &["env", "needs", "variables"]),
    ("hard", &["quota"]),
    ("healthcheck", &["health", "readiness", "liveness"]),
    ("image", &["image", "tag", "registry", "version"]),
    ("imagePullPolicy", &["pull"]),
    ("ingress", &["needs", "allow", "expose"]),
    ("labels", &["labels", "legacy-labels", "tag", "name"]),
    ("lifecycle", &["pre-stop", "post-start"]),
    ("limits", &["size", "limits", "sizes"]),
    ("livenessProbe", &["liveness"]),
    ("maxReplicas", &["autoscale"]),
    ("metrics", &["autoscale"]),
    ("minAvailable", &["disruption", "budget"]),
    ("minReadySeconds", &["min-ready"]),
    ("minReplicas", &["autoscale"]),
    ("namespace", &["namespace"]),
    ("nodeSelector", &["node-selector"]),
    ("pause", &["steps"]),
    ("ports", &["ports", "publish"]),
    ("progressDeadlineSeconds", &["deadline"]),
    ("readinessProbe", &["readiness"]),
    ("replicas", &["replicas", "autoscale"]),
    ("requests", &["size", "requests", "sizes"]),
    ("restart", &["restart"]),
    ("revisionHistoryLimit", &["revision-history"]),
    ("rules", &["expose", "rules"]),
    ("runAsGroup", &["group"]),
    ("runAsUser", &["user"]),
    ("schedule", &["cron"]),
    ("securityContext", &["security"]),
    ("serviceAccountName", &["account"]),
    ("setWeight", &["steps"]),
    ("startupProbe", &["startup"]),
    ("steps", &["steps"]),
    ("storage", &["storage", "size"]),
    ("storageClassName", &["storage", "class"]),
    ("strategy", &["rollout"]),
    ("terminationGracePeriodSeconds", &["grace"]),
    ("tolerations", &["tolerations"]),
    ("topologySpreadConstraints", &["spread"]),
    ("updateStrategy", &["rollout"]),
    ("volumeMounts", &["files", "volumes", "writable", "data"]),
    ("volumes", &["files", "volumes", "writable", "data"]),
];

/// Whether a leaf is likely to decide a field.
pub fn is_likely(leaf: &Leaf, path: &Path) -> bool {
    let keys = leaf.path.keys();
    let elements = path.0.iter().rev().filter_map(|step| match step {
        Step::Element(name) => Some(name.as_str()),
        Step::Key(_) | Step::Index(_) => None,
    });
    let mut hinted = path.0.iter().rev().filter_map(|step| match step {
        Step::Key(key) => HINTS.binary_search_by_key(&key.as_str(), |(key, _)| key).ok().map(|at| (key, HINTS[at].1)),
        Step::Element(_) | Step::Index(_) => None,
    });
    let Some((key, words)) = hinted.next() else { return false };
    let named = |name: &str| keys.iter().any(|key| key == name);
    // Of many entries of one map the one that is called so.
    match elements.into_iter().next().filter(|_| ["env", "ports", "volumeMounts"].contains(&key.as_str())) {
        Some(element) => named(element),
        None => words.iter().any(|word| named(word)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hints_are_in_order() {
        assert!(HINTS.is_sorted());
    }
}
