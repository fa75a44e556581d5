//! What an API server adds to an object by itself, by type and field: what it states about the object, what a controller
//! assigns, and the defaults of the API. `tests/apiserver` asks a real one whether the table holds.

use Noise::{Assigned, Default, Holds, Hollow, Like, Open, PolicyTypes, Printed, PullPolicy};

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
    /// What the rules of a NetworkPolicy imply.
    PolicyTypes,
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

const KINDS: &[(&str, &str, &str)] = &[
    ("", "LimitRange", "LimitRange"),
    ("", "Namespace", "Namespace"),
    ("", "PersistentVolumeClaim", "Claim"),
    ("", "Pod", "Pod"),
    ("", "Secret", "Secret"),
    ("", "Service", "Service"),
    ("", "ServiceAccount", "ServiceAccount"),
    ("apps", "DaemonSet", "DaemonSet"),
    ("apps", "Deployment", "Deployment"),
    ("apps", "StatefulSet", "StatefulSet"),
    ("argoproj.io", "Rollout", "Rollout"),
    ("autoscaling", "HorizontalPodAutoscaler", "Autoscaler"),
    ("batch", "CronJob", "CronJob"),
    ("batch", "Job", "Job"),
    ("external-secrets.io", "ExternalSecret", "ExternalSecret"),
    ("networking.k8s.io", "NetworkPolicy", "NetworkPolicy"),
    ("rbac.authorization.k8s.io", "ClusterRoleBinding", "Binding"),
    ("rbac.authorization.k8s.io", "RoleBinding", "Binding"),
    ("storage.k8s.io", "StorageClass", "StorageClass"),
];

/// By type, then field.
const FIELDS: &[(&str, &str, Noise)] = &[
    ("Autoscaler", "spec", Holds("AutoscalerSpec")),
    ("AutoscalerSpec", "behavior", Holds("Behavior")),
    ("AutoscalerSpec", "minReplicas", Default("1")),
    ("Behavior", "scaleDown", Holds("ScaleDown")),
    ("Behavior", "scaleUp", Holds("ScaleUp")),
    ("Binding", "roleRef", Holds("RoleRef")),
    ("Binding", "subjects", Holds("Subject")),
    ("Claim", "spec", Holds("ClaimSpec")),
    ("ClaimSpec", "storageClassName", Assigned),
    ("ClaimSpec", "volumeMode", Default(r#""Filesystem""#)),
    ("ClaimSpec", "volumeName", Assigned),
    ("ClaimTemplate", "apiVersion", Default(r#""v1""#)),
    ("ClaimTemplate", "kind", Default(r#""PersistentVolumeClaim""#)),
    ("ClaimTemplate", "metadata", Hollow("ObjectMeta")),
    ("ClaimTemplate", "spec", Holds("ClaimSpec")),
    ("Container", "env", Holds("Variable")),
    ("Container", "imagePullPolicy", PullPolicy),
    ("Container", "lifecycle", Holds("Lifecycle")),
    ("Container", "livenessProbe", Holds("Probe")),
    ("Container", "ports", Holds("ContainerPort")),
    ("Container", "readinessProbe", Holds("Probe")),
    ("Container", "resources", Hollow("Resources")),
    ("Container", "securityContext", Hollow("")),
    ("Container", "startupProbe", Holds("Probe")),
    ("Container", "terminationMessagePath", Default(r#""/dev/termination-log""#)),
    ("Container", "terminationMessagePolicy", Default(r#""File""#)),
    ("Container", "volumeMounts", Holds("Mount")),
    ("ContainerPort", "protocol", Default(r#""TCP""#)),
    ("CronJob", "spec", Holds("CronJobSpec")),
    ("CronJobSpec", "concurrencyPolicy", Default(r#""Allow""#)),
    ("CronJobSpec", "failedJobsHistoryLimit", Default("1")),
    ("CronJobSpec", "jobTemplate", Holds("JobTemplate")),
    ("CronJobSpec", "successfulJobsHistoryLimit", Default("3")),
    ("CronJobSpec", "suspend", Default("false")),
    ("DaemonSet", "spec", Holds("DaemonSetSpec")),
    ("DaemonSetSpec", "revisionHistoryLimit", Default("10")),
    ("DaemonSetSpec", "template", Holds("Template")),
    ("DaemonSetSpec", "updateStrategy", Hollow("DaemonSetStrategy")),
    ("DaemonSetStrategy", "rollingUpdate", Hollow("DaemonSetUpdate")),
    ("DaemonSetStrategy", "type", Default(r#""RollingUpdate""#)),
    ("DaemonSetUpdate", "maxSurge", Default("0")),
    ("DaemonSetUpdate", "maxUnavailable", Default("1")),
    ("Deployment", "spec", Holds("DeploymentSpec")),
    ("DeploymentSpec", "progressDeadlineSeconds", Default("600")),
    ("DeploymentSpec", "replicas", Open("1")),
    ("DeploymentSpec", "revisionHistoryLimit", Default("10")),
    ("DeploymentSpec", "strategy", Hollow("DeploymentStrategy")),
    ("DeploymentSpec", "template", Holds("Template")),
    ("DeploymentStrategy", "rollingUpdate", Hollow("DeploymentUpdate")),
    ("DeploymentStrategy", "type", Default(r#""RollingUpdate""#)),
    ("DeploymentUpdate", "maxSurge", Default(r#""25%""#)),
    ("DeploymentUpdate", "maxUnavailable", Default(r#""25%""#)),
    ("ExternalSecret", "spec", Holds("ExternalSecretSpec")),
    ("ExternalSecretKey", "remoteRef", Holds("RemoteRef")),
    ("ExternalSecretSource", "extract", Holds("RemoteRef")),
    ("ExternalSecretSpec", "data", Holds("ExternalSecretKey")),
    ("ExternalSecretSpec", "dataFrom", Holds("ExternalSecretSource")),
    ("ExternalSecretSpec", "refreshInterval", Default(r#""1h""#)),
    ("ExternalSecretSpec", "target", Holds("ExternalSecretTarget")),
    ("ExternalSecretTarget", "creationPolicy", Default(r#""Owner""#)),
    ("ExternalSecretTarget", "deletionPolicy", Default(r#""Retain""#)),
    ("FieldRef", "apiVersion", Default(r#""v1""#)),
    ("Handler", "httpGet", Holds("HttpGet")),
    ("HostPath", "type", Default(r#""""#)),
    ("HttpGet", "scheme", Default(r#""HTTP""#)),
    ("Job", "spec", Holds("JobSpec")),
    ("JobSpec", "backoffLimit", Default("6")),
    ("JobSpec", "completionMode", Default(r#""NonIndexed""#)),
    ("JobSpec", "completions", Default("1")),
    ("JobSpec", "manualSelector", Default("false")),
    ("JobSpec", "parallelism", Default("1")),
    ("JobSpec", "podReplacementPolicy", Default(r#""TerminatingOrFailed""#)),
    ("JobSpec", "selector", Assigned),
    ("JobSpec", "suspend", Default("false")),
    ("JobSpec", "template", Holds("Template")),
    ("JobTemplate", "metadata", Hollow("ObjectMeta")),
    ("JobTemplate", "spec", Holds("JobSpec")),
    ("Labels", "batch.kubernetes.io/controller-uid", Assigned),
    ("Labels", "batch.kubernetes.io/job-name", Assigned),
    ("Labels", "controller-uid", Assigned),
    ("Labels", "job-name", Assigned),
    ("Labels", "kubernetes.io/metadata.name", Assigned),
    ("Lifecycle", "postStart", Holds("Handler")),
    ("Lifecycle", "preStop", Holds("Handler")),
    ("LimitRange", "spec", Holds("LimitRangeSpec")),
    ("LimitRangeItem", "default", Like("max")),
    ("LimitRangeItem", "defaultRequest", Like("default")),
    ("LimitRangeSpec", "limits", Holds("LimitRangeItem")),
    ("Mount", "readOnly", Default("false")),
    ("Namespace", "spec", Hollow("NamespaceSpec")),
    ("NamespaceSpec", "finalizers", Assigned),
    ("NetworkPolicy", "spec", Holds("NetworkPolicySpec")),
    ("NetworkPolicyRule", "ports", Holds("ContainerPort")),
    ("NetworkPolicySpec", "egress", Holds("NetworkPolicyRule")),
    ("NetworkPolicySpec", "ingress", Holds("NetworkPolicyRule")),
    ("NetworkPolicySpec", "policyTypes", PolicyTypes),
    ("ObjectMeta", "annotations", Hollow("Annotations")),
    ("ObjectMeta", "creationTimestamp", Printed),
    ("ObjectMeta", "deletionGracePeriodSeconds", Printed),
    ("ObjectMeta", "deletionTimestamp", Printed),
    ("ObjectMeta", "finalizers", Assigned),
    ("ObjectMeta", "generateName", Assigned),
    ("ObjectMeta", "generation", Printed),
    ("ObjectMeta", "labels", Hollow("Labels")),
    ("ObjectMeta", "managedFields", Printed),
    ("ObjectMeta", "namespace", Assigned),
    ("ObjectMeta", "ownerReferences", Assigned),
    ("ObjectMeta", "resourceVersion", Printed),
    ("ObjectMeta", "selfLink", Printed),
    ("ObjectMeta", "uid", Printed),
    ("Pod", "spec", Holds("PodSpec")),
    ("PodSpec", "containers", Holds("Container")),
    ("PodSpec", "dnsPolicy", Default(r#""ClusterFirst""#)),
    ("PodSpec", "enableServiceLinks", Default("true")),
    ("PodSpec", "initContainers", Holds("Container")),
    ("PodSpec", "restartPolicy", Default(r#""Always""#)),
    ("PodSpec", "schedulerName", Default(r#""default-scheduler""#)),
    ("PodSpec", "securityContext", Hollow("")),
    ("PodSpec", "serviceAccount", Like("serviceAccountName")),
    ("PodSpec", "terminationGracePeriodSeconds", Default("30")),
    ("PodSpec", "topologySpreadConstraints", Holds("Spread")),
    ("PodSpec", "volumes", Holds("Volume")),
    ("Probe", "failureThreshold", Default("3")),
    ("Probe", "grpc", Holds("ProbeGrpc")),
    ("Probe", "httpGet", Holds("HttpGet")),
    ("Probe", "initialDelaySeconds", Default("0")),
    ("Probe", "periodSeconds", Default("10")),
    ("Probe", "successThreshold", Default("1")),
    ("Probe", "timeoutSeconds", Default("1")),
    ("ProbeGrpc", "service", Default(r#""""#)),
    ("Projected", "defaultMode", Default("420")),
    ("Projected", "sources", Holds("ProjectedSource")),
    ("ProjectedSource", "downwardAPI", Holds("VolumeFiles")),
    ("ProjectedSource", "serviceAccountToken", Holds("ProjectedToken")),
    ("ProjectedToken", "expirationSeconds", Default("3600")),
    ("RemoteRef", "conversionStrategy", Default(r#""Default""#)),
    ("RemoteRef", "decodingStrategy", Default(r#""None""#)),
    ("RemoteRef", "metadataPolicy", Default(r#""None""#)),
    ("RemoteRef", "nullBytePolicy", Default(r#""Ignore""#)),
    ("RetentionPolicy", "whenDeleted", Default(r#""Retain""#)),
    ("RetentionPolicy", "whenScaled", Default(r#""Retain""#)),
    ("RoleRef", "apiGroup", Default(r#""rbac.authorization.k8s.io""#)),
    ("Rollout", "spec", Holds("RolloutSpec")),
    ("RolloutSpec", "replicas", Open("1")),
    ("RolloutSpec", "template", Holds("Template")),
    ("ScaleDown", "policies", Default(r#"[{"type":"Percent","value":100,"periodSeconds":15}]"#)),
    ("ScaleDown", "selectPolicy", Default(r#""Max""#)),
    (
        "ScaleUp",
        "policies",
        Default(r#"[{"type":"Pods","value":4,"periodSeconds":15},{"type":"Percent","value":100,"periodSeconds":15}]"#),
    ),
    ("ScaleUp", "selectPolicy", Default(r#""Max""#)),
    ("ScaleUp", "stabilizationWindowSeconds", Default("0")),
    ("Secret", "type", Default(r#""Opaque""#)),
    ("Service", "spec", Holds("ServiceSpec")),
    ("ServiceAccount", "secrets", Assigned),
    ("ServicePort", "nodePort", Assigned),
    ("ServicePort", "protocol", Default(r#""TCP""#)),
    ("ServicePort", "targetPort", Like("port")),
    ("ServiceSpec", "allocateLoadBalancerNodePorts", Default("true")),
    ("ServiceSpec", "clusterIP", Assigned),
    ("ServiceSpec", "clusterIPs", Assigned),
    ("ServiceSpec", "externalTrafficPolicy", Default(r#""Cluster""#)),
    ("ServiceSpec", "healthCheckNodePort", Assigned),
    ("ServiceSpec", "internalTrafficPolicy", Default(r#""Cluster""#)),
    ("ServiceSpec", "ipFamilies", Assigned),
    ("ServiceSpec", "ipFamilyPolicy", Assigned),
    ("ServiceSpec", "ports", Holds("ServicePort")),
    ("ServiceSpec", "sessionAffinity", Default(r#""None""#)),
    ("ServiceSpec", "type", Default(r#""ClusterIP""#)),
    ("Spread", "nodeAffinityPolicy", Default(r#""Honor""#)),
    ("Spread", "nodeTaintsPolicy", Default(r#""Ignore""#)),
    ("StatefulSet", "spec", Holds("StatefulSetSpec")),
    ("StatefulSetSpec", "persistentVolumeClaimRetentionPolicy", Hollow("RetentionPolicy")),
    ("StatefulSetSpec", "podManagementPolicy", Default(r#""OrderedReady""#)),
    ("StatefulSetSpec", "replicas", Open("1")),
    ("StatefulSetSpec", "revisionHistoryLimit", Default("10")),
    ("StatefulSetSpec", "template", Holds("Template")),
    ("StatefulSetSpec", "updateStrategy", Hollow("StatefulSetStrategy")),
    ("StatefulSetSpec", "volumeClaimTemplates", Holds("ClaimTemplate")),
    ("StatefulSetStrategy", "rollingUpdate", Hollow("StatefulSetUpdate")),
    ("StatefulSetStrategy", "type", Default(r#""RollingUpdate""#)),
    ("StatefulSetUpdate", "maxUnavailable", Default("1")),
    ("StatefulSetUpdate", "partition", Default("0")),
    ("StorageClass", "reclaimPolicy", Default(r#""Delete""#)),
    ("StorageClass", "volumeBindingMode", Default(r#""Immediate""#)),
    ("Subject", "apiGroup", Default(r#""rbac.authorization.k8s.io""#)),
    ("Template", "metadata", Hollow("ObjectMeta")),
    ("Template", "spec", Holds("PodSpec")),
    ("Variable", "value", Default(r#""""#)),
    ("Variable", "valueFrom", Holds("VariableSource")),
    ("VariableSource", "fieldRef", Holds("FieldRef")),
    ("Volume", "configMap", Holds("VolumeFiles")),
    ("Volume", "downwardAPI", Holds("VolumeFiles")),
    ("Volume", "ephemeral", Holds("VolumeEphemeral")),
    ("Volume", "hostPath", Holds("HostPath")),
    ("Volume", "projected", Holds("Projected")),
    ("Volume", "secret", Holds("VolumeFiles")),
    ("VolumeEphemeral", "volumeClaimTemplate", Holds("ClaimTemplate")),
    ("VolumeFiles", "defaultMode", Default("420")),
    ("VolumeFiles", "items", Holds("VolumeItem")),
    ("VolumeItem", "fieldRef", Holds("FieldRef")),
];

#[cfg(test)]
mod tests {
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
                Holds(holds) | Hollow(holds) => {
                    let known =
                        ["", "Annotations", "Resources"].contains(holds) || FIELDS.iter().any(|(of, ..)| of == holds);
                    assert!(known, "{of} {key}");
                }
                Printed | Assigned | Like(_) | PolicyTypes | PullPolicy => {}
            }
        }
    }
}
