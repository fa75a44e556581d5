//! Programs that never hear that they are to stop.

use crate::check::{Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::dockerfile::{Dockerfile, exec_form};

pub const RULE: Rule = Rule {
    name: "dockerfile-no-exec",
    finds: "a Dockerfile that starts its program by a shell without `exec`",
    why: "The shell is then process 1 and takes the signal to stop, which it passes on to nobody. The program is killed
when its grace is over, in the middle of requests.",
    instead: "Write `[\"sh\", \"-c\", \"exec java $JAVA_OPTS -jar app.jar\"]`, or do without a shell.",
    levels: Levels::always(Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for dockerfile in Dockerfile::all(checked) {
        let stage = dockerfile.last_stage();
        let last = |word: &str| stage.iter().rfind(|instruction| instruction.word == word);
        // With an entry point of its own the command is only its words.
        let Some(start) = last("ENTRYPOINT").or_else(|| last("CMD")) else { continue };
        let script = match exec_form(&start.rest) {
            Some(words) => match words.as_slice() {
                [shell, flag, script, ..] if is_shell(shell) && flag.starts_with('-') && flag.ends_with('c') => {
                    script.clone()
                }
                _ => continue,
            },
            None => start.rest.clone(),
        };
        let has_exec = script.split(|letter: char| letter.is_whitespace() || letter == ';').any(|word| word == "exec");
        if !has_exec && !script.is_empty() {
            let message = format!("`{}` starts its program below a shell (line {})", dockerfile.text.path, start.line);
            found.push(dockerfile.text.at(), message, "put `exec` before it");
        }
    }
}

fn is_shell(word: &str) -> bool {
    matches!(word.rsplit('/').next(), Some("sh" | "bash" | "ash" | "dash"))
}
