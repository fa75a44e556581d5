//! Roll-outs that steer Services which are not there.

use crate::check::{Levels, Rule};
use crate::model::lint::Level;

pub const RULE: Rule = Rule {
    name: "rollout-service-missing",
    finds: "a Rollout that names a Service which is not rendered",
    why: "Argo Rollouts takes such a Rollout for invalid and makes no pods.",
    instead: "Name Services that are rendered.",
    levels: Levels::always(Level::Deny),
    find: |_, found| found.references(),
};
