//! API versions that the cluster does not serve yet.

use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::kinds::lifecycle;

pub const RULE: Rule = Rule {
    name: "api-too-new",
    finds: "an object in an API version that came after the environment's cluster",
    why: "The API server answers `no matches for kind`, and nothing of the object is applied. `platform.kubernetes` is
the oldest cluster that has to accept the output.",
    instead: "Write the object in an older API version, or raise `platform.kubernetes` once every cluster is that new.",
    levels: Levels::always(Level::Deny),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    let oldest = checked.environment.platform.kubernetes.minor;
    for item in checked.objects.iter() {
        let api_version = item.object.api_version.as_ref();
        let Some(life) = lifecycle(api_version, item.kind()).filter(|life| life.introduced > oldest) else { continue };
        let message = format!(
            "`{}` is written in `{api_version}`, which came with Kubernetes 1.{}, and the cluster may be 1.{oldest}",
            item.words, life.introduced
        );
        let label = format!("raise `platform.kubernetes` to `1.{}`, or do without", life.introduced);
        found.push(At::object(item, &["apiVersion"]), message, label);
    }
}
