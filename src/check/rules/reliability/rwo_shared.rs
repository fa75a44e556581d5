//! Workloads that take a volume from each other.

use std::collections::BTreeMap;

use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::claims::for_one;
use super::fleet::{Fleet, Kept};

pub const RULE: Rule = Rule {
    name: "rwo-shared",
    finds: "two workloads that mount a claim that one node alone may have",
    why:
        "The pods of the second start only on the node of the first. Nothing sends them there, so that they wait for the
volume as often as not, after a drain of that node at the latest.",
    instead: "Set `access = \"read-write-many\"` with a class that has it, or let both be containers of one pod.",
    levels: Levels::staged(Level::Allow, Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    let fleet = Fleet::of(checked);
    let claims = for_one(checked);
    let mut first: BTreeMap<(Option<&str>, &str), &Kept<'_>> = BTreeMap::new();
    for kept in &fleet.all {
        for name in kept.claims() {
            let key = (kept.pod.namespace(), name);
            let Some(claim) = claims.get(&key) else { continue };
            let other = *first.entry(key).or_insert(kept);
            if std::ptr::eq(other, kept) {
                continue;
            }
            let (words, other) = (&kept.item().words, &other.item().words);
            let message = format!("`{words}` and `{other}` mount `{}`, which one node alone may", claim.words);
            let at = At::object(kept.item(), &kept.pod.field(&["spec", "volumes"])).from(&["volumes"]);
            found.push(at, message, "a claim that many may mount");
        }
    }
}
