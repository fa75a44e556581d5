//! Actions without what they ask for.

use crate::check::{Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::step::steps;
use super::text::Text;

pub const RULE: Rule = Rule {
    name: "ci-missing-input",
    finds: "a workflow with an action that lacks an input which it asks for",
    why: "The job fails at this step.",
    instead: "Set the input below `with`.",
    levels: Levels::always(Level::Deny),
    find,
};

/// The action, the input that it cannot do without.
const INPUTS: [(&str, &[&str]); 3] =
    [("actions/setup-java", &["distribution"]), ("actions/cache", &["path"]), ("actions/upload-artifact", &["path"])];

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for workflow in Text::workflows(checked) {
        for step in steps(&workflow) {
            let asked = INPUTS.iter().filter(|(action, _)| *action == step.action).flat_map(|(_, inputs)| *inputs);
            for input in asked.filter(|input| !step.keys.contains(input)) {
                let message =
                    format!("`{}` uses `{}` without `{input}` (line {})", workflow.path, step.action, step.line);
                found.push(workflow.at(), message, format!("set `{input}` below `with`"));
            }
        }
    }
}
