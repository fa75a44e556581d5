//! A Dockerfile, instruction by instruction: what is continued is joined, comments are left out.

use crate::check::Checked;
use crate::plan::workload::Workload;

use super::text::Text;

pub struct Dockerfile<'c> {
    pub text: Text<'c>,
    pub instructions: Vec<Instruction>,
}

pub struct Instruction {
    /// Counted from 1.
    pub line: usize,
    /// In capitals: `FROM`.
    pub word: String,
    pub rest: String,
}

impl<'c> Dockerfile<'c> {
    pub fn all(checked: &'c Checked<'_>) -> impl Iterator<Item = Self> {
        Text::all(checked).filter(is_dockerfile).map(|text| Self { instructions: instructions(&text), text })
    }

    /// The instructions of the image that comes out in the end.
    pub fn last_stage(&self) -> &[Instruction] {
        let start = self.instructions.iter().rposition(|instruction| instruction.word == "FROM");
        &self.instructions[start.unwrap_or(0)..]
    }

    /// The workload whose image it is: by its build, else by the name of the file or of its folder.
    pub fn workload<'w>(&self, checked: &'w Checked<'_>) -> Option<&'w Workload> {
        let is_built_here = |workload: &&Workload| {
            workload.compose.build.as_ref().is_some_and(|build| {
                let file = build.dockerfile.as_deref().unwrap_or("Dockerfile");
                self.text.path == format!("{}/{file}", build.context.trim_start_matches("./").trim_end_matches('/'))
            })
        };
        let is_called_so = |workload: &&Workload| {
            let id = workload.id.as_str();
            let file = self.text.file_name();
            file.strip_prefix("Dockerfile.").or(file.strip_suffix(".Dockerfile")).unwrap_or(self.text.folder()) == id
        };
        let workloads = || checked.plan.workloads();
        workloads().find(is_built_here).or_else(|| workloads().find(is_called_so))
    }
}

fn is_dockerfile(text: &Text<'_>) -> bool {
    let name = text.file_name();
    name == "Dockerfile" || name == "Containerfile" || name.starts_with("Dockerfile.") || name.ends_with(".Dockerfile")
}

fn instructions(text: &Text<'_>) -> Vec<Instruction> {
    let mut instructions: Vec<Instruction> = Vec::new();
    let mut document: Option<String> = None;
    for (line, content) in text.logical_lines() {
        if let Some(end) = &document {
            if content.trim() == end {
                document = None;
            }
            continue;
        }
        let content = content.trim();
        let (word, rest) = content.split_once(char::is_whitespace).unwrap_or((content, ""));
        document = end_of_document(rest);
        instructions.push(Instruction { line, word: word.to_ascii_uppercase(), rest: rest.trim().to_owned() });
    }
    instructions
}

/// The word that ends a document which an instruction holds: `RUN <<EOF`.
fn end_of_document(rest: &str) -> Option<String> {
    let after = rest.split("<<").nth(1)?.trim_start_matches('-');
    let word: String =
        after.trim_start_matches(['"', '\'']).chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
    (!word.is_empty()).then_some(word)
}

/// The words of the exec form, `["sh", "-c", "…"]`; none where it is the shell form.
pub fn exec_form(rest: &str) -> Option<Vec<String>> {
    serde_json::from_str(rest).ok()
}
