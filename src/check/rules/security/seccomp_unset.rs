//! Containers without a seccomp profile.

use crate::check::{Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::admission::unenforced;

pub const RULE: Rule = Rule {
    name: "seccomp-unset",
    finds: "a container that may make every system call there is",
    why:
        "Most holes of the kernel are in system calls that no service makes. The profile of the container runtime leaves
those out, but Kubernetes does not ask for it unless told to. The restricted standard wants it.",
    instead: "Leave `security.seccomp` out: the preset `restricted` has `runtime-default`.",
    levels: Levels::in_prod(Level::Allow, Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    unenforced(checked, found, "seccompProfile_restricted", "`runtime-default` is enough for nearly all");
}
