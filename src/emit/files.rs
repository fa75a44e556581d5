//! Plan → the text files beside the objects: `[artifacts]`, and what to fill in by hand where a Secret is made by hand.

use crate::model::content::Newline;
use crate::plan::{Plan, PlannedArtifact};

use super::{Artifact, kubernetes};

const PLAIN: u32 = 0o644;
const EXECUTABLE: u32 = 0o755;

pub fn emit(plan: &Plan<'_>) -> Vec<Artifact> {
    let template = kubernetes::secrets_template(plan);
    let template = template.map(|text| Artifact { path: "files/secrets-template.yaml".to_owned(), text, mode: PLAIN });
    plan.artifacts.iter().map(written).chain(template).collect()
}

fn written(planned: &PlannedArtifact<'_>) -> Artifact {
    let by_name = if planned.path.ends_with(".sh") { EXECUTABLE } else { PLAIN };
    Artifact {
        path: format!("files/{}", planned.path),
        text: with_newlines(&planned.text, planned.artifact.newline),
        mode: planned.artifact.mode.map_or(by_name, |mode| mode.0),
    }
}

fn with_newlines(text: &str, newline: Newline) -> String {
    let text = text.replace("\r\n", "\n");
    match newline {
        Newline::Lf => text,
        Newline::Crlf => text.replace('\n', "\r\n"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Newline, with_newlines};

    #[test]
    fn line_ends_are_all_alike_and_none_is_added() {
        assert_eq!(with_newlines("a\r\nb\nc", Newline::Lf), "a\nb\nc");
        assert_eq!(with_newlines("a\r\nb\nc\n", Newline::Crlf), "a\r\nb\r\nc\r\n");
    }
}
