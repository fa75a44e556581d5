//! Ports that probes knock at and containers do not have.

use crate::check::{Levels, Rule};
use crate::model::lint::Level;

pub const RULE: Rule = Rule {
    name: "port-undeclared",
    finds: "a probe or hook that knocks at a number which its container does not list among its ports",
    why: "A probe at the wrong port fails for ever: the pod is restarted again and again, or never gets traffic.",
    instead: "Knock at a port of the container, best by its name.",
    levels: Levels::always(Level::Warn),
    find: |_, found| found.references(),
};
