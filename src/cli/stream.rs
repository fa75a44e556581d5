//! What `render` prints: all of a target, or what `--only` selects of it, in the form asked for.

use clap::ValueEnum;

use crate::diagnostic::{Diagnostic, Place, Report};
use crate::emit::{Form, Object};
use crate::model::workload::Target;
use crate::output::{Rendered, json_list, names, yaml_stream};

use super::select::{selected_file, selected_objects};

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum StreamForm {
    Yaml,
    Json,
    Name,
}

impl StreamForm {
    pub fn as_str(self) -> &'static str {
        match self {
            StreamForm::Yaml => "yaml",
            StreamForm::Json => "json",
            StreamForm::Name => "name",
        }
    }
}

/// The arguments that shape a stream, each with its place.
pub struct Stream<'a> {
    pub form: Option<(StreamForm, Place)>,
    pub only: Vec<(&'a str, Place)>,
    pub target_at: Place,
}

impl Stream<'_> {
    /// How objects are to be written down for it.
    pub fn emitted(&self) -> Form {
        match self.form {
            Some((StreamForm::Json, _)) => Form::Json,
            Some((StreamForm::Yaml | StreamForm::Name, _)) | None => Form::Yaml,
        }
    }

    pub fn text(&self, target: Target, rendered: &Rendered, report: &mut Report) -> Option<String> {
        match target {
            Target::Kubernetes => self.objects(&rendered.objects, report),
            Target::Compose => self.compose(rendered, report),
            Target::Files => self.file(rendered, report),
        }
    }

    fn objects(&self, objects: &[Object], report: &mut Report) -> Option<String> {
        let chosen: Vec<&Object> = if self.only.is_empty() {
            objects.iter().filter(|object| !object.manual).collect()
        } else {
            selected_objects(objects, &self.only, report)?
        };
        Some(match self.form {
            None | Some((StreamForm::Yaml, _)) => yaml_stream(chosen),
            Some((StreamForm::Json, _)) => json_list(chosen),
            Some((StreamForm::Name, _)) => names(chosen),
        })
    }

    fn compose(&self, rendered: &Rendered, report: &mut Report) -> Option<String> {
        for (_, place) in &self.only {
            let fault = Diagnostic::error("unselectable", *place, "a Compose file is one whole");
            report.push(fault.label("`--only` selects Kubernetes objects and files"));
        }
        if let Some((StreamForm::Name, place)) = self.form {
            report.push(
                Diagnostic::error("no-names", place, "a Compose file holds no objects")
                    .label("`name` is for Kubernetes objects"),
            );
        }
        let file = rendered.compose.as_ref().filter(|_| !report.has_errors())?;
        Some(file.text.clone())
    }

    fn file(&self, rendered: &Rendered, report: &mut Report) -> Option<String> {
        if let Some((_, place)) = self.form {
            report
                .push(Diagnostic::error("no-form", place, "a text file is printed as it is").label("leave `-o` away"));
        }
        let [(path, place)] = self.only[..] else {
            report.push(
                Diagnostic::error("no-stream", self.target_at, "several files are no stream")
                    .help("`--out DIR` writes them all, one `--only PATH` prints one of them"),
            );
            return None;
        };
        selected_file(&rendered.files, path, place, report).map(|file| file.text.clone())
    }
}
