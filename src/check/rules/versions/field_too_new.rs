//! Fields that the cluster does not have yet.

use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::fields::newer;

pub const RULE: Rule = Rule {
    name: "field-too-new",
    finds: "a field that came to its kind after the environment's cluster",
    why: "The API server does not know the field: by strict validation it refuses the object, otherwise it drops the
field without a word, and what was asked for does not happen. `platform.kubernetes` is the oldest cluster that has to
accept the output.",
    instead: "Do without the field, or raise `platform.kubernetes` once every cluster is that new.",
    levels: Levels::always(Level::Deny),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    let oldest = checked.environment.platform.kubernetes.minor;
    for item in checked.objects.iter() {
        for field in newer(item).into_iter().filter(|field| field.since > oldest) {
            let path: Vec<&str> = field.path.iter().map(String::as_str).collect();
            let message = format!(
                "`{}` sets `{}`, which came with Kubernetes 1.{}, and the cluster may be 1.{oldest}",
                item.words,
                path.join("."),
                field.since
            );
            let enough = field.on.unwrap_or(field.since);
            let label = format!("raise `platform.kubernetes` to `1.{enough}`, or do without");
            found.push(At::object(item, &path), message, label);
        }
    }
}
