//! Powers of the kernel that reach beyond a container.

use crate::check::{Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::admission::unenforced;

pub const RULE: Rule = Rule {
    name: "added-capability",
    finds: "a container that gets a power of root that container runtimes do not give",
    why: "Capabilities such as `SYS_ADMIN`, `NET_ADMIN` or `SYS_PTRACE` reach beyond the container, and several of them are
as good as root of the node. The baseline standard refuses all but those that runtimes give anyway.",
    instead: "Drop all and add nothing, or `NET_BIND_SERVICE` alone; better still, listen on a port above 1023.",
    levels: Levels::staged(Level::Allow, Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    unenforced(checked, found, "capabilities_baseline", "leave it out");
}
