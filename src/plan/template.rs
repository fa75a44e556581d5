//! Templates, of text files and of objects, with the platform as they see it. Undefined names are errors at the
//! template's own line.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::RwLock;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value, merge_maps};
use minijinja::{AutoEscape, Environment, ErrorKind, UndefinedBehavior};
use serde_json::Value as Json;

use crate::diagnostic::{Diagnostic, Place, SourceKind, Sources};
use crate::load::{Contents, ObjectTemplate};

use super::Inputs;
use super::embedded::embedded;
use super::view::Values;

/// Templates that platgen brings along. A platform's own file of the same name wins.
const BUILT_IN: [(&str, &str); 6] = [
    ("scripts/dev-setup.sh", include_str!("../../templates/scripts/dev-setup.sh")),
    ("scripts/dev-setup.bat", include_str!("../../templates/scripts/dev-setup.bat")),
    ("scripts/k8s-deploy.sh", include_str!("../../templates/scripts/k8s-deploy.sh")),
    ("scripts/rollback.sh", include_str!("../../templates/scripts/rollback.sh")),
    ("scripts/smoke-test.sh", include_str!("../../templates/scripts/smoke-test.sh")),
    ("spring-gateway.yml", include_str!("../../templates/spring-gateway.yml")),
];

/// Adds the texts of all built-in templates, so that faults in them have places.
pub fn add_template_sources(sources: &mut Sources) {
    for (name, text) in BUILT_IN {
        sources.add(SourceKind::BuiltIn, shown(name), text);
    }
}

fn shown(name: &str) -> String {
    format!("<built-in {name}>")
}

/// The folders that templates stand in, as their paths begin.
const TEXTS: &str = "templates/";
const OBJECTS: &str = "manifests/";
/// How much a template may do before it counts as endless.
const FUEL: u64 = 5_000_000;

pub struct Templates<'t> {
    contents: &'t Contents,
    sources: &'t Sources,
    engine: &'t Engine,
    values: &'t dyn Fn() -> Values,
    /// Made for the first template: many environments have none.
    made: OnceCell<Values>,
}

/// Renders templates, and keeps each in the form in which it is quick to render again.
pub struct Engine(RwLock<Environment<'static>>);

impl Default for Engine {
    fn default() -> Self {
        let mut engine = Environment::new();
        let syntax = SyntaxConfig::builder()
            .block_delimiters("<%", "%>")
            .variable_delimiters("<%=", "%>")
            .comment_delimiters("<%#", "%>")
            .trim_blocks(true)
            .lstrip_blocks(true)
            .keep_trailing_newline(true)
            .build()
            .expect("the delimiters differ");
        engine.set_syntax(syntax);
        engine.set_undefined_behavior(UndefinedBehavior::Strict);
        engine.set_fuel(Some(FUEL));
        // One template does not take in another, whichever happen to be known by then.
        engine.set_path_join_callback(|name, _| format!("./{name}").into());
        engine.set_auto_escape_callback(|path| match path.starts_with(OBJECTS) {
            true => AutoEscape::Json,
            false => AutoEscape::None,
        });
        Self(RwLock::new(engine))
    }
}

impl Engine {
    fn render(&self, path: &str, text: &str, values: Value) -> Result<String, minijinja::Error> {
        let known = self.0.read().expect("no thread panics with the engine");
        if let Ok(template) = known.get_template(path)
            && template.source() == text
        {
            return template.render(values);
        }
        drop(known);
        let mut open = self.0.write().expect("no thread panics with the engine");
        open.add_template_owned(path.to_owned(), text.to_owned())?;
        open.get_template(path)?.render(values)
    }
}

impl<'t> Templates<'t> {
    /// `values` is asked once, for the first template.
    pub fn new(inputs: &Inputs<'_, 't>, values: &'t dyn Fn() -> Values) -> Self {
        let Inputs { contents, engine, provenance, .. } = *inputs;
        Self { contents, sources: provenance.sources, engine, values, made: OnceCell::new() }
    }

    /// Whether any template may ask for something of this name.
    pub fn any_says(contents: &Contents, word: &str) -> bool {
        let own = contents.below(TEXTS.trim_end_matches('/')).map(|(_, text)| text);
        BUILT_IN.iter().map(|(_, text)| *text).chain(own).any(|text| text.contains(word))
    }

    /// The names of all built-in templates, for suggestions.
    pub fn built_in() -> impl Iterator<Item = &'static str> + Clone {
        BUILT_IN.iter().map(|(name, _)| *name)
    }

    /// The rendered text, or what is wrong and where in the template. `owner` is the ID of the workload whose text it is.
    pub fn render(&self, name: &str, owner: Option<&str>, data: &Json) -> Result<String, Fault> {
        let path = format!("{TEXTS}{name}");
        let built_in = BUILT_IN.iter().find(|(known, _)| *known == name).map(|(_, text)| *text);
        let (text, source) = match (self.contents.get(&path), built_in) {
            (Some(text), _) => (text, self.contents.source(&path)),
            (None, Some(text)) => (text, self.built_in_source(name)),
            (None, None) => return Err(Fault::Missing),
        };
        self.rendered(&path, text, owner, data).map_err(|error| match source {
            Some(source) => Fault::At(Box::new(diagnostic(&error, text, source))),
            None => {
                let line = error.line().map_or_else(String::new, |line| format!(":{line}"));
                Fault::In(format!("`{path}{line}`: {}", words(&error)))
            }
        })
    }

    /// The YAML text of a template of objects. What it puts in is escaped as JSON, which YAML reads as it is meant.
    pub fn objects(&self, template: &ObjectTemplate) -> Result<String, Diagnostic> {
        let text = &self.sources.get(template.source).text;
        if let Some(range) = embedded(text).into_iter().next() {
            let place = bytes(template.source, range);
            let message = "this value is put in with quotes, but stands inside of other text";
            let label = "put the whole text together in it, as in `<%= \"web-\" ~ x %>`, or end it in `|safe`";
            return Err(Diagnostic::error("template", place, message).label(label));
        }
        let data = Json::Object(serde_json::Map::new());
        self.rendered(&template.path, text, None, &data).map_err(|error| diagnostic(&error, text, template.source))
    }

    fn rendered(&self, path: &str, text: &str, owner: Option<&str>, data: &Json) -> Result<String, minijinja::Error> {
        let values = self.made.get_or_init(self.values);
        let owner = owner.and_then(|id| values.workload(id)).cloned();
        let own = Value::from(BTreeMap::from([
            ("data", Value::from(Serde(data))),
            ("self", owner.unwrap_or_else(|| Value::from(()))),
        ]));
        self.engine.render(path, text, merge_maps([own, values.whole.clone()]))
    }

    fn built_in_source(&self, name: &str) -> Option<u32> {
        let mut sources = self.sources.iter().filter(|(_, source)| source.kind == SourceKind::BuiltIn);
        sources.find(|(_, source)| source.name == shown(name)).map(|(index, _)| index)
    }
}

/// What is wrong with a template.
pub enum Fault {
    /// There is none of this name.
    Missing,
    /// In a text that is a source.
    At(Box<Diagnostic>),
    /// In a text that is none: the words say where.
    In(String),
}

fn words(error: &minijinja::Error) -> String {
    match (error.detail(), error.kind()) {
        (Some(detail), ErrorKind::UndefinedError) => detail.to_owned(),
        (Some(detail), kind) => format!("{kind}: {detail}"),
        (None, kind) => kind.to_string(),
    }
}

fn diagnostic(error: &minijinja::Error, text: &str, source: u32) -> Diagnostic {
    let label = match error.kind() == ErrorKind::UndefinedError {
        true => "name a value that there is, or ask with `is defined` before",
        false => "correct this",
    };
    Diagnostic::error("template", place(error, text, source), words(error)).label(label)
}

/// The bytes that the engine blames, or else the line.
fn place(error: &minijinja::Error, text: &str, source: u32) -> Place {
    if let Some(range) = error.range().filter(|range| !range.is_empty() && range.end <= text.len()) {
        return bytes(source, range);
    }
    let line = error.line().unwrap_or(1).saturating_sub(1);
    let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    let length = text[start..].lines().next().map_or(0, str::len);
    bytes(source, start..start + length)
}

fn bytes(source: u32, range: Range<usize>) -> Place {
    let byte = |at: usize| u32::try_from(at).expect("a template is smaller than 4 GiB");
    Place { source, start: byte(range.start), end: byte(range.end) }
}
