//! What is laid over finished objects: `[patches]` of the target at hand, and every `extra`. Nothing is applied here.

use serde_json::Value as Json;

use crate::diagnostic::{Diagnostic, FieldPath, Place, Report};
use crate::load::{Node, yaml, yaml_value};
use crate::model::patch::{Fragment as Raw, Operation, Patch as Model, PatchTarget};

use super::Inputs;
use super::catalog::Catalog;

/// For faults in a file, which are told where the file is named.
const NOWHERE: Place = Place { source: 0, start: 0, end: 0 };

/// One of `[patches]`.
#[derive(Clone, Debug)]
pub struct Patch {
    pub id: String,
    pub target: PatchTarget,
    /// Name of the only namespace that it looks into.
    pub namespace: Option<String>,
    pub optional: bool,
    pub fragment: Fragment,
}

/// A raw part of an object.
#[derive(Clone, Debug)]
pub struct Fragment {
    /// The field that it stands in.
    pub at: FieldPath,
    pub body: Body,
    /// The file that it stands in, if that is one of its own.
    pub file: Option<PatchFile>,
}

#[derive(Clone, Debug)]
pub enum Body {
    /// A table, merged into the object.
    Merge(Json),
    /// A list: a JSON patch.
    Operations(Json),
}

/// A file with a patch in it: no source, so faults in it are told with its path and line.
#[derive(Clone, Debug)]
pub struct PatchFile {
    pub path: String,
    pub text: String,
    pub tree: Node<'static>,
}

impl PatchFile {
    /// Where a byte of its text stands: `path:line:column`, and the line.
    pub fn words(&self, byte: u32) -> String {
        let before = &self.text[..self.text.floor_char_boundary(byte as usize)];
        let line = before.matches('\n').count();
        let column = before.chars().rev().take_while(|letter| *letter != '\n').count() + 1;
        let words = self.text.lines().nth(line).unwrap_or_default().trim();
        format!("`{}:{}:{column}` is `{words}`", self.path, line + 1)
    }
}

impl Fragment {
    /// The `extra` of a table.
    pub fn extra(extra: Option<&Raw>, table: &FieldPath) -> Option<Self> {
        let body = Body::Merge(Json::Object(extra?.clone()));
        Some(Self { at: table.then("extra"), body, file: None })
    }
}

/// The patches for the target at hand, as written.
pub fn patches(catalog: &Catalog<'_>, inputs: &Inputs<'_, '_>, report: &mut Report) -> Vec<Patch> {
    let mut patches = Vec::new();
    for (id, model) in &catalog.environment.patches {
        let Some(target) = model.target.as_ref().filter(|target| target.of() == catalog.target) else { continue };
        let at = FieldPath::new(["patches", id]);
        if let Some(fragment) = fragment(model, &at, inputs, report) {
            let namespace = model.namespace.as_ref().map(|id| catalog.namespace_or_name(id));
            patches.push(Patch {
                id: id.clone(),
                target: target.clone(),
                namespace,
                optional: model.optional,
                fragment,
            });
        }
    }
    patches
}

fn fragment(model: &Model, at: &FieldPath, inputs: &Inputs<'_, '_>, report: &mut Report) -> Option<Fragment> {
    let fragment = |key: &str, body: Body| Some(Fragment { at: at.then(key), body, file: None });
    match (&model.merge, &model.json, &model.from) {
        (Some(table), ..) => fragment("merge", Body::Merge(Json::Object(table.clone()))),
        (_, Some(operations), _) => {
            fragment("json", Body::Operations(operations.iter().map(Operation::json).collect()))
        }
        // What cannot be read has been told.
        (.., Some(path)) => match of_file(path, inputs.contents.get(path)?) {
            Ok((file, body)) => Some(Fragment { at: at.then("from"), body, file: Some(file) }),
            Err(fault) => {
                let from = at.then("from");
                let place = inputs.provenance.place(&from);
                report.push_at(from, Diagnostic { place, ..*fault });
                None
            }
        },
        (None, None, None) => None,
    }
}

/// A list in a file is a JSON patch, a table is merged.
fn of_file(path: &str, text: &str) -> Result<(PatchFile, Body), Box<Diagnostic>> {
    let file = |tree| PatchFile { path: path.to_owned(), text: text.to_owned(), tree };
    let placed = |fault: Box<Diagnostic>| {
        let words = file(Node::empty_table(NOWHERE)).words(fault.place.start);
        Box::new(Diagnostic { help: Some(words), ..*fault })
    };
    let mut trees = yaml(text, 0).map_err(placed)?;
    let wrong = |message: String| {
        let label = "a list of operations, or a table to merge, belongs into it";
        Box::new(Diagnostic::error("bad-patch", NOWHERE, message).label(label))
    };
    let tree = match (trees.pop(), trees.len()) {
        (Some(tree), 0) => tree,
        (Some(_), more) => return Err(wrong(format!("`{path}` holds {} documents", more + 1))),
        (None, _) => return Err(wrong(format!("`{path}` holds nothing"))),
    };
    let body = match yaml_value(text, 0).map_err(placed)? {
        list @ Json::Array(_) => Body::Operations(list),
        table @ Json::Object(_) => Body::Merge(table),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {
            return Err(wrong(format!("`{path}` holds {}", tree.type_name())));
        }
    };
    Ok((file(tree), body))
}
