//! Claims that one node alone, or one pod alone, may mount.

use std::collections::BTreeMap;

use crate::check::{Checked, Item};

/// Namespace and name of each such claim.
pub fn for_one<'o>(checked: &'o Checked<'_>) -> BTreeMap<(Option<&'o str>, &'o str), &'o Item<'o>> {
    let is_for_one = |item: &&Item<'_>| {
        let modes = item.get(&["spec", "accessModes"]).as_array();
        let is_one = |mode: &serde_json::Value| matches!(mode.as_str(), Some("ReadWriteOnce" | "ReadWriteOncePod"));
        modes.is_some_and(|modes| !modes.is_empty() && modes.iter().all(is_one))
    };
    let claims = checked.objects.of_kind("PersistentVolumeClaim").filter(is_for_one);
    claims.map(|item| ((item.namespace(), item.name()), item)).collect()
}
