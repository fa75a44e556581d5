//! A rule: what it finds, why that is bad, what to do, and how seriously it is taken.

use super::finding::Found;
use super::{Checked, Levels};

/// Plain text, backticks and blank lines aside: it stands in `docs/rules/` and is printed by `check --explain`.
pub struct Rule {
    /// Named for the fault, so that `allow <name>` reads.
    pub name: &'static str,
    /// What is found, as one line.
    pub finds: &'static str,
    /// What goes wrong because of it, and who says so.
    pub why: &'static str,
    /// What to write instead.
    pub instead: &'static str,
    pub levels: Levels,
    pub find: fn(&Checked<'_>, &mut Found<'_, '_>),
}
