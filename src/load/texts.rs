//! The texts of `templates/` and `manifests/`: read when the platform is opened, so that faults in them have places.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use walkdir::{DirEntry, WalkDir};

use crate::diagnostic::{Diagnostic, Place, Report, SourceKind, suggestion};

use super::platform::{Platform, reason};
use super::tree::Node;
use super::yaml::yaml;

const TEMPLATES: &str = "templates";
const MANIFESTS: &str = "manifests";
/// What a file with objects in it may end in; with this behind it, it is a template of such a text.
const OBJECTS: [&str; 3] = [".yaml", ".yml", ".json"];
const TEMPLATE: &str = ".j2";

/// What a platform has in the two folders.
#[derive(Default)]
pub(super) struct Texts {
    /// By path, relative to the platform's folder.
    templates: BTreeMap<String, u32>,
    manifests: Vec<ManifestFile>,
}

struct ManifestFile {
    /// The layer that the file belongs to; none: every environment.
    layer: Option<String>,
    content: Content,
}

enum Content {
    Objects(u32),
    Template(ObjectTemplate),
    Fault(Diagnostic),
}

/// A template whose text, once rendered, holds objects.
#[derive(Clone, Debug)]
pub struct ObjectTemplate {
    /// Relative to the platform's folder.
    pub path: String,
    pub source: u32,
    /// The file as a whole, for faults in what it renders.
    pub whole: Place,
}

/// What `manifests/` holds for one environment.
#[derive(Clone, Debug, Default)]
pub struct Manifests {
    pub documents: Vec<Document>,
    pub templates: Vec<ObjectTemplate>,
}

/// A YAML document that is to be an object.
#[derive(Clone, Debug)]
pub struct Document {
    pub tree: Node<'static>,
    pub origin: Origin,
}

/// What the places in a document point into.
#[derive(Clone, Debug)]
pub enum Origin {
    /// Its own file.
    File,
    /// The text that a template rendered, which is no source: the template stands for it.
    Rendered { template: Place, text: Arc<str> },
}

impl Origin {
    /// A fault in a document, told at the best place there is.
    pub fn fault(&self, mut fault: Diagnostic) -> Diagnostic {
        if let Origin::Rendered { text, .. } = self {
            let before = &text[..text.floor_char_boundary(fault.place.start as usize)];
            let line = before.matches('\n').count();
            let words = text.lines().nth(line).unwrap_or_default().trim();
            let rendered = format!("line {} of what this template renders is `{words}`", line + 1);
            fault.help = Some(fault.help.map_or_else(|| rendered.clone(), |help| format!("{rendered}; {help}")));
            fault.place = self.place(fault.place);
        }
        fault
    }

    pub fn place(&self, place: Place) -> Place {
        match self {
            Origin::File => place,
            Origin::Rendered { template, .. } => *template,
        }
    }
}

impl ObjectTemplate {
    /// The documents of what the template rendered.
    pub fn documents(&self, rendered: &str, report: &mut Report) -> Vec<Document> {
        let origin = Origin::Rendered { template: self.whole, text: rendered.into() };
        documents(rendered, self.source, &origin, report)
    }
}

fn documents(text: &str, source: u32, origin: &Origin, report: &mut Report) -> Vec<Document> {
    match yaml(text, source) {
        Ok(trees) => trees.into_iter().map(|tree| Document { tree, origin: origin.clone() }).collect(),
        Err(fault) => {
            report.push(origin.fault(*fault));
            Vec::new()
        }
    }
}

impl Platform {
    /// The source of a template of the platform's own.
    pub(super) fn template(&self, path: &str) -> Option<u32> {
        self.texts.templates.get(path).copied()
    }

    /// What `manifests/` holds for an environment of these layers. Folders that no layer is named like are faults.
    pub fn manifests(&self, chain: &[String], report: &mut Report) -> Manifests {
        let mut manifests = Manifests::default();
        for file in &self.texts.manifests {
            if file.layer.as_ref().is_some_and(|layer| !chain.contains(layer)) {
                continue;
            }
            match &file.content {
                Content::Fault(fault) => report.push(fault.clone()),
                Content::Objects(source) => {
                    let text = &self.sources.get(*source).text;
                    manifests.documents.extend(documents(text, *source, &Origin::File, report));
                }
                Content::Template(template) => manifests.templates.push(template.clone()),
            }
        }
        manifests
    }

    /// Where the files of `manifests/` stand that an environment of these layers has.
    pub fn manifest_places(&self, chain: &[String]) -> Vec<Place> {
        let files =
            self.texts.manifests.iter().filter(|file| file.layer.as_ref().is_none_or(|one| chain.contains(one)));
        files
            .map(|file| match &file.content {
                Content::Fault(fault) => fault.place,
                Content::Objects(source) => Place { source: *source, start: 0, end: 0 },
                Content::Template(template) => template.whole,
            })
            .collect()
    }

    /// Reads both folders, once the layers are known.
    pub(super) fn read_texts(&mut self, shown: &str) {
        for entry in walk(&self.root.join(TEMPLATES), usize::MAX, false).into_iter().flatten() {
            let path = relative(&entry, &self.root);
            // What is no text is told when it is named.
            if let Ok(text) = self.text(&path) {
                let source = self.sources.add(SourceKind::File, format!("{shown}{path}"), text);
                self.texts.templates.insert(path, source);
            }
        }
        // `manifests/LAYER/FOLDER` is looked at only to say that it is too deep.
        for entry in walk(&self.root.join(MANIFESTS), 2, true) {
            let file = match entry {
                Ok(entry) => self.manifest(&entry, shown),
                Err(error) => {
                    let at = error.path().and_then(|path| path.strip_prefix(&self.root).ok()).map(Path::to_owned);
                    let place = self.whole(shown, &at.unwrap_or_else(|| PathBuf::from(MANIFESTS)));
                    let message = format!("this cannot be read: {}", reason(&error));
                    let fault = Diagnostic::error("unreadable", place, message);
                    Some(ManifestFile { layer: None, content: Content::Fault(fault) })
                }
            };
            self.texts.manifests.extend(file);
        }
    }

    fn manifest(&mut self, entry: &DirEntry, shown: &str) -> Option<ManifestFile> {
        let path = relative(entry, &self.root);
        let parent = entry.path().parent().filter(|_| entry.depth() == 2).and_then(Path::file_name);
        let layer = parent.map(|name| name.to_string_lossy().into_owned());
        if entry.file_type().is_dir() {
            let fault = self.misplaced(entry, shown)?;
            return Some(ManifestFile { layer, content: Content::Fault(fault) });
        }
        let name = entry.file_name().to_string_lossy();
        let plain = name.strip_suffix(TEMPLATE).unwrap_or(&name);
        if name.starts_with('.') || !OBJECTS.iter().any(|end| plain.ends_with(end)) {
            return None;
        }
        let content = match self.text(&path) {
            Ok(text) => {
                let source = self.sources.add(SourceKind::File, format!("{shown}{path}"), text);
                match name.ends_with(TEMPLATE) {
                    false => Content::Objects(source),
                    true => {
                        let whole = self.whole(shown, Path::new(&path));
                        Content::Template(ObjectTemplate { path, source, whole })
                    }
                }
            }
            Err(why) => {
                let place = self.whole(shown, Path::new(&path));
                let fault = Diagnostic::error("unreadable", place, format!("this file cannot be read: {why}"));
                Content::Fault(fault.label("a text file below the platform's folder is wanted"))
            }
        };
        Some(ManifestFile { layer, content })
    }

    /// A folder of `manifests/` in which nothing would ever be read.
    fn misplaced(&mut self, entry: &DirEntry, shown: &str) -> Option<Diagnostic> {
        let path = relative(entry, &self.root);
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.depth() == 1 {
            if self.has_layer(&name) {
                return None;
            }
            let place = self.whole(shown, Path::new(&path));
            let fault = Diagnostic::error("unknown-layer", place, format!("there is no layer `{name}`"));
            return Some(fault.label(format!("a folder here is named like a layer; {}", self.near_layer(&name))));
        }
        let place = self.whole(shown, Path::new(&path));
        Some(
            Diagnostic::error("nested-folder", place, "nothing is read from a folder in a layer's folder")
                .label("move its files one folder up"),
        )
    }

    fn near_layer(&self, name: &str) -> String {
        suggestion(name, self.layer_names())
    }

    fn whole(&mut self, shown: &str, path: &Path) -> Place {
        self.sources.whole(SourceKind::Path, format!("{shown}{}", path.display()))
    }
}

/// All below a folder, by name. Nothing where there is no such folder.
fn walk(folder: &Path, depth: usize, links: bool) -> Vec<walkdir::Result<DirEntry>> {
    if !folder.is_dir() {
        return Vec::new();
    }
    WalkDir::new(folder).min_depth(1).max_depth(depth).follow_links(links).sort_by_file_name().into_iter().collect()
}

/// With slashes on every system, as layers write it.
fn relative(entry: &DirEntry, root: &Path) -> String {
    let path = entry.path().strip_prefix(root).expect("the walk stays below its root");
    let names: Vec<_> = path.iter().map(|name| name.to_string_lossy()).collect();
    names.join("/")
}
