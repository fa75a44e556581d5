//! What roles grant, rule by rule.

use serde_json::Value as Json;

use crate::check::object::get;
use crate::check::{At, Checked, Item};

use super::bindings::at;

/// One rule of a Role or a ClusterRole.
pub struct RoleRule<'o> {
    pub item: &'o Item<'o>,
    /// Its place in the role.
    index: String,
    json: &'o Json,
}

pub fn role_rules<'o>(checked: &'o Checked<'_>) -> impl Iterator<Item = RoleRule<'o>> {
    let of_kind = |kind| checked.objects.of_kind(kind);
    let roles = of_kind("Role").chain(of_kind("ClusterRole"));
    roles.filter(|item| item.group() == "rbac.authorization.k8s.io").flat_map(|item| {
        let rules = item.get(&["rules"]).as_array().into_iter().flatten().enumerate();
        rules.map(move |(index, json)| RoleRule { item, index: index.to_string(), json })
    })
}

impl<'o> RoleRule<'o> {
    pub fn words(&self, key: &str) -> impl Iterator<Item = &'o str> {
        get(self.json, &[key]).as_array().into_iter().flatten().filter_map(Json::as_str)
    }

    /// Whether a list of it has a word, spelt out.
    pub fn says(&self, key: &str, word: &str) -> bool {
        self.words(key).any(|said| said == word)
    }

    /// Whether it is about one API group, by name or by `*`.
    pub fn is_of_group(&self, group: &str) -> bool {
        self.words("apiGroups").any(|said| said == group || said == "*")
    }

    /// Whether it is about single objects only.
    pub fn names_objects(&self) -> bool {
        self.words("resourceNames").next().is_some()
    }

    pub fn at(&self, checked: &'o Checked<'_>, key: &str) -> At<'o> {
        at(checked, self.item, &["rules", &self.index, key])
    }
}
