//! API versions of well-known operators that a later one has replaced. Written by hand, from their release notes.

/// What has become of an API version.
pub struct Superseded {
    pub group: &'static str,
    pub versions: &'static [&'static str],
    /// All of them, if none is named.
    pub kinds: &'static [&'static str],
    pub by: &'static str,
    /// `which …`
    pub why: &'static str,
}

const SUPERSEDED: &[Superseded] = &[
    Superseded {
        group: "external-secrets.io",
        versions: &["v1alpha1", "v1beta1"],
        kinds: &["ExternalSecret", "ClusterExternalSecret", "SecretStore", "ClusterSecretStore"],
        by: "external-secrets.io/v1",
        why: "External Secrets Operator 0.17 no longer serves",
    },
    Superseded {
        group: "cert-manager.io",
        versions: &["v1alpha2", "v1alpha3", "v1beta1"],
        kinds: &[],
        by: "cert-manager.io/v1",
        why: "cert-manager 1.6 no longer serves",
    },
    Superseded {
        group: "certmanager.k8s.io",
        versions: &["v1alpha1"],
        kinds: &[],
        by: "cert-manager.io/v1",
        why: "cert-manager 0.11 no longer serves",
    },
    Superseded {
        group: "traefik.containo.us",
        versions: &["v1alpha1"],
        kinds: &[],
        by: "traefik.io/v1alpha1",
        why: "Traefik 3 no longer reads",
    },
    Superseded {
        group: "gateway.networking.k8s.io",
        versions: &["v1alpha2", "v1beta1"],
        kinds: &["GatewayClass", "Gateway", "HTTPRoute", "GRPCRoute"],
        by: "gateway.networking.k8s.io/v1",
        why: "Gateway API 1.1 has a stable version of",
    },
    Superseded {
        group: "kafka.strimzi.io",
        versions: &["v1alpha1", "v1beta1"],
        kinds: &[],
        by: "kafka.strimzi.io/v1beta2",
        why: "Strimzi 0.23 no longer serves",
    },
    Superseded {
        group: "helm.toolkit.fluxcd.io",
        versions: &["v2beta1", "v2beta2"],
        kinds: &["HelmRelease"],
        by: "helm.toolkit.fluxcd.io/v2",
        why: "Flux 2.3 has deprecated",
    },
    Superseded {
        group: "kustomize.toolkit.fluxcd.io",
        versions: &["v1beta1", "v1beta2"],
        kinds: &["Kustomization"],
        by: "kustomize.toolkit.fluxcd.io/v1",
        why: "Flux 2.0 has deprecated",
    },
    Superseded {
        group: "source.toolkit.fluxcd.io",
        versions: &["v1beta1", "v1beta2"],
        kinds: &["GitRepository", "HelmRepository", "HelmChart"],
        by: "source.toolkit.fluxcd.io/v1",
        why: "Flux 2.3 has deprecated",
    },
    Superseded {
        group: "snapshot.storage.k8s.io",
        versions: &["v1alpha1", "v1beta1"],
        kinds: &["VolumeSnapshot", "VolumeSnapshotClass", "VolumeSnapshotContent"],
        by: "snapshot.storage.k8s.io/v1",
        why: "the snapshot controller has deprecated",
    },
    Superseded {
        group: "secrets-store.csi.x-k8s.io",
        versions: &["v1alpha1"],
        kinds: &["SecretProviderClass"],
        by: "secrets-store.csi.x-k8s.io/v1",
        why: "the Secrets Store CSI driver 1.0 has deprecated",
    },
    Superseded {
        group: "autoscaling.k8s.io",
        versions: &["v1beta1", "v1beta2"],
        kinds: &["VerticalPodAutoscaler", "VerticalPodAutoscalerCheckpoint"],
        by: "autoscaling.k8s.io/v1",
        why: "the Vertical Pod Autoscaler has deprecated",
    },
    Superseded {
        group: "karpenter.sh",
        versions: &["v1alpha5", "v1beta1"],
        kinds: &[],
        by: "karpenter.sh/v1",
        why: "Karpenter 1.1 no longer serves",
    },
    Superseded {
        group: "opentelemetry.io",
        versions: &["v1alpha1"],
        kinds: &["OpenTelemetryCollector"],
        by: "opentelemetry.io/v1beta1",
        why: "the OpenTelemetry operator has deprecated",
    },
    Superseded {
        group: "logging.coreos.com",
        versions: &["v1"],
        kinds: &["ClusterLogForwarder", "ClusterLogging"],
        by: "logging.openshift.io/v1",
        why: "no operator serves: the group has another name",
    },
];

/// What replaces an API version of an operator, if something does.
pub fn superseded(group: &str, version: &str, kind: &str) -> Option<&'static Superseded> {
    SUPERSEDED.iter().find(|superseded| {
        superseded.group == group
            && superseded.versions.contains(&version)
            && (superseded.kinds.is_empty() || superseded.kinds.contains(&kind))
    })
}
