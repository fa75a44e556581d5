//! The Compose that is no more.

use crate::check::{Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::command::calls;
use super::text::Text;

pub const RULE: Rule = Rule {
    name: "compose-v1-command",
    finds: "a script or a workflow that runs `docker-compose`",
    why:
        "That is the first Compose, which has had no release since July 2023. Machines set up today do not have it, and
it does not know parts of the files that are rendered here.",
    instead: "Run `docker compose`, which comes with Docker; `up --wait` waits until all is healthy.",
    levels: Levels::always(Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for text in Text::scripts(checked).chain(Text::workflows(checked)) {
        let lines = text.logical_lines();
        if let Some((line, _)) = lines.iter().find(|(_, line)| !calls(line, "docker-compose").is_empty()) {
            let message = format!("`{}` runs `docker-compose` (line {line})", text.path);
            found.push(text.at(), message, "write `docker compose`");
        }
    }
}
