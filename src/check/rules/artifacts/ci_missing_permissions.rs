//! Workflows that may do more than they need.

use crate::check::{Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::text::Text;

pub const RULE: Rule = Rule {
    name: "ci-missing-permissions",
    finds: "a workflow that says nowhere what its token may do",
    why: "It then may do what the repository's settings say, which in older repositories is to write everything: an
action that was taken over could push to the repository. What a step needs is not sure to be there either.",
    instead: "Begin with `permissions: { contents: read }`, and add to it job by job.",
    levels: Levels::always(Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for workflow in Text::workflows(checked) {
        if !workflow.text.lines().any(|line| line.trim_start().starts_with("permissions:")) {
            let message = format!("`{}` does not say what its token may do", workflow.path);
            found.push(workflow.at(), message, "add `permissions`");
        }
    }
}
