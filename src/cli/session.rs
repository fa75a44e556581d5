//! One run of a verb: its arguments as sources, the platform it is about, and what came of it.

use std::env;
use std::path::{Component, Path, PathBuf};

use crate::diagnostic::{Diagnostic, Place, Report, SourceKind, Sources};
use crate::load::{Platform, Revision, Setting};
use crate::model::kinds;
use crate::plan::add_template_sources;

pub struct Session {
    sources: Sources,
    directory: Option<PathBuf>,
}

/// What a verb leaves behind: an answer, or errors.
pub struct Outcome {
    pub sources: Sources,
    pub diagnostics: Vec<Diagnostic>,
    pub answer: Option<Answer>,
}

/// What a verb says where nothing is wrong.
#[derive(Default)]
pub struct Answer {
    /// For standard output.
    pub text: String,
    /// For standard output, in colour where it takes that.
    pub drawn: String,
    /// For standard error.
    pub notes: String,
    /// Whether it is that something was found, or differs.
    pub found: bool,
}

impl From<String> for Answer {
    fn from(text: String) -> Self {
        Self { text, ..Self::default() }
    }
}

impl Session {
    pub fn new(directory: Option<PathBuf>) -> Self {
        Self { sources: Sources::default(), directory }
    }

    /// The place of an argument that is one word.
    pub fn word(&mut self, word: &str) -> Place {
        self.sources.whole(SourceKind::Argument, word)
    }

    /// The place of the value of an option.
    pub fn value(&mut self, option: &str, value: &str) -> Place {
        let source = self.sources.add(SourceKind::Argument, option, value);
        Place { source, start: 0, end: u32::try_from(value.len()).expect("an argument is smaller than 4 GiB") }
    }

    pub fn settings(&mut self, settings: &[String]) -> Vec<Setting> {
        settings.iter().map(|setting| Setting(self.value("--set", setting).source)).collect()
    }

    /// An outcome without a platform.
    pub fn text(self, text: String) -> Outcome {
        Outcome { sources: self.sources, diagnostics: Vec::new(), answer: Some(text.into()) }
    }

    /// An outcome without a platform that is a fault.
    pub fn refusal(self, fault: Diagnostic) -> Outcome {
        Outcome { sources: self.sources, diagnostics: vec![fault], answer: None }
    }

    /// A text that is no part of the platform.
    pub fn file(&mut self, name: &str, text: String) -> u32 {
        self.sources.add(SourceKind::File, name, text)
    }

    /// Opens the platform and lets the verb answer from it.
    pub fn on_platform<A: Into<Answer>>(self, verb: impl FnOnce(&Platform, &mut Report) -> Option<A>) -> Outcome {
        self.on_platforms(None, |platform, _, report| verb(platform, report))
    }

    /// The same with the platform as it was at a revision of git, where one is named.
    pub fn on_platforms<A: Into<Answer>>(
        mut self,
        revision: Option<(&str, Place)>,
        verb: impl FnOnce(&Platform, Option<&Platform>, &mut Report) -> Option<A>,
    ) -> Outcome {
        kinds::add_sources(&mut self.sources);
        add_template_sources(&mut self.sources);
        let mut report = Report::default();
        let Some(root) = self.root(&mut report) else {
            return Outcome { sources: self.sources, diagnostics: report.sorted(), answer: None };
        };
        let fault = |(sources, fault)| Outcome { sources, diagnostics: vec![fault], answer: None };
        let revision = match revision.map(|(name, place)| Revision::check_out(&root, name, place)).transpose() {
            Ok(revision) => revision,
            Err(refusal) => return fault((self.sources, refusal)),
        };
        // The places of both are places in the sources of the platform of now.
        let before = match revision.as_ref().map(|revision| revision.open(self.sources.clone())).transpose() {
            Ok(before) => before,
            Err(refusal) => return fault(refusal),
        };
        let sources = before.as_ref().map_or(self.sources, |before| before.sources.clone());
        let shown: PathBuf = root.components().filter(|part| *part != Component::CurDir).collect();
        match Platform::open(&root, &shown, sources) {
            Ok(platform) => {
                let answer = verb(&platform, before.as_ref(), &mut report).map(Into::into);
                Outcome { sources: platform.sources, diagnostics: report.sorted(), answer }
            }
            Err(refusal) => fault(refusal),
        }
    }

    /// The folder named, or the nearest platform from the working directory upwards, as reached from there.
    fn root(&mut self, report: &mut Report) -> Option<PathBuf> {
        if let Some(directory) = self.directory.take() {
            return Some(directory);
        }
        let here = match env::current_dir() {
            Ok(here) => here,
            Err(error) => {
                let place = self.sources.whole(SourceKind::Path, ".");
                report.push(Diagnostic::error(
                    "unreadable",
                    place,
                    format!("the working directory cannot be read: {error}"),
                ));
                return None;
            }
        };
        if let Some(steps) = here.ancestors().position(|folder| folder.join("environments").is_dir()) {
            return Some(Path::new(".").join(PathBuf::from_iter(vec![".."; steps])));
        }
        let place = self.sources.whole(SourceKind::Path, ".");
        report.push(
            Diagnostic::error("no-platform", place, "there is no platform here, nor in any folder above")
                .help("a platform is a folder with `environments/*.toml` in it; name one with `-C DIR`"),
        );
        None
    }
}
