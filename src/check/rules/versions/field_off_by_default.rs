//! Fields behind a feature gate.

use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::fields::newer;

pub const RULE: Rule = Rule {
    name: "field-off-by-default",
    finds: "a field that the environment's cluster knows, but ignores unless a feature gate is opened",
    why:
        "A field that is alpha, and some that are beta, is dropped without a word until the cluster's operator turns its
feature gate on. `platform.kubernetes` is the oldest cluster that has to accept the output.",
    instead:
        "Do without the field, raise `platform.kubernetes` to the version that the finding names, or allow it with the
reason that the gate is open there.",
    levels: Levels::always(Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    let oldest = checked.environment.platform.kubernetes.minor;
    for item in checked.objects.iter() {
        let off =
            newer(item).into_iter().filter(|field| field.since <= oldest && field.on.is_none_or(|on| on > oldest));
        for field in off {
            let path: Vec<&str> = field.path.iter().map(String::as_str).collect();
            let (until, label) = match field.on {
                Some(on) => {
                    (format!("until 1.{on}"), format!("raise `platform.kubernetes` to `1.{on}`, or do without"))
                }
                None => {
                    ("up to the newest version".to_owned(), "do without, or allow it where the gate is open".to_owned())
                }
            };
            let message = format!(
                "`{}` sets `{}`, which Kubernetes leaves off by default {until}, and the cluster may be 1.{oldest}",
                item.words,
                path.join(".")
            );
            found.push(At::object(item, &path), message, label);
        }
    }
}
