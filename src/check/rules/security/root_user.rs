//! Containers that may run as root.

use crate::check::object::get;
use crate::check::{At, Checked, Container, Found, Levels, Pod, Rule};
use crate::model::lint::Level;

use super::admission::{from_security, is_enforced, is_privileged};

pub const RULE: Rule = Rule {
    name: "root-user",
    finds: "a container that runs as root, or may, for nothing says otherwise",
    why:
        "Root of a container is root of the node as soon as it gets out, by a hole of the kernel or of the runtime. Most
images run as root if nobody forbids it. kube-linter (`run-as-non-root`) and kube-score hold it for a fault; the
restricted standard refuses it.",
    instead: "Set `security.user` to a number above 0, and leave `non-root` on. A pod with users of its own
(`hostUsers: false`) may keep its root.",
    levels: Levels::staged(Level::Allow, Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for pod in checked.objects.pods() {
        let own_users = pod.spec(&["hostUsers"]).as_bool() == Some(false);
        if own_users || pod.spec(&["os", "name"]).as_str() == Some("windows") {
            continue;
        }
        for container in pod.containers().iter().filter(|container| !is_privileged(container)) {
            let Some((key, fault)) = fault(&pod, container) else { continue };
            if is_enforced(checked, &pod, "runAsNonRoot") {
                continue;
            }
            let message = format!("in `{}`, the container `{}` {fault}", pod.item.words, container.name);
            let at = At::container(container, &["securityContext", key]);
            let key_of_model = if key == "runAsUser" { "user" } else { "non-root" };
            found.push(from_security(at, container, key_of_model), message, "name another user by its number");
        }
    }
}

fn fault(pod: &Pod<'_>, container: &Container<'_>) -> Option<(&'static str, &'static str)> {
    let of_either = |key: &str| {
        let own = container.get(&["securityContext", key]);
        if own.is_null() { get(pod.spec(&["securityContext"]), &[key]) } else { own }
    };
    let (user, non_root) = (of_either("runAsUser").as_i64(), of_either("runAsNonRoot").as_bool());
    match (user, non_root) {
        (Some(0), Some(true)) => Some(("runAsUser", "is to run as root and must not, so that it never starts")),
        (Some(0), _) => Some(("runAsUser", "runs as root")),
        (Some(_), _) | (None, Some(true)) => None,
        (None, _) => Some(("runAsNonRoot", "runs as root if its image does")),
    }
}
