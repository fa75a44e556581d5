//! The text artifacts of an environment, and what kind of text each is.

use std::borrow::Cow;

use crate::check::{At, Checked};
use crate::diagnostic::FieldPath;

/// One text, at its path in the output.
pub struct Text<'c> {
    pub path: &'c str,
    pub text: &'c str,
}

impl<'c> Text<'c> {
    /// All of an environment. Only the target `files` has any.
    pub fn all(checked: &'c Checked<'_>) -> impl Iterator<Item = Self> {
        checked.plan.artifacts.iter().map(|artifact| Text { path: artifact.path, text: &artifact.text })
    }

    pub fn scripts(checked: &'c Checked<'_>) -> impl Iterator<Item = Self> {
        Self::all(checked).filter(Self::is_shell_script)
    }

    pub fn workflows(checked: &'c Checked<'_>) -> impl Iterator<Item = Self> {
        Self::all(checked).filter(|text| {
            text.path.contains(".github/workflows/") && (text.path.ends_with(".yml") || text.path.ends_with(".yaml"))
        })
    }

    /// What the text is made of, in the model.
    pub fn at(&self) -> At<'static> {
        let of = |key: &str| FieldPath::new(["artifacts", self.path, key]);
        At::model(of("template")).from(&["artifacts", self.path, "text"]).from(&["artifacts", self.path, "from"])
    }

    pub fn file_name(&self) -> &'c str {
        self.path.rsplit('/').next().unwrap_or(self.path)
    }

    /// Name of the folder that it stands in.
    pub fn folder(&self) -> &'c str {
        self.path.rsplit('/').nth(1).unwrap_or_default()
    }

    fn is_shell_script(&self) -> bool {
        let first = self.text.lines().next().unwrap_or_default();
        let shells = ["sh", "bash", "dash", "ksh", "zsh"];
        let interpreter = first.strip_prefix("#!").map(|line| line.split_whitespace());
        let mut words = interpreter.into_iter().flatten().map(|word| word.rsplit('/').next().unwrap_or(word));
        let named = words.find(|word| *word != "env" && !word.starts_with('-'));
        named.map_or(self.path.ends_with(".sh"), |name| shells.contains(&name))
    }

    /// The lines, counted from 1, as a shell or a Dockerfile reads them: what is continued is one, comments and empty
    /// ones are left out.
    pub fn logical_lines(&self) -> Vec<(usize, Cow<'c, str>)> {
        let mut lines: Vec<(usize, Cow<'c, str>)> = Vec::new();
        let mut open: Option<(usize, String)> = None;
        for (index, line) in self.text.lines().enumerate() {
            let is_comment = line.trim_start().starts_with('#');
            let continued = line.strip_suffix('\\');
            match (open.take(), continued) {
                // Within a continued line a comment is no end.
                (open_line @ Some(_), _) if is_comment => open = open_line,
                (None, _) if is_comment || line.trim().is_empty() => {}
                (None, Some(start)) => open = Some((index + 1, start.to_owned())),
                (None, None) => lines.push((index + 1, Cow::Borrowed(line))),
                (Some((first, mut text)), further) => {
                    text.push(' ');
                    text.push_str(further.unwrap_or(line).trim_start());
                    match further {
                        Some(_) => open = Some((first, text)),
                        None => lines.push((first, Cow::Owned(text))),
                    }
                }
            }
        }
        lines.extend(open.map(|(first, text)| (first, Cow::Owned(text))));
        lines
    }
}
