//! A platform on disk: which layers there are, and the layers of one environment merged into one tree.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::diagnostic::{Diagnostic, FieldPath, Place, Report, SourceKind, Sources, suggestion};

use super::layer::{parse, parse_argument};
use super::merge::{Merge, Rules, unset};
use super::texts::Texts;
use super::tree::{Entry, Node, Value};

/// The layer below all others.
const BASE: &str = "base";

/// The texts of all layers of a platform.
pub struct Platform {
    pub root: PathBuf,
    pub sources: Sources,
    layers: BTreeMap<String, Vec<u32>>,
    /// Files that could not be read, by the layer they belong to.
    unreadable: BTreeMap<String, Vec<Diagnostic>>,
    folder: Place,
    pub(super) texts: Texts,
}

/// `--set path=value`, as a source of its own.
pub struct Setting(pub u32);

/// All layers of one environment, merged.
pub struct Layered<'s> {
    pub name: String,
    /// The layers, lowest first.
    pub chain: Vec<String>,
    /// A layer for others to extend, no environment.
    pub is_abstract: bool,
    /// The top of the environment's own layer.
    pub top: Place,
    pub tree: Node<'s>,
}

impl Platform {
    /// Reads every layer under `root/environments`. `shown` is the root as reached from the working directory.
    pub fn open(root: &Path, shown: &Path, sources: Sources) -> Result<Self, (Sources, Diagnostic)> {
        Self::open_as(root, &shown.join("").display().to_string(), sources)
    }

    /// As `open`; `shown` is what is written before the path of a file below the root.
    pub(super) fn open_as(root: &Path, shown: &str, mut sources: Sources) -> Result<Self, (Sources, Diagnostic)> {
        let folder = root.join("environments");
        let place = sources.whole(SourceKind::Path, format!("{shown}environments"));
        let mut platform = Self {
            root: root.to_owned(),
            sources,
            layers: BTreeMap::new(),
            unreadable: BTreeMap::new(),
            folder: place,
            texts: Texts::default(),
        };
        for entry in WalkDir::new(&folder).min_depth(1).max_depth(2).sort_by_file_name() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    let fault = Diagnostic::error(
                        "unreadable",
                        place,
                        format!("this folder cannot be read: {}", reason(&error)),
                    )
                    .help("a platform is a folder with `environments/*.toml` in it; name one with `-C DIR`");
                    return Err((platform.sources, fault));
                }
            };
            let path = entry.path();
            if entry.file_type().is_dir() || path.extension().is_none_or(|extension| extension != "toml") {
                continue;
            }
            let relative = path.strip_prefix(&folder).expect("the walk stays below its root");
            let layer = relative.iter().next().map(Path::new).and_then(Path::file_stem).expect("an entry has a name");
            let shown = format!("{shown}{}", Path::new("environments").join(relative).display());
            platform.read(path, &shown, &layer.to_string_lossy());
        }
        platform.read_texts(shown);
        Ok(platform)
    }

    fn read(&mut self, path: &Path, shown: &str, layer: &str) {
        let files = self.layers.entry(layer.to_owned()).or_default();
        match fs_err::read(path).map(String::from_utf8) {
            Ok(Ok(text)) => files.push(self.sources.add(SourceKind::File, shown, text)),
            Ok(Err(_)) => {
                let place = self.sources.whole(SourceKind::Path, shown);
                let fault = Diagnostic::error("unreadable", place, "this file is no UTF-8 text");
                self.unreadable.entry(layer.to_owned()).or_default().push(fault);
            }
            Err(error) => {
                let place = self.sources.whole(SourceKind::Path, shown);
                let message = format!("this file cannot be read: {}", why(error.kind()));
                let fault = Diagnostic::error("unreadable", place, message);
                self.unreadable.entry(layer.to_owned()).or_default().push(fault);
            }
        }
    }

    /// The names of all layers, abstract ones too.
    pub fn layer_names(&self) -> impl Iterator<Item = &str> + Clone {
        self.layers.keys().map(String::as_str)
    }

    pub(super) fn has_layer(&self, name: &str) -> bool {
        self.layers.contains_key(name)
    }

    /// The layers of `name` merged, with `settings` on top. `None` where they cannot be read or put in order.
    pub fn layered<'s>(
        &'s self,
        name: &str,
        asked_at: Place,
        settings: &[Setting],
        rules: &Rules,
        report: &mut Report,
    ) -> Option<Layered<'s>> {
        if !self.layers.contains_key(name) {
            let concrete: Vec<&str> = self.layer_names().filter(|layer| *layer != BASE).collect();
            report.push(
                Diagnostic::error("unknown-environment", asked_at, format!("there is no environment `{name}`"))
                    .help(suggestion(name, concrete.iter().copied())),
            );
            return None;
        }
        let stack = self.stack(name, rules, report)?;
        let is_abstract = stack.iter().fold(false, |_, layer| layer.is_abstract(report));
        let own = stack.last().expect("a stack holds the layer that was asked for");
        let top = Place { end: own.tree.place.start, ..own.tree.place };
        let lowest = stack.first().map_or(self.folder, |layer| layer.tree.place);
        let mut merged = Node::empty_table(Place { end: lowest.start, ..lowest });
        let mut chain = Vec::new();
        for layer in stack {
            lay(&mut merged, layer.tree, &self.sources, rules, report);
            chain.push(layer.name);
        }
        for setting in settings {
            if let Some(tree) = self.setting(setting, report) {
                Merge { rules, report }.over(&mut merged, &tree, &mut Vec::new());
            }
        }
        Some(Layered { name: name.to_owned(), chain, is_abstract, top, tree: merged })
    }

    /// The layers that make up `name`, lowest first.
    fn stack<'s>(&'s self, name: &str, rules: &Rules, report: &mut Report) -> Option<Vec<Layer<'s>>> {
        let mut stack: Vec<Layer<'s>> = Vec::new();
        let mut wanted = name.to_owned();
        loop {
            let layer = self.layer(&wanted, rules, report);
            let extended =
                layer.tree.get("extends").map(|node| (node.string().map(str::to_owned), node.type_name(), node.place));
            stack.push(layer);
            if wanted == BASE {
                break;
            }
            let (next, place) = match extended {
                Some((Some(next), _, place)) => (next, place),
                Some((None, found, place)) => {
                    let message = format!("`extends` must be a string, not {found}");
                    report.push(
                        Diagnostic::error("wrong-type", place, message).label("the name of one layer belongs here"),
                    );
                    return None;
                }
                None => (BASE.to_owned(), self.folder),
            };
            if let Some(first) = stack.iter().position(|layer| layer.name == next) {
                report.push(cycle(&stack[first..], place));
                return None;
            }
            if !self.layers.contains_key(&next) {
                report.push(self.missing_layer(&next, place));
                return None;
            }
            wanted = next;
        }
        stack.reverse();
        // What follows from half a layer is no news.
        stack.iter().all(|layer| layer.is_whole).then_some(stack)
    }

    fn missing_layer(&self, name: &str, place: Place) -> Diagnostic {
        if place == self.folder {
            return Diagnostic::error("missing-base", place, "there is no layer `base` in this folder")
                .help("write `base.toml`: it holds what all environments share, `[platform]` above all");
        }
        Diagnostic::error("unknown-layer", place, format!("there is no layer `{name}`"))
            .label(suggestion(name, self.layer_names()))
    }

    /// One layer: its file, or all files of its folder.
    fn layer<'s>(&'s self, name: &str, rules: &Rules, report: &mut Report) -> Layer<'s> {
        let mut found = Report::default();
        for fault in self.unreadable.get(name).into_iter().flatten() {
            found.push(fault.clone());
        }
        let trees: Vec<Node<'s>> =
            self.layers[name].iter().map(|source| parse(&self.sources, *source, &mut found)).collect();
        let is_whole = !found.diagnostics.iter().any(|fault| matches!(fault.rule, "syntax" | "unreadable"));
        report.absorb(found);
        let mut trees = trees.into_iter();
        let mut tree = trees.next().unwrap_or_else(|| Node::empty_table(self.folder));
        let mut merge = Merge { rules, report };
        for further in trees {
            merge.beside(&mut tree, further, &mut Vec::new());
        }
        merge.refuse_two_alternatives(&tree, &mut Vec::new());
        Layer { name: name.to_owned(), tree, is_whole }
    }

    fn setting<'s>(&'s self, setting: &Setting, report: &mut Report) -> Option<Node<'s>> {
        let source = self.sources.get(setting.0);
        let whole = Place { source: setting.0, start: 0, end: u32::try_from(source.text.len()).unwrap_or(u32::MAX) };
        let wanted = |report: &mut Report, place, why: &str| {
            report.push(
                Diagnostic::error("bad-setting", place, format!("`--set` wants `path=value`: {why}"))
                    .label("such as `services.web.replicas=3`"),
            );
        };
        let Some(equals) = unquoted_equals(&source.text) else {
            wanted(report, whole, "there is no `=`");
            return None;
        };
        let path = match FieldPath::parse(source.text[..equals].trim()) {
            Ok(path) => path,
            Err((at, why)) => {
                wanted(report, Place { start: at as u32, end: equals as u32, ..whole }, why);
                return None;
            }
        };
        let value = parse_argument(&self.sources, setting.0, equals + 1, report);
        let mut end = equals;
        let mut node = value;
        for name in path.keys().iter().rev() {
            let start = source.text[..end].rfind(name.as_str()).expect("every key was read from this text");
            let key = Place { start: start as u32, end: (start + name.len()) as u32, ..whole };
            end = start;
            let mut table = Node::empty_table(key);
            if let Value::Table(entries) = &mut table.value {
                entries.entries.insert(name.clone().into(), Entry { key, node });
            }
            node = table;
        }
        Some(node)
    }
}

struct Layer<'s> {
    name: String,
    tree: Node<'s>,
    /// Whether all of it could be read.
    is_whole: bool,
}

impl Layer<'_> {
    /// Whether it says so, or is a base that names no tier.
    fn is_abstract(&self, report: &mut Report) -> bool {
        match self.tree.get("abstract") {
            Some(Node { value: Value::Boolean(word), .. }) => *word,
            Some(node) => {
                let message = format!("`abstract` must be a boolean, not {}", node.type_name());
                report
                    .push(Diagnostic::error("wrong-type", node.place, message).label("`true` or `false` belongs here"));
                false
            }
            None => self.name == BASE && self.tree.get("tier").is_none(),
        }
    }
}

/// Lays one layer over the merged lower ones: first what it unsets, then what it sets.
fn lay<'s>(merged: &mut Node<'s>, mut layer: Node<'s>, sources: &Sources, rules: &Rules, report: &mut Report) {
    for own in ["extends", "abstract"] {
        layer.remove(&[own.to_owned()]);
    }
    let removals = layer.table_mut().and_then(|table| table.entries.shift_remove("unset"));
    if let Some(Entry { node, .. }) = removals {
        remove_unset(merged, &node, sources, report);
    }
    Merge { rules, report }.over(merged, &layer, &mut Vec::new());
}

fn remove_unset(merged: &mut Node<'_>, removals: &Node<'_>, sources: &Sources, report: &mut Report) {
    let Value::List(paths) = &removals.value else {
        report.push(
            Diagnostic::error(
                "wrong-type",
                removals.place,
                format!("`unset` must be a list of paths, not {}", removals.type_name()),
            )
            .label("a list of strings belongs here"),
        );
        return;
    };
    for item in paths {
        let Some(text) = item.string() else {
            report.push(
                Diagnostic::error("wrong-type", item.place, format!("`unset` takes strings, not {}", item.type_name()))
                    .label("a path such as `\"services.web\"` belongs here"),
            );
            continue;
        };
        match FieldPath::parse(text) {
            Err((at, why)) => {
                let place = sources.inside(item.place, text, at.min(text.len())..text.len());
                report.push(Diagnostic::error("bad-path", place, format!("`{text}` is no path of keys")).label(why));
            }
            Ok(path) if unset(merged, path.keys(), item.place) == 0 => {
                report.push(
                    Diagnostic::error("unset-nothing", item.place, format!("no lower layer sets `{path}`"))
                        .label(hint_for_unset(merged, &path)),
                );
            }
            Ok(_) => {}
        }
    }
}

/// The nearest key at the point where a path leaves the tree.
fn hint_for_unset(merged: &Node<'_>, path: &FieldPath) -> String {
    let mut node = merged;
    for key in path.keys() {
        match (node.get(key), node.table()) {
            (Some(next), _) => node = next,
            (None, Some(table)) => return suggestion(key, table.entries.keys().map(AsRef::as_ref)),
            (None, None) => break,
        }
    }
    "there is nothing to unset".to_owned()
}

/// The layers that form a circle, the last of which extends the first again.
fn cycle(circle: &[Layer<'_>], place: Place) -> Diagnostic {
    let first = &circle[0];
    if circle.len() == 1 {
        return Diagnostic::error("extends-cycle", place, format!("`{}` extends itself", first.name))
            .label("name the layer below it, or remove this");
    }
    let names: Vec<String> = circle.iter().chain([first]).map(|layer| format!("`{}`", layer.name)).collect();
    let fault = Diagnostic::error(
        "extends-cycle",
        place,
        format!("{} extends {}", names[0], names[1..].join(", which extends ")),
    )
    .label("this closes the circle: name another layer");
    match first.tree.get("extends") {
        Some(node) => fault.also(node.place, "it begins here"),
        None => fault,
    }
}

fn unquoted_equals(text: &str) -> Option<usize> {
    let mut quote = None;
    text.char_indices().find_map(|(at, character)| match (quote, character) {
        (None, '=') => Some(at),
        (None, '"' | '\'') => {
            quote = Some(character);
            None
        }
        (Some(open), close) if open == close => {
            quote = None;
            None
        }
        _ => None,
    })
}

/// Why something cannot be read, in words that need no source code.
pub(super) fn why(kind: io::ErrorKind) -> String {
    if kind == io::ErrorKind::NotFound { "it does not exist".to_owned() } else { kind.to_string() }
}

pub(super) fn reason(error: &walkdir::Error) -> String {
    error.io_error().map_or_else(|| "its links go in a circle".to_owned(), |error| why(error.kind()))
}
