//! Needs that policies do not let through.

use crate::check::flows::Why;
use crate::check::{Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::words::push_blocked;

pub const RULE: Rule = Rule {
    name: "netpol-needs-drift",
    finds: "a connection that `needs`, `routes` or `[network.allow]` state, and that the rendered policies block",
    why: "Both the policies of the one who connects and those of the one who is connected to have to let a connection through.
Where one does not, it times out, minutes into a roll-out or at the first request that takes this path. Policies of ours follow
from the needs; this comes of a policy that was patched, or of one in `manifests/`.",
    instead: "Take the patch back, or add the missing rule to it. A connection that is not needed any more goes out of `needs`.",
    levels: Levels::always(Level::Deny),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    let proof = checked.proof();
    for (line, blocked) in proof.blocked(&[Why::Need, Why::Members, Why::Allow]) {
        push_blocked(checked, found, proof, line, &blocked);
    }
}
