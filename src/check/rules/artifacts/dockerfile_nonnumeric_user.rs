//! Users that Kubernetes cannot tell from root.

use crate::check::{Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::dockerfile::Dockerfile;

pub const RULE: Rule = Rule {
    name: "dockerfile-nonnumeric-user",
    finds: "a Dockerfile whose `USER` is a name",
    why: "Kubernetes refuses to start such an image where `runAsNonRoot` is asked for, as the restricted Pod Security
Standard does: it cannot know whether a name is root. A `security.user` of the workload is a number, and stands above it.",
    instead: "Write the number: `USER 10001`.",
    levels: Levels::always(Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for dockerfile in Dockerfile::all(checked) {
        let workload = dockerfile.workload(checked);
        if workload.is_some_and(|workload| workload.container().security.identity.user.is_some()) {
            continue;
        }
        let last = dockerfile.last_stage().iter().rfind(|instruction| instruction.word == "USER");
        let Some(instruction) = last else { continue };
        let user = instruction.rest.split(':').next().unwrap_or_default();
        if !user.is_empty() && user != "root" && !user.contains('$') && !user.bytes().all(|byte| byte.is_ascii_digit())
        {
            let message = format!("`{}` ends as the user `{user}` (line {})", dockerfile.text.path, instruction.line);
            found.push(dockerfile.text.at(), message, "write the user's number");
        }
    }
}
