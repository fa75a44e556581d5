//! Actions that no longer run.

use crate::check::{Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::step::steps;
use super::text::Text;

pub const RULE: Rule = Rule {
    name: "ci-outdated-action",
    finds: "a workflow with an action of a version that is given up",
    why:
        "GitHub has switched off old versions of `cache`, `upload-artifact` and `download-artifact`, and fails the jobs
that use them; older ones of the others run on a Node that is no longer kept up.",
    instead: "Take the current version.",
    levels: Levels::always(Level::Warn),
    find,
};

/// The first versions that are kept up.
const FIRST: [(&str, u32); 9] = [
    ("actions/checkout", 4),
    ("actions/cache", 4),
    ("actions/upload-artifact", 4),
    ("actions/download-artifact", 4),
    ("actions/setup-java", 4),
    ("actions/setup-node", 4),
    ("github/codeql-action/upload-sarif", 3),
    ("github/codeql-action/init", 3),
    ("github/codeql-action/analyze", 3),
];

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for workflow in Text::workflows(checked) {
        for step in steps(&workflow) {
            let first = FIRST.iter().find(|(action, _)| *action == step.action);
            let major =
                step.version.and_then(|version| version.strip_prefix('v')?.split('.').next()?.parse::<u32>().ok());
            let Some(((action, first), major)) = first.zip(major) else { continue };
            if major < *first {
                let message =
                    format!("`{}` uses `{action}@v{major}`, which is given up (line {})", workflow.path, step.line);
                found.push(workflow.at(), message, format!("take `v{first}` or later"));
            }
        }
    }
}
