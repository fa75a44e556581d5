//! `platgen render`: an environment as a stream, or as a folder.

use std::path::PathBuf;

use crate::compile::Merged;
use crate::emit::Form;
use crate::output::{layout, write};

use super::asked::Asked;
use super::fidelity::{FidelityForm, drawn};
use super::session::{Answer, Outcome, Session};
use super::stream::{Stream, StreamForm};

/// Renders an environment to standard output, or into a folder
#[derive(clap::Args)]
pub struct Render {
    #[command(flatten)]
    asked: Asked,
    /// Writes all targets, or the one named, into this folder, which is then platgen's own
    #[arg(long, value_name = "DIR", conflicts_with_all = ["form", "only"])]
    out: Option<PathBuf>,
    /// How the stream is written
    #[arg(short = 'o', value_name = "FORM", value_enum)]
    form: Option<StreamForm>,
    /// Prints these objects only, even those kept out of the stream; `*` stands for any text. Of `files`: a PATH
    #[arg(long, value_name = "KIND/NAME")]
    only: Vec<String>,
    /// How standard error tells what the target does not express as the layers say it
    #[arg(long, value_name = "FORM", value_enum, default_value = "text")]
    fidelity: FidelityForm,
}

impl Render {
    pub fn run(&self, mut session: Session) -> Outcome {
        let asked = self.asked.request(&mut session);
        let out = self.out.as_ref().map(|folder| (folder, session.value("--out", &folder.to_string_lossy())));
        let stream = Stream {
            form: self.form.map(|form| (form, session.value("-o", form.as_str()))),
            only: self.only.iter().map(|only| (only.as_str(), session.value("--only", only))).collect(),
            target_at: asked.target_at,
        };
        session.on_platform(|platform, report| {
            let merged = Merged::read(platform, &asked, report)?;
            let target = merged.target(&asked, report)?;
            let targets = if out.is_some() && self.asked.target.is_none() { &merged.targets[..] } else { &[target] };
            let form = if out.is_none() { stream.emitted() } else { Form::Yaml };
            let rendered = merged.render(targets, form, asked.environment_at, report)?;
            let notes = drawn(&rendered.losses, self.fidelity, &platform.sources);
            let text = match out {
                None => stream.text(target, &rendered, report)?,
                Some((folder, place)) => write(folder, layout(&rendered), place, report).then(String::new)?,
            };
            Some(Answer { text, notes, ..Answer::default() })
        })
    }
}
