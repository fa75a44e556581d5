//! `platgen render`: an environment as a stream, or as a folder; all of them as folders.

use std::path::{Path, PathBuf};

use crate::compile::{Merged, Request, environments};
use crate::diagnostic::{Diagnostic, Place, Report};
use crate::emit::Form;
use crate::load::Platform;
use crate::model::workload::Target;
use crate::output::{Rendered, layout, write, write_all};
use crate::trace::Tracer;

use super::asked::Asked;
use super::fidelity::{FidelityForm, drawn, drawn_all};
use super::session::{Answer, Outcome, Session};
use super::stream::{Stream, StreamForm};
use super::traced::map;

/// Renders an environment to standard output, or into a folder
#[derive(clap::Args)]
pub struct Render {
    /// Name of the environment
    #[arg(value_name = "ENV", required_unless_present = "all")]
    environment: Option<String>,
    /// Renders every environment of the platform, each into the folder of its name below that of `--out`
    #[arg(long, conflicts_with = "environment", requires = "out")]
    all: bool,
    /// One of the environment's targets; if not given, its first of kubernetes, compose
    #[arg(long, value_enum)]
    target: Option<Target>,
    /// Sets one field over all layers: a TOML value, or else a string
    #[arg(long = "set", value_name = "PATH=VALUE")]
    settings: Vec<String>,
    /// Writes all targets, or the one named, into this folder, which is then platgen's own
    #[arg(long, value_name = "DIR", conflicts_with_all = ["form", "only"])]
    out: Option<PathBuf>,
    /// How the stream is written
    #[arg(short = 'o', value_name = "FORM", value_enum)]
    form: Option<StreamForm>,
    /// Prints these objects only, even those kept out of the stream; `*` stands for any text. Of `files`: a PATH
    #[arg(long, value_name = "KIND/NAME")]
    only: Vec<String>,
    /// Writes which fields of the layers decide which fields of the output, as JSON, into this file
    #[arg(long, value_name = "FILE", conflicts_with = "all")]
    provenance: Option<PathBuf>,
    /// How standard error tells what the target does not express as the layers say it
    #[arg(long, value_name = "FORM", value_enum, default_value = "text")]
    fidelity: FidelityForm,
}

impl Render {
    pub fn run(&self, mut session: Session) -> Outcome {
        let environment = self.environment.clone().unwrap_or_else(|| "--all".to_owned());
        let asked = Asked { environment, target: self.target, settings: self.settings.clone() };
        let asked = asked.request(&mut session);
        let out = self.out.as_ref().map(|folder| (folder, session.value("--out", &folder.to_string_lossy())));
        let provenance = self.provenance.as_ref();
        let provenance =
            provenance.map(|file| (file.as_path(), session.value("--provenance", &file.to_string_lossy())));
        let stream = Stream {
            form: self.form.map(|form| (form, session.value("-o", form.as_str()))),
            only: self.only.iter().map(|only| (only.as_str(), session.value("--only", only))).collect(),
            target_at: asked.target_at,
        };
        session.on_platform(|platform, report| {
            if let Some((folder, place)) = out.filter(|_| self.all) {
                return self.render_all(platform, asked, folder, place, report);
            }
            let merged = Merged::read(platform, &asked, report)?;
            let target = merged.target(&asked, report)?;
            let targets = if out.is_some() && self.target.is_none() { &merged.targets[..] } else { &[target] };
            let form = if out.is_none() { stream.emitted() } else { Form::Yaml };
            let rendered = merged.render(targets, form, asked.environment_at, report)?;
            if let Some((file, place)) = provenance {
                write_map(&merged, targets, file, (asked.environment_at, place), report)?;
            }
            let notes = drawn(&rendered.losses, self.fidelity, &platform.sources);
            let text = match out {
                None => stream.text(target, &rendered, report)?,
                Some((folder, place)) => write(folder, layout(&rendered), place, report).then(String::new)?,
            };
            Some(Answer { text, notes, ..Answer::default() })
        })
    }

    /// Nothing is written before all environments are rendered.
    fn render_all(
        &self,
        platform: &Platform,
        mut asked: Request,
        folder: &Path,
        place: Place,
        report: &mut Report,
    ) -> Option<Answer> {
        let mut folders = Vec::new();
        let mut losses = Vec::new();
        let environments = environments(platform, asked.environment_at, report);
        if environments.is_empty() && !report.has_errors() {
            // Else every folder there is would be one of no environment.
            let fault = Diagnostic::error("no-environment", asked.environment_at, "there is no environment to render");
            report.push(fault.help("`environments/*.toml` holds layers that others extend, and no other"));
        }
        for environment in environments {
            asked.environment = environment.name;
            // Of its own: what is wrong with one environment hides no fault of the next.
            let mut found = Report::default();
            if let Some(rendered) = folder_of(platform, &asked, &mut found) {
                folders.push((asked.environment.clone(), layout(&rendered)));
                losses.push((asked.environment.clone(), rendered.losses));
            }
            report.absorb(found);
        }
        if report.has_errors() {
            return None;
        }
        let removed = write_all(folder, folders, place, report)?;
        let mut notes = drawn_all(&losses, self.fidelity, &platform.sources);
        if self.fidelity != FidelityForm::Json {
            let told =
                |name: &String| format!("removed `{}`: no environment is called so\n", folder.join(name).display());
            notes.extend(removed.iter().map(told));
        }
        Some(Answer { notes, ..Answer::default() })
    }
}

fn folder_of(platform: &Platform, asked: &Request, report: &mut Report) -> Option<Rendered> {
    let merged = Merged::read(platform, asked, report)?;
    let target = merged.target(asked, report)?;
    let targets = if asked.target.is_none() { &merged.targets[..] } else { &[target] };
    merged.render(targets, Form::Yaml, asked.environment_at, report)
}

/// Traces every field, and writes down what decides it.
fn write_map(
    merged: &Merged<'_>,
    targets: &[Target],
    file: &Path,
    (asked_at, file_at): (Place, Place),
    report: &mut Report,
) -> Option<()> {
    let mut tracers = Vec::new();
    for target in targets {
        tracers.push((*target, Tracer::new(merged, *target, asked_at, report)?));
    }
    let sources = tracers.first().map(|(_, tracer)| tracer.provenance().sources)?;
    match fs_err::write(file, map(merged.name(), &tracers, sources)) {
        Ok(()) => Some(()),
        Err(error) => {
            report.push(Diagnostic::error("unwritable", file_at, error.to_string()));
            None
        }
    }
}
