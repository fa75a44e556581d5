//! Analyses that are not told what they ask for.

use crate::check::{Levels, Rule};
use crate::model::lint::Level;

pub const RULE: Rule = Rule {
    name: "analysis-argument-missing",
    finds: "an argument of an AnalysisTemplate that the Rollout does not give, or that the template does not declare",
    why: "The analysis cannot start, and the Rollout is aborted.",
    instead: "Give each argument a value in `args`, or declare it in the template.",
    levels: Levels::always(Level::Deny),
    find: |_, found| found.references(),
};
