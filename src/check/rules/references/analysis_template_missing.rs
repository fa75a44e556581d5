//! Roll-outs judged by templates which are not there.

use crate::check::{Levels, Rule};
use crate::model::lint::Level;

pub const RULE: Rule = Rule {
    name: "analysis-template-missing",
    finds: "a Rollout that names an AnalysisTemplate which is not rendered",
    why: "Argo Rollouts takes such a Rollout for invalid and stops.",
    instead: "Name a template that is rendered: `[observability.analyses.N]`.",
    levels: Levels::always(Level::Deny),
    find: |_, found| found.references(),
};
