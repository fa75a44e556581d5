//! The version of the standards that a namespace asks for.

use crate::model::scalar::KubernetesVersion;

/// A minor version of Kubernetes 1, or whatever is newest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(u32);

impl Version {
    pub const LATEST: Self = Self(u32::MAX);

    pub const fn minor(minor: u32) -> Self {
        Self(minor)
    }

    /// `latest` or `v1.28`, as a namespace's label has it.
    pub fn parse(label: &str) -> Option<Self> {
        if label == "latest" {
            return Some(Self::LATEST);
        }
        let digits = label.strip_prefix("v1.")?;
        let canonical = digits == "0" || !digits.starts_with(['0', '+']);
        digits.parse().ok().filter(|_| canonical).map(Self)
    }

    /// What a cluster makes of it: it knows no standards newer than itself.
    #[must_use]
    pub fn in_cluster(self, cluster: KubernetesVersion) -> Self {
        self.min(Self(cluster.minor))
    }
}
