//! What an API server adds to an object by itself, by type and field: what it states about the object, what a controller
//! assigns, and the defaults of the API. `tests/apiserver` asks a real one whether the table holds.

use super::table::{FIELDS, KINDS};
use Noise::{Assigned, Holds, Printed};

/// Why a field that only one side has says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Noise {
    /// The server's own account of the object, such as `status`.
    Printed,
    /// Chosen in the cluster where ours does not say it: an address, a volume, a finalizer.
    Assigned,
    /// As `Assigned`; where they do not say it either, this value, as JSON, is meant: the replicas of an autoscaler.
    Open(&'static str),
    /// This value, as JSON, is meant where there is none.
    Default(&'static str),
    /// The same as this field beside it.
    Like(&'static str),
    /// What the image's tag implies.
    PullPolicy,
    /// As `Default`: the first value if this field is beside it, else the second.
    With(&'static str, &'static str, &'static str),
    /// A table, or a list of tables, of this type: nothing if all of it is.
    Holds(&'static str),
    /// As `Holds`; an empty one means nothing either.
    Hollow(&'static str),
}

/// The type of an object by its group and kind. Of all others only `metadata` and `status` are known.
pub fn kind(group: &str, kind: &str) -> &'static str {
    let known = KINDS.iter().find(|(of, name, _)| (*of, *name) == (group, kind));
    known.map_or("Object", |(.., holds)| holds)
}

/// What is known of a field.
pub fn field(of: &str, key: &str) -> Option<Noise> {
    let found = FIELDS.binary_search_by(|(known, name, _)| (*known, *name).cmp(&(of, key)));
    if let Ok(at) = found {
        return Some(FIELDS[at].2);
    }
    match of {
        "Annotations" => ANNOTATIONS.iter().any(|start| key.starts_with(start)).then_some(Assigned),
        _ if key == "metadata" && is_object(of) => Some(Holds("ObjectMeta")),
        _ if key == "status" && is_object(of) => Some(Printed),
        _ => None,
    }
}

fn is_object(of: &str) -> bool {
    matches!(of, "Object" | "Template" | "ClaimTemplate" | "JobTemplate")
        || KINDS.iter().any(|(.., known)| *known == of)
}

/// How annotations begin that programs of the cluster note for themselves.
const ANNOTATIONS: &[&str] = &[
    "argocd.argoproj.io/tracking-id",
    "autoscaling.alpha.kubernetes.io/",
    "batch.kubernetes.io/job-tracking",
    "control-plane.alpha.kubernetes.io/",
    "deployment.kubernetes.io/",
    "deprecated.daemonset.template.generation",
    "kubectl.kubernetes.io/last-applied-configuration",
    "kubectl.kubernetes.io/restartedAt",
    "pv.kubernetes.io/",
    "rollout.argoproj.io/",
    "volume.beta.kubernetes.io/",
    "volume.kubernetes.io/",
];

#[cfg(test)]
mod tests {
    use super::Noise::{Default, Hollow, Like, Open, PullPolicy, With};
    use super::*;

    #[test]
    fn the_table_is_in_order_and_leads_somewhere() {
        let keys = |at: &(&'static str, &'static str, Noise)| (at.0, at.1);
        let misplaced = FIELDS.windows(2).find(|pair| keys(&pair[0]) >= keys(&pair[1]));
        assert_eq!(misplaced, None);
        for (of, key, noise) in FIELDS {
            match noise {
                Default(json) | Open(json) => {
                    drop(serde_json::from_str::<serde_json::Value>(json).expect("a default is JSON"))
                }
                With(_, json, otherwise) => {
                    assert!(
                        [json, otherwise].iter().all(|json| serde_json::from_str::<serde_json::Value>(json).is_ok())
                    );
                }
                Holds(holds) | Hollow(holds) => {
                    let known = ["", "Annotations", "LimitRangeItem", "Resources"].contains(holds)
                        || FIELDS.iter().any(|(of, ..)| of == holds);
                    assert!(known, "{of} {key}");
                }
                Printed | Assigned | Like(_) | PullPolicy => {}
            }
        }
    }
}
