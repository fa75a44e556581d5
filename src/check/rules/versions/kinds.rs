//! When kinds of Kubernetes' own came and went: `kinds.tsv`, which `tools/kubernetes-versions` makes.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The life of a kind in one API version. Versions are the minor ones of Kubernetes 1.
#[derive(Clone, Copy)]
pub struct Lifecycle {
    pub introduced: u32,
    pub deprecated: Option<u32>,
    /// The first version that does not serve it.
    pub removed: Option<u32>,
    /// API version in which the kind lives on.
    pub replacement: Option<&'static str>,
}

/// API version, kind → its life.
static KINDS: LazyLock<BTreeMap<(&str, &str), Lifecycle>> = LazyLock::new(|| {
    let lines = include_str!("kinds.tsv").lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| of(line).expect("the table is made by a program")).collect()
});

fn of(line: &'static str) -> Option<((&'static str, &'static str), Lifecycle)> {
    let mut cells = line.split('\t');
    let key = (cells.next()?, cells.next()?);
    let introduced = cells.next()?.parse().ok()?;
    let (deprecated, removed) = (cells.next()?.parse().ok(), cells.next()?.parse().ok());
    let replacement = cells.next().filter(|cell| *cell != "-");
    Some((key, Lifecycle { introduced, deprecated, removed, replacement }))
}

/// Nothing of a kind that is no Kubernetes' own, and of one that has been there since long and stays.
pub fn lifecycle(api_version: &str, kind: &str) -> Option<Lifecycle> {
    KINDS.get(&(api_version, kind)).copied()
}

#[cfg(test)]
mod tests {
    use super::{KINDS, lifecycle};

    #[test]
    fn the_table_knows_what_the_deprecation_guide_tells() {
        let removed = |api_version, kind| lifecycle(api_version, kind).and_then(|life| life.removed);
        assert_eq!(removed("policy/v1beta1", "PodDisruptionBudget"), Some(25));
        assert_eq!(removed("networking.k8s.io/v1beta1", "Ingress"), Some(22));
        assert_eq!(removed("flowcontrol.apiserver.k8s.io/v1beta3", "FlowSchema"), Some(32));
        assert_eq!(removed("autoscaling/v2beta2", "HorizontalPodAutoscaler"), Some(26));
        assert_eq!(removed("policy/v1beta1", "PodSecurityPolicy"), Some(25));
        assert_eq!(removed("apps/v1", "Deployment"), None);
        assert!(KINDS.values().all(|life| life.removed.is_none_or(|removed| removed > life.introduced)));
    }
}
