//! Namespaces that do not hold what is meant to run in them.

use crate::check::{Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::quantity::shown;
use super::used::{Used, at, quotas};

pub const RULE: Rule = Rule {
    name: "quota-too-small",
    finds: "a ResourceQuota below what the workloads of its namespace come to at their most",
    why: "With every autoscaler at its maximum, every job running and every claim made, the last ones are refused: pods
that are missing just when the load is high. Defaults of the LimitRange count, and a pod on every node counts once.",
    instead: "Leave the amount out, so that it is computed, or raise it; or lower `autoscale.max`.",
    levels: Levels::staged(Level::Warn, Level::Deny),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    let used = Used::of(checked);
    for (item, hard) in quotas(checked) {
        let Some(amounts) = used.by_namespace.get(&item.namespace()) else { continue };
        for (name, hard) in hard {
            let Some(used) = amounts.get(name).filter(|used| **used > hard.amount) else { continue };
            let (wanted, granted) = (shown(name, *used), shown(name, hard.amount));
            let message =
                format!("`{}` grants {granted} of `{}`, and all at their most are {wanted}", item.words, hard.key);
            found.push(at(item, hard.key), message, format!("{wanted} at least, or leave it out"));
        }
    }
}
