//! Which kinds live in a namespace. Kubernetes' own are known; of others a definition beside them says it, or else a rule.

use std::collections::BTreeMap;

use k8s_openapi::api::{
    admissionregistration, authentication, authorization, certificates, core, flowcontrol, networking, node, rbac,
    resource, scheduling, storage, storagemigration,
};
use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition;
use k8s_openapi::kube_aggregator::pkg::apis::apiregistration::v1::APIService;
use k8s_openapi::{ClusterResourceScope, Resource};

use crate::model::manifest::Manifest;

type Known = (&'static str, &'static str);

const fn of<K: Resource<Scope = ClusterResourceScope>>() -> Known {
    (K::GROUP, K::KIND)
}

/// Every kind of Kubernetes that belongs to no namespace.
const IN_NO_NAMESPACE: [Known; 38] = [
    of::<admissionregistration::v1::MutatingAdmissionPolicy>(),
    of::<admissionregistration::v1::MutatingAdmissionPolicyBinding>(),
    of::<admissionregistration::v1::MutatingWebhookConfiguration>(),
    of::<admissionregistration::v1::ValidatingAdmissionPolicy>(),
    of::<admissionregistration::v1::ValidatingAdmissionPolicyBinding>(),
    of::<admissionregistration::v1::ValidatingWebhookConfiguration>(),
    of::<authentication::v1::SelfSubjectReview>(),
    of::<authentication::v1::TokenReview>(),
    of::<authorization::v1::SelfSubjectAccessReview>(),
    of::<authorization::v1::SelfSubjectRulesReview>(),
    of::<authorization::v1::SubjectAccessReview>(),
    of::<certificates::v1::CertificateSigningRequest>(),
    of::<certificates::v1::ClusterTrustBundle>(),
    of::<core::v1::ComponentStatus>(),
    of::<core::v1::Namespace>(),
    of::<core::v1::Node>(),
    of::<core::v1::PersistentVolume>(),
    of::<flowcontrol::v1::FlowSchema>(),
    of::<flowcontrol::v1::PriorityLevelConfiguration>(),
    of::<networking::v1::IngressClass>(),
    of::<networking::v1::IPAddress>(),
    of::<networking::v1::ServiceCIDR>(),
    of::<node::v1::RuntimeClass>(),
    of::<rbac::v1::ClusterRole>(),
    of::<rbac::v1::ClusterRoleBinding>(),
    of::<resource::v1::DeviceClass>(),
    of::<resource::v1::DeviceTaintRule>(),
    of::<resource::v1::ResourceSlice>(),
    of::<resource::v1alpha3::ResourcePoolStatusRequest>(),
    of::<scheduling::v1::PriorityClass>(),
    of::<storage::v1::CSIDriver>(),
    of::<storage::v1::CSINode>(),
    of::<storage::v1::StorageClass>(),
    of::<storage::v1::VolumeAttachment>(),
    of::<storage::v1::VolumeAttributesClass>(),
    of::<storagemigration::v1::StorageVersionMigration>(),
    of::<CustomResourceDefinition>(),
    of::<APIService>(),
];

/// Kinds of widespread operators that belong to no namespace though nothing in their names says so.
const CUSTOM_IN_NO_NAMESPACE: [Known; 13] = [
    ("apiextensions.crossplane.io", "CompositeResourceDefinition"),
    ("apiextensions.crossplane.io", "Composition"),
    ("cilium.io", "CiliumClusterwideNetworkPolicy"),
    ("crd.projectcalico.org", "GlobalNetworkPolicy"),
    ("crd.projectcalico.org", "IPPool"),
    ("gateway.networking.k8s.io", "GatewayClass"),
    ("karpenter.k8s.aws", "EC2NodeClass"),
    ("karpenter.sh", "NodePool"),
    ("projectcalico.org", "GlobalNetworkPolicy"),
    ("projectcalico.org", "IPPool"),
    ("snapshot.storage.k8s.io", "VolumeSnapshotClass"),
    ("snapshot.storage.k8s.io", "VolumeSnapshotContent"),
    ("templates.gatekeeper.sh", "ConstraintTemplate"),
];

/// Groups whose kinds begin with `Cluster` for another reason.
const ABOUT_CLUSTERS: [&str; 3] = ["cluster.x-k8s.io", "addons.cluster.x-k8s.io", "operators.coreos.com"];

/// What CustomResourceDefinitions among the manifests say: whether a kind lives in a namespace.
pub struct Scopes(BTreeMap<(String, String), bool>);

impl Scopes {
    pub fn of(manifests: &[Manifest]) -> Self {
        let defined = manifests.iter().filter(|manifest| manifest.kind == CustomResourceDefinition::KIND);
        let defined = defined.filter_map(|manifest| {
            let word = |keys: &[&str]| manifest.get(keys)?.string().map(str::to_owned);
            let kind = (word(&["spec", "group"])?, word(&["spec", "names", "kind"])?);
            Some((kind, word(&["spec", "scope"])? != "Cluster"))
        });
        Self(defined.collect())
    }

    pub fn is_namespaced(&self, group: &str, kind: &str) -> bool {
        let known = |table: &[Known]| table.contains(&(group, kind));
        if is_core_group(group) {
            return !known(&IN_NO_NAMESPACE);
        }
        if let Some(is_namespaced) = self.0.get(&(group.to_owned(), kind.to_owned())) {
            return *is_namespaced;
        }
        let says_so = kind.len() > "Cluster".len() && kind.starts_with("Cluster") && !ABOUT_CLUSTERS.contains(&group);
        !(says_so || group == "constraints.gatekeeper.sh" || known(&CUSTOM_IN_NO_NAMESPACE))
    }
}

/// Whether a group is of Kubernetes itself: one without a dot, or one of those that end like its own.
pub fn is_core_group(group: &str) -> bool {
    !group.contains('.')
        || IN_NO_NAMESPACE.iter().any(|(known, _)| *known == group)
        || matches!(group, "coordination.k8s.io" | "discovery.k8s.io" | "events.k8s.io" | "policy")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::Scopes;

    #[test]
    fn kinds_live_where_the_api_has_them() {
        let scopes = Scopes(BTreeMap::from([(("x.example.com".to_owned(), "Thing".to_owned()), false)]));
        let inside = [
            ("", "ConfigMap"),
            ("batch", "Job"),
            ("rbac.authorization.k8s.io", "Role"),
            ("discovery.k8s.io", "EndpointSlice"),
            ("cert-manager.io", "Certificate"),
            ("postgresql.cnpg.io", "Cluster"),
            ("cluster.x-k8s.io", "ClusterClass"),
        ];
        let outside = [
            ("", "Namespace"),
            ("rbac.authorization.k8s.io", "ClusterRole"),
            ("storage.k8s.io", "StorageClass"),
            ("cert-manager.io", "ClusterIssuer"),
            ("gateway.networking.k8s.io", "GatewayClass"),
            ("x.example.com", "Thing"),
        ];
        assert!(inside.iter().all(|(group, kind)| scopes.is_namespaced(group, kind)));
        assert!(!outside.iter().any(|(group, kind)| scopes.is_namespaced(group, kind)));
    }
}
