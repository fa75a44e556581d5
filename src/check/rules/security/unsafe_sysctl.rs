//! Parameters of the kernel that a node has to allow.

use crate::check::{Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::admission::unenforced;

pub const RULE: Rule = Rule {
    name: "unsafe-sysctl",
    finds: "a parameter of the kernel that is not among the safe ones",
    why: "The kubelet refuses a pod with such a parameter unless the node was started with leave for it
(`--allowed-unsafe-sysctls`): the pod ends with `SysctlForbidden`, and its controller makes another, without end. The
list of the safe ones grows with the versions of Kubernetes.",
    instead: "Set it on the nodes, or take a parameter that is safe in the environment's version.",
    levels: Levels::always(Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    unenforced(checked, found, "sysctls", "leave it out, or set it on the nodes");
}
