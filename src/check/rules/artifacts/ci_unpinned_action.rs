//! Actions that are another program tomorrow.

use crate::check::{Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::step::steps;
use super::text::Text;

pub const RULE: Rule = Rule {
    name: "ci-unpinned-action",
    finds: "a workflow with an action of no version, or of a branch",
    why: "What runs there, with the secrets of the repository, is whatever was pushed last.",
    instead: "Name a version, `uses: actions/checkout@v4`, or a commit.",
    levels: Levels::always(Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for workflow in Text::workflows(checked) {
        for step in steps(&workflow) {
            if matches!(step.version, None | Some("master" | "main" | "HEAD" | "develop" | "latest")) {
                let message =
                    format!("`{}` uses `{}` without a version (line {})", workflow.path, step.action, step.line);
                found.push(workflow.at(), message, "name a version or a commit");
            }
        }
    }
}
