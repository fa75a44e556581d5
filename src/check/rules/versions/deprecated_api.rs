//! API versions that are on their way out.

use crate::check::object::Item;
use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::kinds::lifecycle;
use super::operators::superseded;
use super::removed_api::latest;

pub const RULE: Rule = Rule {
    name: "deprecated-api",
    finds: "an object in an API version that is deprecated and has a successor",
    why: "`platform.kubernetes` is the oldest cluster that has to accept the output; a newer one, or a newer release of
the operator, may no longer serve this version, and then the next deployment fails. Kubernetes' deprecation guide and the
operators' release notes tell when.",
    instead: "Write the object in the API version that the finding names; the oldest cluster knows it already.",
    levels: Levels::always(Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    let oldest = checked.environment.platform.kubernetes.minor;
    for item in checked.objects.iter() {
        let api_version = item.object.api_version.as_ref();
        let fault = of_kubernetes(item, api_version, oldest).or_else(|| of_operator(item, api_version));
        if let Some((words, label)) = fault {
            let message = format!("`{}` is written in `{api_version}`, which {words}", item.words);
            found.push(At::object(item, &["apiVersion"]), message, label);
        }
    }
}

fn of_kubernetes(item: &Item<'_>, api_version: &str, oldest: u32) -> Option<(String, String)> {
    let life = lifecycle(api_version, item.kind())?;
    let removed = life.removed.filter(|removed| *removed > oldest)?;
    let label = match life.replacement.map(|replacement| latest(replacement, item.kind(), oldest)) {
        Some(replacement) => {
            let too_new = lifecycle(replacement, item.kind()).is_some_and(|life| life.introduced > oldest);
            // Nothing else would do for the oldest cluster.
            if too_new {
                return None;
            }
            format!("write it in `{replacement}`")
        }
        // Before it is deprecated there is nothing to be done about it.
        None if life.deprecated.is_none_or(|deprecated| deprecated > oldest) => return None,
        None => "see what replaces it".to_owned(),
    };
    Some((format!("is gone from Kubernetes 1.{removed} on"), label))
}

fn of_operator(item: &Item<'_>, api_version: &str) -> Option<(String, String)> {
    let (group, version) = api_version.split_once('/')?;
    let superseded = superseded(group, version, item.kind())?;
    Some((superseded.why.to_owned(), format!("write it in `{}`", superseded.by)))
}
