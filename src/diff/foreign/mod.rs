//! What a cluster or another tool printed, brought into the form of what is rendered, so that true differences remain.

mod align;
mod noise;
mod table;

use super::document::{COMPOSE, Document, FILE};
use super::pair::positions;

/// Takes out of the documents that were read what differs from ours by no one's will, and leaves the rest as it is:
///
/// - what an API server states about an object: `status`, `managedFields`, `uid`, `creationTimestamp` and the like;
/// - what the cluster assigns where ours leaves it open: addresses of Services, node ports, volumes of claims, storage
///   classes, the replicas of what is autoscaled, finalizers, owners, labels and selector of a Job's pods, and the
///   annotations that controllers and `kubectl` note for themselves;
/// - a field that one side leaves out and the other sets to the API's default;
/// - a list that is empty on one side and missing on the other;
/// - a namespace that one side leaves to who applies it.
///
/// A label or annotation of Helm or of a person, a default that ours sets otherwise, an object that only one side has:
/// those are true differences.
pub fn without_noise(before: &mut [Document], after: &[Document]) {
    for document in before.iter_mut().filter(|document| is_object(document)) {
        align::drop_printed(document);
    }
    for (old, new) in positions(&before.iter().collect::<Vec<_>>(), &after.iter().collect::<Vec<_>>()) {
        if is_object(&before[old]) {
            align::align(&mut before[old], &after[new]);
        }
    }
}

fn is_object(document: &Document) -> bool {
    document.id.kind != COMPOSE && document.id.kind != FILE
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use super::*;
    use crate::diff::compare;
    use crate::diff::document::Id;

    /// What is left between what was read and ours.
    fn lines(group: &str, kind: &str, read: &Json, ours: &Json) -> Vec<String> {
        let document = |spec: &Json| {
            let json =
                json!({ "apiVersion": format!("{group}/v1"), "kind": kind, "metadata": { "name": "a" }, "spec": spec });
            [Document { id: Id::of(&json).expect("it is an object"), json, owner: None }]
        };
        let (mut before, after) = (document(read), document(ours));
        without_noise(&mut before, &after);
        let side = |value: Option<&Json>| value.map_or_else(|| "-".to_owned(), Json::to_string);
        let changes = compare(&before, &after);
        let fields = changes.iter().flat_map(|change| &change.fields);
        fields.map(|field| format!("{} {} {}", field.path, side(field.before), side(field.after))).collect()
    }

    fn pod(container: &Json, ours: &Json) -> Vec<String> {
        let spec = |container: &Json| json!({ "template": { "spec": { "containers": [container] } } });
        lines("apps", "Deployment", &spec(container), &spec(ours))
    }

    #[test]
    fn replicas_are_the_clusters_only_where_ours_leaves_them_open() {
        let deployment = |read: &Json, ours: &Json| lines("apps", "Deployment", read, ours);
        assert_eq!(deployment(&json!({ "replicas": 5 }), &json!({})), [""; 0]);
        assert_eq!(deployment(&json!({}), &json!({ "replicas": 1 })), [""; 0]);
        assert_eq!(deployment(&json!({}), &json!({ "replicas": 3 })), ["spec.replicas - 3"]);
        assert_eq!(deployment(&json!({ "replicas": 5 }), &json!({ "replicas": 1 })), ["spec.replicas 5 1"]);
    }

    #[test]
    fn a_default_counts_only_where_the_other_side_is_silent() {
        let policy = |image: &str, policy: &str| json!({ "name": "a", "image": image, "imagePullPolicy": policy });
        assert_eq!(pod(&policy("r:5000/a:1", "IfNotPresent"), &json!({ "name": "a", "image": "r:5000/a:1" })), [""; 0]);
        assert_eq!(pod(&policy("r:5000/a", "Always"), &json!({ "name": "a", "image": "r:5000/a" })), [""; 0]);
        assert_eq!(pod(&json!({ "name": "a", "image": "a@sha256:0" }), &policy("a@sha256:0", "IfNotPresent")), [""; 0]);
        let path = "spec.template.spec.containers[a].imagePullPolicy";
        assert_eq!(
            pod(&policy("a:1", "Always"), &json!({ "name": "a", "image": "a:1" })),
            [format!("{path} \"Always\" -")]
        );
        let both = pod(&policy("a:1", "IfNotPresent"), &policy("a:1", "Never"));
        assert_eq!(both, [format!("{path} \"IfNotPresent\" \"Never\"")]);
    }

    #[test]
    fn a_request_may_come_from_a_limit() {
        let container = |resources: &Json| json!({ "name": "a", "resources": resources });
        let limits = json!({ "cpu": "1", "memory": "1Gi" });
        let ours = container(&json!({ "limits": limits, "requests": { "cpu": "500m" } }));
        let filled = container(&json!({ "limits": limits, "requests": { "cpu": "0.5", "memory": "1Gi" } }));
        assert_eq!(pod(&filled, &ours), [""; 0]);
        let whole = container(&json!({ "limits": limits, "requests": limits }));
        assert_eq!(pod(&whole, &container(&json!({ "limits": limits }))), [""; 0]);
        assert_eq!(pod(&whole, &ours), ["spec.template.spec.containers[a].resources.requests.cpu \"1\" \"500m\""]);
    }

    #[test]
    fn what_is_chosen_by_being_there_is_no_noise() {
        let volume = |volume: &Json| json!({ "template": { "spec": { "volumes": [volume] } } });
        let (empty, none) = (volume(&json!({ "name": "a", "emptyDir": {} })), volume(&json!({ "name": "a" })));
        assert_eq!(lines("apps", "Deployment", &empty, &none), ["spec.template.spec.volumes[a].emptyDir {} -"]);
        let policy = |spec: &Json| json!({ "podSelector": spec });
        let selects = lines("networking.k8s.io", "NetworkPolicy", &policy(&json!({})), &json!({}));
        assert_eq!(selects, ["spec.podSelector {} -"]);
    }

    #[test]
    fn rules_in_another_order_have_their_defaults_too() {
        let rule = |app: &str, port: &Json| json!({ "from": [{ "podSelector": { "matchLabels": { "app": app } } }], "ports": [port] });
        let ours = json!({ "ingress": [rule("a", &json!({ "port": 1, "protocol": "TCP" })), rule("b", &json!({ "port": 2 }))],
            "policyTypes": ["Ingress"] });
        let read = json!({ "ingress": [rule("b", &json!({ "port": 2, "protocol": "TCP" })), rule("a", &json!({ "port": 1 }))] });
        assert_eq!(lines("networking.k8s.io", "NetworkPolicy", &read, &ours), [""; 0]);
    }
}
