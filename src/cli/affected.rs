//! `platgen affected`: what a change touches, for the matrix of a pipeline.

use std::env;
use std::io;
use std::path::Path;

use clap::ValueEnum;

use crate::compile::{Affected, Broken, Image, between, of_files, relative};
use crate::diagnostic::{Diagnostic, Place, Report, SourceKind, Sources};
use crate::load::{Platform, Revision};
use crate::model::kinds;
use crate::plan::add_template_sources;

use super::columns::aligned;
use super::session::{Answer, Outcome, Session};

/// Tells the environments, objects and images that a change touches
///
/// Exits with 0 whether or not anything is touched. `-o json` is one line, for the matrix of a job of GitHub Actions:
/// `echo "affected=$(platgen affected --base origin/main -o json)" >> "$GITHUB_OUTPUT"` in one job, and in the next
/// `matrix: { environment: "${{ fromJSON(needs.JOB.outputs.affected).environments }}" }`.
#[derive(clap::Args)]
pub struct AffectedBy {
    /// Compares the platform as it is with what it was at this revision of git
    #[arg(long, value_name = "REV", required_unless_present = "files", conflicts_with = "files")]
    base: Option<String>,
    /// Tells what a change of these files may touch; paths from here, or from the top of the repository
    #[arg(long, value_name = "PATH,PATH", value_delimiter = ',')]
    files: Vec<String>,
    /// How it is printed; if not given, for people
    #[arg(short = 'o', value_name = "FORM", value_enum, default_value = "text")]
    form: Form,
}

#[derive(Clone, Copy, ValueEnum)]
enum Form {
    Text,
    /// One line, for programs
    Json,
    /// The environments, a line each
    Name,
}

impl AffectedBy {
    pub fn run(&self, mut session: Session) -> Outcome {
        let asked_at = match &self.base {
            Some(base) => session.value("--base", base),
            None => session.value("--files", &self.files.join(",")),
        };
        session.on_platform(|platform, report| {
            let (affected, notes) = match &self.base {
                Some(base) => since(platform, base, asked_at, report)?,
                None => {
                    let files = match seen_from(&platform.root, &self.files) {
                        Ok(files) => files,
                        Err(error) => {
                            let message = format!("the working directory cannot be read: {error}");
                            report.push(Diagnostic::error("unreadable", asked_at, message));
                            return None;
                        }
                    };
                    (of_files(platform, &files, asked_at, report)?, String::new())
                }
            };
            Some(Answer { text: self.text(&affected), notes, ..Answer::default() })
        })
    }

    fn text(&self, affected: &Affected) -> String {
        match self.form {
            Form::Text => lines(affected),
            Form::Json => serde_json::to_string(affected).expect("strings and lists have a JSON form") + "\n",
            Form::Name => affected.environments.iter().map(|name| format!("{name}\n")).collect(),
        }
    }
}

/// What is touched since a revision, and what to say of that.
fn since(platform: &Platform, base: &str, asked_at: Place, report: &mut Report) -> Option<(Affected, String)> {
    let told = |report: &mut Report, fault| {
        report.push(fault);
        None
    };
    let revision = match Revision::check_out(&platform.root, base, asked_at) {
        Ok(revision) => revision,
        // It came later: all of it is new.
        Err(fault) if fault.rule == "no-platform" => {
            let (affected, _) = between(None, (platform, asked_at), &[], report)?;
            return Some((affected, format!("{}: all of it counts as affected\n", fault.message)));
        }
        Err(fault) => return told(report, fault),
    };
    let changed = match revision.changed(&platform.root, asked_at) {
        Ok(changed) => changed.iter().map(|path| relative(&revision.prefix, path)).collect::<Vec<_>>(),
        Err(fault) => return told(report, fault),
    };
    let mut sources = Sources::default();
    let at = sources.whole(SourceKind::Argument, format!("--base {base}"));
    kinds::add_sources(&mut sources);
    add_template_sources(&mut sources);
    match revision.open(sources) {
        Ok(before) => {
            let (affected, broken) = between(Some((&before, at)), (platform, asked_at), &changed, report)?;
            let notes = broken.iter().map(|broken| note(base, broken, &before.sources)).collect();
            Some((affected, notes))
        }
        Err((sources, fault)) => {
            let (affected, _) = between(None, (platform, asked_at), &changed, report)?;
            Some((affected, note(base, &Broken { environment: None, faults: vec![fault] }, &sources)))
        }
    }
}

fn note(base: &str, broken: &Broken, sources: &Sources) -> String {
    let what = broken.environment.as_ref().map_or_else(|| "the platform".to_owned(), |name| format!("`{name}`"));
    let fault = &broken.faults[0];
    let more = match broken.faults.len() - 1 {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let address = sources.address(fault.place);
    let all = if broken.environment.is_some() { "all of it" } else { "what cannot be compared" };
    format!(
        "at `{base}` {what} does not compile, so that {all} counts as affected: {}: {}{more}\n  --> {address}\n",
        fault.rule, fault.message
    )
}

/// The same files as seen from the platform's folder. What is written may lead from the working directory, or from the
/// top of the repository that it is in, as git writes it: both are meant.
fn seen_from(root: &Path, files: &[String]) -> io::Result<Vec<String>> {
    let shown = |path: &Path| path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
    let here = env::current_dir()?.canonicalize()?;
    let root = shown(&root.canonicalize()?);
    let top = here.ancestors().find(|folder| folder.join(".git").exists());
    let mut seen = Vec::new();
    for file in files.iter().map(|file| file.trim()).filter(|file| !file.is_empty()) {
        for from in [Some(here.as_path()), top.filter(|top| *top != here)].into_iter().flatten() {
            let path = relative(&root, &shown(&from.join(file)));
            if !seen.contains(&path) {
                seen.push(path);
            }
        }
    }
    Ok(seen)
}

fn lines(affected: &Affected) -> String {
    let mut rows: Vec<[String; 3]> = Vec::new();
    for environment in &affected.environments {
        let objects = affected.objects.get(environment).into_iter().flatten();
        let before = rows.len();
        rows.extend(objects.map(|object| [environment.clone(), object.clone(), String::new()]));
        if rows.len() == before {
            rows.push([environment.clone(), "(all of it)".to_owned(), String::new()]);
        }
    }
    let image = |image: &Image| {
        let environments: Vec<&str> = image.environments.iter().map(String::as_str).collect();
        [environments.join(","), format!("image {}", image.image), format!("of {}", image.service)]
    };
    rows.extend(affected.images.iter().map(image));
    aligned(&rows)
}
