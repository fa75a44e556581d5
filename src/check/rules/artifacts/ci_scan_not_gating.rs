//! Scans that stop nothing.

use crate::check::{Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::step::steps;
use super::text::Text;

pub const RULE: Rule = Rule {
    name: "ci-scan-not-gating",
    finds: "a workflow whose scan by Trivy ends well whatever it finds",
    why: "Without an exit code the action tells what it found and succeeds: images with known holes are built and
deployed.",
    instead: "Set `exit-code: \"1\"`, and with `severity` from where on it counts.",
    levels: Levels::always(Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for workflow in Text::workflows(checked) {
        for step in steps(&workflow) {
            if step.action == "aquasecurity/trivy-action" && !step.keys.contains(&"exit-code") {
                let message = format!("`{}` scans, and goes on whatever is found (line {})", workflow.path, step.line);
                found.push(workflow.at(), message, "set `exit-code`");
            }
        }
    }
}
