//! Stores that one node takes down.

use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::fleet::Fleet;

pub const RULE: Rule = Rule {
    name: "single-replica-data",
    finds: "a single pod with data of its own behind a Service",
    why: "When its node fails, all that lean on it wait until its volume is mounted elsewhere. Most stores cannot be
made several by a number, and a single one is often what was decided, so that this is allowed unless `[lints]` say
otherwise.",
    instead: "Replicate it by its own means, or let somebody run it who does: `host` says where it is.",
    levels: Levels::always(Level::Allow),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    let fleet = Fleet::of(checked);
    for index in fleet.behind_services(checked) {
        let kept = &fleet.all[index];
        if kept.fewest() == Some(1) && kept.holds_data() {
            let at = At::object(kept.item(), &["spec", "replicas"]).from(&["replicas"]);
            found.push(at, format!("`{}` is a single pod with data", kept.item().words), "replicate it, or move it");
        }
    }
}
