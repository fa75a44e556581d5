//! The apply order over all kinds, those that only `manifests/` brings along included.

use super::scope::is_core_group;

/// Kinds of Kubernetes and of ours, each after what it may refer to.
const ORDER: [&str; 41] = [
    "CustomResourceDefinition",
    "Namespace",
    CLUSTER,
    "ResourceQuota",
    "LimitRange",
    "ServiceAccount",
    "Role",
    "RoleBinding",
    "ConfigMap",
    "SecretStore",
    "ClusterSecretStore",
    "Secret",
    "ExternalSecret",
    "PersistentVolumeClaim",
    "PeerAuthentication",
    "AnalysisTemplate",
    CUSTOM,
    "Service",
    "Endpoints",
    "EndpointSlice",
    "Deployment",
    "StatefulSet",
    "DaemonSet",
    "ReplicaSet",
    "ReplicationController",
    "Pod",
    "Rollout",
    "HorizontalPodAutoscaler",
    "PodDisruptionBudget",
    "NetworkPolicy",
    "Ingress",
    "ServiceMonitor",
    "PrometheusRule",
    "Job",
    "CronJob",
    CORE,
    // What looks at every request stands where it no longer hinders those before it.
    "APIService",
    "MutatingAdmissionPolicy",
    "MutatingAdmissionPolicyBinding",
    "MutatingWebhookConfiguration",
    "ValidatingWebhookConfiguration",
];
/// Those of the kinds above that an operator brings along.
const OF_OPERATORS: [&str; 8] = [
    "SecretStore",
    "ClusterSecretStore",
    "ExternalSecret",
    "PeerAuthentication",
    "AnalysisTemplate",
    "Rollout",
    "ServiceMonitor",
    "PrometheusRule",
];
/// What belongs to no namespace and is not named above.
const CLUSTER: &str = "*, in no namespace";
/// What an operator brings along and is not named above.
const CUSTOM: &str = "*, custom";
/// What Kubernetes has and is not named above.
const CORE: &str = "*";

/// Where an object stands in the apply order.
pub fn rank(group: &str, kind: &str, is_namespaced: bool) -> usize {
    let place = |wanted: &str| ORDER.iter().position(|known| *known == wanted);
    let other = match (is_namespaced, is_core_group(group)) {
        (false, _) => CLUSTER,
        (true, false) => CUSTOM,
        (true, true) => CORE,
    };
    // A kind that only shares its name with one of Kubernetes, such as the Service of Knative, is no such kind.
    let own = if is_core_group(group) || OF_OPERATORS.contains(&kind) { place(kind) } else { None };
    own.or_else(|| place(other)).expect("all three rests are in the order")
}

#[cfg(test)]
mod tests {
    use super::rank;

    #[test]
    fn what_is_referred_to_comes_first() {
        let order = [
            rank("apiextensions.k8s.io", "CustomResourceDefinition", false),
            rank("", "Namespace", false),
            rank("cert-manager.io", "ClusterIssuer", false),
            rank("", "ConfigMap", true),
            rank("cert-manager.io", "Certificate", true),
            rank("", "Service", true),
            rank("apps", "DaemonSet", true),
            rank("batch", "Job", true),
            rank("coordination.k8s.io", "Lease", true),
            rank("admissionregistration.k8s.io", "ValidatingWebhookConfiguration", false),
        ];
        assert!(order.is_sorted_by(|one, next| one < next), "{order:?}");
        assert_eq!(rank("serving.knative.dev", "Service", true), rank("cert-manager.io", "Certificate", true));
    }
}
