//! The two sides of a difference: what stands there, and what the layers make of it now.

use std::collections::BTreeSet;

use crate::compile::{Merged, Request};
use crate::diagnostic::{Diagnostic, Report, Severity};
use crate::diff::{self, COMPOSE, Context, Document, FILE, compare, documents, read_file};
use crate::emit::{Artifact, Form, Object};
use crate::load::Platform;
use crate::model::workload::Target;
use crate::output::{Drift, INDEX, Rendered, State, drift, layout};

use super::against::Folder;
use super::because::Because;
use super::differences::{Drifted, Presence};

/// What is compared of one environment, or of two.
pub struct Sides {
    pub name: String,
    pub presence: Presence,
    pub before: Vec<Document>,
    pub after: Vec<Document>,
    pub files: Vec<Drifted>,
    /// Where most objects are, on both sides.
    pub namespaces: BTreeSet<String>,
    pub because: Because,
}

/// A platform, and the environment that is asked of it.
pub type Side<'a> = (&'a Platform, &'a Request);

impl Sides {
    fn new(name: String, presence: Presence) -> Self {
        let (before, after, files) = (Vec::new(), Vec::new(), Vec::new());
        Self { name, presence, before, after, files, namespaces: BTreeSet::new(), because: Because::Unknown }
    }

    /// Two environments, or one at two times; one side alone where it came or went.
    pub fn between(
        name: String,
        before: Option<Side<'_>>,
        after: Option<Side<'_>>,
        report: &mut Report,
    ) -> Option<Self> {
        let presence = match (before, after) {
            (None, _) => Presence::Added,
            (_, None) => Presence::Removed,
            (Some(_), Some(_)) => Presence::Both,
        };
        let mut sides = Self::new(name, presence);
        let old = match before {
            Some((platform, asked)) => Some(Merged::read(platform, asked, report)?),
            None => None,
        };
        let new = match after {
            Some((platform, asked)) => Some(Merged::read(platform, asked, report)?),
            None => None,
        };
        let common = |merged: &Merged<'_>, other: Option<&Merged<'_>>| -> Vec<Target> {
            let has = |target: &Target| other.is_none_or(|other| other.targets.contains(target));
            merged.targets.iter().copied().filter(has).collect()
        };
        let mut of_both = Vec::new();
        for (merged, other, side, into) in [
            (old.as_ref(), new.as_ref(), before, &mut sides.before),
            (new.as_ref(), old.as_ref(), after, &mut sides.after),
        ] {
            let (Some(merged), Some((_, asked))) = (merged, side) else { continue };
            let targets = match asked.target {
                Some(_) => vec![merged.target(asked, report)?],
                None => common(merged, other),
            };
            if targets.is_empty() {
                let fault = Diagnostic::error("no-target", asked.environment_at, "the two have no target in common");
                report.push(fault.label("environments are compared target by target"));
                return None;
            }
            let rendered = merged.render(&targets, Form::Json, asked.environment_at, report)?;
            sides.namespaces.extend(rendered.namespace.clone());
            *into = of(&rendered);
            of_both = targets;
        }
        if let (Some(old), Some(new), Some((platform, asked))) = (&old, &new, after)
            && sides.before != sides.after
        {
            sides.because = Because::between(old, new, &of_both, asked.environment_at, &platform.sources);
        }
        Some(sides)
    }

    /// What a folder holds, and what would be written into it.
    pub fn against_folder(platform: &Platform, asked: &Request, folder: &Folder, report: &mut Report) -> Option<Self> {
        if !folder.is_ours {
            let texts: Vec<u32> = folder.texts.values().copied().collect();
            return Self::against_texts(platform, asked, &texts, report);
        }
        let merged = Merged::read(platform, asked, report)?;
        let targets = match asked.target {
            Some(_) => vec![merged.target(asked, report)?],
            None => merged.targets.clone(),
        };
        let mut sides = Self::new(asked.environment.clone(), Presence::Both);
        let written = merged.render(&targets, Form::Yaml, asked.environment_at, report)?;
        let files = layout(&written);
        let drift = match drift(&folder.root, files.clone()) {
            Ok(drift) => of_target(drift, asked.target),
            Err(fault) => {
                report.push(fault.diagnostic(folder.asked_at));
                return None;
            }
        };
        sides.namespaces.extend(written.namespace.clone());
        sides.files = drift.0.iter().map(|(path, state)| Drifted::of(*state, &folder.root, path)).collect();
        if drift.0.is_empty() {
            return Some(sides);
        }
        let rendered = merged.render(&targets, Form::Json, asked.environment_at, report)?;
        sides.after = of(&rendered);
        let compose = rendered.compose.as_ref().map(|compose| compose.path.as_str());
        sides.before = unchanged(&sides.after, &files, compose, &drift);
        for (path, state) in &drift.0 {
            let source = folder.texts.get(path).filter(|_| is_read(*state, path));
            sides.before.extend(
                source
                    .into_iter()
                    .flat_map(|source| committed(path, &platform.sources.get(*source).text, *source, compose, report)),
            );
        }
        sides.because = sides.why(&merged, &targets, asked);
        (!report.has_errors()).then_some(sides)
    }

    /// What decides the documents that differ.
    fn why(&self, merged: &Merged<'_>, targets: &[Target], asked: &Request) -> Because {
        let changes = compare(&self.before, &self.after);
        let changed: Vec<&Document> = changes.iter().filter_map(|change| change.after).collect();
        match changed.is_empty() {
            true => Because::Unknown,
            false => Because::now(merged, targets, asked.environment_at, &changed),
        }
    }

    /// What a stream holds, and what is rendered of the same target.
    pub fn against_texts(platform: &Platform, asked: &Request, texts: &[u32], report: &mut Report) -> Option<Self> {
        let mut before = Vec::new();
        for source in texts {
            match diff::read(&platform.sources.get(*source).text, *source) {
                Ok(documents) => before.extend(documents),
                // Among many files, one of something else.
                Err(fault) if texts.len() > 1 && fault.rule == "no-object" => {
                    report.push(Diagnostic { severity: Severity::Warning, ..*fault }.label("it is left out"));
                }
                Err(fault) => report.push(*fault),
            }
        }
        let merged = Merged::read(platform, asked, report)?;
        let targets = stream_targets(&merged, asked, &before, report)?;
        let mut sides = Self::new(asked.environment.clone(), Presence::Both);
        let mut rendered = merged.render(&targets, Form::Json, asked.environment_at, report)?;
        // Somebody applies these by hand, if at all.
        let is_there = |object: &Object| {
            before.iter().any(|document| document.id.kind == object.kind && document.id.name == object.name)
        };
        rendered.objects.retain(|object| !object.manual || is_there(object));
        sides.namespaces.extend(rendered.namespace.clone());
        sides.after = of(&rendered);
        let compose = rendered.compose.as_ref().map(|compose| compose.path.as_str());
        sides.before = before.into_iter().map(|document| as_ours(document, compose)).collect();
        diff::without_noise(&mut sides.before, &sides.after);
        sides.because = sides.why(&merged, &targets, asked);
        (!report.has_errors()).then_some(sides)
    }

    /// An environment of which no folder was written yet.
    pub fn not_written(platform: &Platform, asked: &Request, path: String, report: &mut Report) -> Option<Self> {
        let mut sides = Self::between(asked.environment.clone(), None, Some((platform, asked)), report)?;
        sides.files.push(Drifted { state: State::Missing, path });
        Some(sides)
    }

    pub fn context(&self) -> Context<'_> {
        Context::new(&self.before, &self.after)
    }

    /// A folder of an environment that is no more.
    pub fn left_over(name: &str, path: String) -> Self {
        let mut sides = Self::new(name.to_owned(), Presence::Removed);
        sides.files.push(Drifted { state: State::Stale, path });
        sides
    }
}

fn of(rendered: &Rendered) -> Vec<Document> {
    documents(&rendered.objects, rendered.compose.as_ref(), &rendered.files)
}

/// Those targets that the stream is of: Kubernetes where it holds objects, Compose where it holds services.
fn stream_targets(
    merged: &Merged<'_>,
    asked: &Request,
    before: &[Document],
    report: &mut Report,
) -> Option<Vec<Target>> {
    if asked.target == Some(Target::Files) {
        let fault = "text files are compared with a folder that platgen wrote";
        report.push(Diagnostic::error("no-stream", asked.target_at, fault).label("`--against DIR`, or another target"));
        return None;
    }
    let (compose, objects): (Vec<_>, Vec<_>) = before.iter().partition(|document| document.id.kind == COMPOSE);
    let held = [(Target::Kubernetes, !objects.is_empty()), (Target::Compose, !compose.is_empty())];
    let held: Vec<Target> = held.into_iter().filter(|(_, is_held)| *is_held).map(|(target, _)| target).collect();
    if asked.target.is_some() || held.is_empty() {
        return Some(vec![merged.target(asked, report)?]);
    }
    for target in &held {
        let asked = Request {
            environment: asked.environment.clone(),
            environment_at: asked.environment_at,
            target: Some(*target),
            target_at: asked.environment_at,
            settings: Vec::new(),
        };
        merged.target(&asked, report)?;
    }
    Some(held)
}

/// The file of an output folder as documents, with the owner that its path names.
fn committed(path: &str, text: &str, source: u32, compose: Option<&str>, report: &mut Report) -> Vec<Document> {
    let mut parts = path.split('/');
    let is_object = matches!(parts.next(), Some("kubernetes" | "manual"));
    let owner = parts.next().filter(|owner| is_object && *owner != "platform");
    if target(path) == Target::Files {
        return vec![read_file(path, text)];
    }
    match diff::read(text, source) {
        Ok(documents) => documents
            .into_iter()
            .map(|document| {
                let document = as_ours(document, compose);
                Document { owner: document.owner.clone().or(owner.map(str::to_owned)), ..document }
            })
            .collect(),
        Err(fault) => {
            report.push(*fault);
            Vec::new()
        }
    }
}

/// The rest of a Compose file under the name that ours has.
fn as_ours(mut document: Document, compose: Option<&str>) -> Document {
    if let (COMPOSE, None, Some(path)) = (&*document.id.kind, &document.owner, compose) {
        path.clone_into(&mut document.id.name);
    }
    document
}

/// The target that a file of an output folder is of.
fn target(path: &str) -> Target {
    match path.split('/').next() {
        Some("kubernetes" | "manual" | "kustomization.yaml") => Target::Kubernetes,
        Some("files") => Target::Files,
        Some(_) | None => Target::Compose,
    }
}

/// Of one target, what drifted of its files; whose file a foreign one would be, nobody knows.
fn of_target(drift: Drift, asked: Option<Target>) -> Drift {
    let Some(asked) = asked else { return drift };
    let is_asked = |path: &str, state: State| target(path) == asked && state != State::Foreign && path != INDEX;
    Drift(drift.0.into_iter().filter(|(path, state)| is_asked(path, *state)).collect())
}

/// Whether there is anything in the file that was rendered once.
fn is_read(state: State, path: &str) -> bool {
    match state {
        State::Stale | State::Outdated | State::HandEdited | State::Differs => path != INDEX,
        State::Missing | State::Mode | State::Foreign => false,
    }
}

/// The documents of files that are as they would be written. Objects are the first files of a layout.
fn unchanged(after: &[Document], files: &[Artifact], compose: Option<&str>, drift: &Drift) -> Vec<Document> {
    let path = |index: usize, document: &Document| match &*document.id.kind {
        FILE => document.id.name.clone(),
        COMPOSE => compose.unwrap_or_default().to_owned(),
        _ => files[index].path.clone(),
    };
    let differs = |path: &String| drift.0.get(path).is_some_and(|state| *state != State::Mode);
    let same = after.iter().enumerate().filter(|(index, document)| !differs(&path(*index, document)));
    same.map(|(_, document)| document.clone()).collect()
}
