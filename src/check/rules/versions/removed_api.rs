//! API versions that the cluster no longer serves.

use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::kinds::lifecycle;

pub const RULE: Rule = Rule {
    name: "removed-api",
    finds: "an object in an API version that the environment's cluster does not serve any more",
    why: "The API server answers `no matches for kind`, and nothing of the object is applied. Kubernetes removes beta
versions some releases after their successor; its deprecation guide lists them.",
    instead: "Write the object in the API version that the finding names. Its fields may have moved: the deprecation
guide of Kubernetes tells which.",
    levels: Levels::always(Level::Deny),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    let oldest = checked.environment.platform.kubernetes.minor;
    for item in checked.objects.iter() {
        let api_version = item.object.api_version.as_ref();
        let Some(life) = lifecycle(api_version, item.kind()) else { continue };
        let Some(removed) = life.removed.filter(|removed| *removed <= oldest) else { continue };
        let message =
            format!("`{}` is written in `{api_version}`, which is gone since Kubernetes 1.{removed}", item.words);
        let label = match life.replacement {
            Some(replacement) => format!("write it in `{}`", latest(replacement, item.kind(), oldest)),
            None => "nothing replaces it: remove it".to_owned(),
        };
        found.push(At::object(item, &["apiVersion"]), message, label);
    }
}

/// What a replacement was replaced by in turn, as far as the cluster has it.
pub fn latest(replacement: &'static str, kind: &str, oldest: u32) -> &'static str {
    let next = lifecycle(replacement, kind).and_then(|life| life.replacement);
    let is_there = |api_version| lifecycle(api_version, kind).is_none_or(|life| life.introduced <= oldest);
    match next.filter(|next| is_there(next)) {
        Some(next) => latest(next, kind, oldest),
        None => replacement,
    }
}
