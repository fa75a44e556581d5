//! Volumes that nothing mounts.

use crate::check::{Levels, Rule};
use crate::model::lint::Level;

pub const RULE: Rule = Rule {
    name: "volume-unused",
    finds: "a volume that no container of the pod mounts",
    why: "Either a mount was forgotten, and the program misses its files, or the volume makes every start wait for nothing.",
    instead: "Mount it, or remove it.",
    levels: Levels::always(Level::Warn),
    find: |_, found| found.references(),
};
